/**
 * LatteStream client: an ES module without dependencies, for current browsers and for Node. Types: client.d.ts.
 *
 *     import LatteStream from '/lattestream/client.js';
 *     const lattestream = new LatteStream('lspk_…');
 *     lattestream.subscribe('orders').bind('shipped', (order) => console.log(order));
 */

/** The wait for an answer to an attempt; a silent proxy must not hold the fallback up for long. */
const ATTEMPT_TIMEOUT = 10_000;
/** Close codes 4200-4299 ask for an immediate reconnect: granted once in this time, and not to all clients at once. */
const IMMEDIATE_WINDOW = 30_000;
const IMMEDIATE_JITTER = 500;
/** Close codes 4100-4199 ask for a pause. */
const OVERLOAD_DELAY = 1000;
/** The status of a refusal that is only for the moment. */
const UNAVAILABLE = 503;
/** The code of the error that answers a sign-in which is not right. */
const UNAUTHORIZED = 4009;
/** Subscriptions made one after the other share one new event stream. */
const STREAM_DEBOUNCE = 10;

const ALL = Symbol('all events');
const RESTRICTED = /^(private|presence)-/;
const ENCRYPTED = /^private-encrypted-/;
const CACHE = /^(private-(encrypted-)?|presence-)?cache-/;
const OPEN = 1;
const NOWHERE = { id: '', channels: [] };

const report = (error) => (globalThis.reportError ?? ((thrown) => setTimeout(() => { throw thrown; }, 0)))(error);

/** Bindings by event name, and global ones that see every event. A callback that throws is reported and stops nobody else. */
export class Emitter {
  #bindings = []; // replaced, never changed: callbacks may bind and unbind while an event is under way

  /** Calls `callback(data, metadata)` for each event of that name. */
  bind(event, callback) {
    this.#bindings = [...this.#bindings, { event, callback }];
    return this;
  }

  /** Removes one binding, all of an event, all of a callback, or all; global ones stay. */
  unbind(event, callback) {
    return this.#remove((bound) => bound.event !== ALL && (event == null || bound.event === event), callback);
  }

  /** Calls `callback(event, data, metadata)` for every event. */
  bindGlobal(callback) {
    return this.bind(ALL, callback);
  }

  /** Removes one global binding, or all of them. */
  unbindGlobal(callback) {
    return this.#remove((bound) => bound.event === ALL, callback);
  }

  #remove(matches, callback) {
    this.#bindings = this.#bindings.filter((bound) => !matches(bound) || (callback && bound.callback !== callback));
    return this;
  }

  _emit(event, ...args) {
    for (const { event: wanted, callback } of this.#bindings) {
      if (wanted !== ALL && wanted !== event) continue;
      try {
        callback(...(wanted === ALL ? [event, ...args] : args));
      } catch (error) {
        report(error);
      }
    }
  }
}

Emitter.prototype.bind_global = Emitter.prototype.bindGlobal;
Emitter.prototype.unbind_global = Emitter.prototype.unbindGlobal;

const requestError = (code, message) => Object.assign(new Error(message), { name: 'RequestError', code });

/** The members of a presence channel; ids are always strings. */
export class Members {
  #infos = new Map();

  /** The id of this client's own user; null when it is not known. */
  myId = null;

  get count() {
    return this.#infos.size;
  }

  get ids() {
    return [...this.#infos.keys()];
  }

  /** This client's own member, or null. */
  get me() {
    return this.myId === null ? null : this.get(this.myId);
  }

  /** One member as `{id, info}`, or null. */
  get(id) {
    const key = String(id);
    return this.#infos.has(key) ? { id: key, info: this.#infos.get(key) } : null;
  }

  /** Calls `fn({id, info})` for every member. */
  each(fn) {
    this.ids.forEach((id) => fn(this.get(id)));
  }

  _reset({ ids = [], hash = {}, me }, myId) {
    this.#infos = new Map([...ids, ...Object.keys(hash)].map((id) => [String(id), hash[id]]));
    const own = me?.id ?? myId;
    this.myId = own == null ? null : String(own);
  }

  _add({ id, info }) {
    const isNew = !this.#infos.has(id);
    this.#infos.set(id, info);
    return isNew;
  }

  _remove(id) {
    const member = this.get(id);
    this.#infos.delete(String(id));
    return member;
  }
}

/** A subscription. After `unsubscribe()` the object is done with: `subscribe` then makes a new one. */
export class Channel extends Emitter {
  #client;

  /** Whether the hub has acknowledged the subscription on the present connection. */
  subscribed = false;

  /** How many subscriptions the channel has, as told last; null where the hub does not tell. */
  subscriptionCount = null;

  /** Where in the channel's history this subscription is, as `{epoch, offset}`: all up to there was here. Null without one. */
  position = null;

  _refused = false;
  _attempts = 0; // in a row that were refused for the moment
  _retryTimer = null; // of the next one
  _rewind;
  _socketId; // of the connection that `position` was acknowledged on: what is not for it is not for this one either
  _greeted = true; // false while the last event of a cache channel may come, which `position` can be past already

  constructor(name, client) {
    super();
    this.name = name;
    this.#client = client;
  }

  /** Sends a client event (`client-…`, on private and presence channels), perhaps with bytes; tells whether it was sent. */
  trigger(event, data, binaryData) {
    return this.#client.channel(this.name) === this && this.#client.trigger(this.name, event, data, binaryData);
  }

  /**
   * Sends a client event that a method of the application answers; nobody else gets it unless that says so. Resolves
   * with the data of the answer, and with null when there is none but the event was dealt with. Rejects with an Error
   * that has a `code`: the hub's or the application's number, `timeout`, `disconnected` or `not_sent`.
   */
  request(event, data, options) {
    return this.#client._request(this, event, data, options);
  }

  unsubscribe() {
    if (this.#client.channel(this.name) === this) this.#client.unsubscribe(this.name);
  }

  /** What to ask for beside the events from now on: those since the position, and the last ones. */
  get _wishes() {
    const recover = this.position ? { ...this.position, socket_id: this._socketId } : undefined;
    return { recover, rewind: this._rewind };
  }

  /** Takes the position of an acknowledgement. Tells by an event what became of the former one, if there was one. */
  _resume({ position = null, recovered = false, reason = 'no_history' }, socketId) {
    const former = !this.subscribed && this.position;
    this.position = position;
    this._socketId = socketId ?? undefined;
    this._greeted = recovered || !CACHE.test(this.name);
    if (!former) return [];
    return recovered ? [['lattestream:recovered', position]] : [['lattestream:position_lost', { ...position, reason }]];
  }

  /** Takes the position of an event; false when that was here before, or belongs to a subscription before this one. */
  _advance(position) {
    const greeting = !this._greeted;
    this._greeted = true;
    if (!this.subscribed) return false;
    if (this.position?.epoch === position.epoch && position.offset <= this.position.offset) return greeting;
    this.position = position;
    return true;
  }

  /** Makes another attempt after a while, which grows; tells whether the one that failed was the first in a row. */
  _retry({ minDelay, maxDelay }, attempt) {
    this._giveUp();
    this._retryTimer = setTimeout(attempt, backoff(minDelay, maxDelay, this._attempts));
    return this._attempts++ === 0;
  }

  /** Takes the next attempt back; tells whether one was due. */
  _giveUp() {
    const due = this._retryTimer !== null;
    clearTimeout(this._retryTimer);
    this._retryTimer = null;
    return due;
  }

  /** Sends a frame of the protocol's own about this channel; tells whether it was sent. */
  _send(event, data) {
    const allowed = this.subscribed && this.#client.channel(this.name) === this;
    return allowed && this.#client.connection._send({ event, channel: this.name, data });
  }

  _handle(event, data, metadata) {
    if (event === 'lattestream:subscription_succeeded' || event === 'lattestream:subscription_error') {
      this.subscribed = event === 'lattestream:subscription_succeeded';
      this._refused = !this.subscribed;
      if (!data?.retrying) {
        this._giveUp();
        this._attempts = 0;
      }
    } else if (event === 'lattestream:subscription_count') {
      this.subscriptionCount = data?.subscription_count ?? null;
    } else if (event === 'lattestream:position_lost') {
      this.position = data?.epoch === undefined ? null : { epoch: data.epoch, offset: data.offset };
    }
    this._emit(event, data, metadata);
    this.#client._emit(event, data, metadata);
  }
}

/** A subscription to a `presence-` channel. */
export class PresenceChannel extends Channel {
  #typing = new Set();
  #said = null; // what the hub was last told, if it was on this connection
  #saidAt = 0;

  members = new Members();

  _myId = null; // as the authorisation told it, for a hub that does not repeat it
  _typingTtl = 0;

  /** The ids of the other users who type: a set of its own, as of now. */
  get typingUsers() {
    return new Set(this.#typing);
  }

  /**
   * Says whether this client's user types, as often as there is a reason to: the hub is told only what it does not know.
   * It ends by itself when it is not said again. Tells whether the hub knows; never on SSE.
   */
  typing(on = true) {
    const typing = Boolean(on);
    const now = Date.now();
    const known = this.#said === typing && (!typing || now - this.#saidAt < this._typingTtl / 2);
    if (known && this.subscribed) return true;
    const sent = this._send('lattestream:typing', { typing });
    if (sent) {
      this.#said = typing;
      this.#saidAt = now;
    }
    return sent;
  }

  _handle(event, data, metadata) {
    let payload = data;
    if (event === 'lattestream:subscription_succeeded') {
      this.members._reset(data?.presence ?? {}, this._myId);
      this.#typing = new Set((data?.presence?.typing ?? []).map(String));
      this.#typing.delete(this.members.myId);
      this.#said = null;
      payload = this.members;
    } else if (event === 'lattestream:member_added') {
      payload = { id: String(data?.id ?? data?.user_id), info: data?.info ?? data?.user_info };
      if (!this.members._add(payload)) return; // known from the snapshot
    } else if (event === 'lattestream:member_removed') {
      payload = this.members._remove(data?.id ?? data?.user_id);
      if (!payload) return;
      this.#typed({ ...payload, typing: false }, metadata);
    } else if (event === 'lattestream:typing') {
      const id = String(data?.id ?? data?.user_id);
      this.#typed({ id, typing: data?.typing === true, info: this.members.get(id)?.info ?? null }, metadata);
      return;
    }
    super._handle(event, payload, metadata);
  }

  #typed(change, metadata) {
    const { id, typing } = change;
    if (this.#typing.has(id) === typing || id === this.members.myId) return;
    if (typing) this.#typing.add(id);
    else this.#typing.delete(id);
    super._handle('lattestream:typing', change, metadata);
  }
}

/**
 * An incremental parser of a text/event-stream. Returns the function to feed with bytes, cut anywhere;
 * `onEvent({event, data, id})` is called for every message, `onRetry(milliseconds)` for every `retry:` field.
 */
export function createEventStreamParser(onEvent, onRetry = () => {}) {
  const decoder = new TextDecoder(); // keeps partial characters between chunks and drops a leading BOM
  let rest = '';
  let afterCr = false; // the last chunk ended with CR: an LF at the start of the next one belongs to it
  let event = '';
  let id = '';
  let data = [];

  const line = (text) => {
    if (text === '') {
      if (data.length > 0) onEvent({ event: event || 'message', data: data.join('\n'), id });
      event = '';
      data = [];
      return;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(text);
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) onRetry(Number(value));
  };

  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true });
    if (text === '') return;
    if (afterCr && text[0] === '\n') text = text.slice(1);
    afterCr = text.endsWith('\r');
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop();
    lines.forEach(line);
  };
}

function parseOrKeep(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Data may come as JSON text: decoded when it looks like an object or an array, and only once. */
const decodeData = (data) => (typeof data === 'string' && /^\s*[[{]/.test(data) ? parseOrKeep(data) : data);

const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** The text that is in the data of an event of an encrypted channel; null when it was not encrypted with this key. */
function decrypt(nacl, key, data) {
  try {
    const bytes = nacl.secretbox.open(fromBase64(data.ciphertext), fromBase64(data.nonce), key);
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

function encrypt(nacl, key, data) {
  const nonce = nacl.randomBytes(nacl.secretbox.nonceLength);
  const message = new TextEncoder().encode(JSON.stringify(data ?? null));
  return { nonce: toBase64(nonce), ciphertext: toBase64(nacl.secretbox(message, nonce, key)) };
}

/** A frame from text or from bytes, which are UTF-8 JSON or an envelope of type 1 or 2; null when it is none of these. */
function decodeFrame(message) {
  try {
    if (typeof message === 'string') return JSON.parse(message);
    const view = new DataView(message);
    const json = (from, to) => JSON.parse(new TextDecoder().decode(message.slice(from, to)));
    const enveloped = message.byteLength >= 8 && view.getUint32(4, true) === message.byteLength - 8;
    if (!enveloped) return json(0);
    if (view.getUint32(0, true) !== 2) return json(8);
    const end = 12 + view.getUint32(8, true);
    return { ...json(12, end), binaryData: new Uint8Array(message.slice(end)) };
  } catch {
    return null;
  }
}

/** What goes over a WebSocket: JSON, or an envelope of type 2 around an event with bytes. */
function encodeFrame({ binaryData, ...frame }) {
  const json = JSON.stringify(frame);
  if (!binaryData) return json;
  const metadata = new TextEncoder().encode(json);
  const message = new Uint8Array(12 + metadata.length + binaryData.length);
  const view = new DataView(message.buffer);
  [2, message.length - 8, metadata.length].forEach((number, index) => view.setUint32(4 * index, number, true));
  message.set(metadata, 12);
  message.set(binaryData, 12 + metadata.length);
  return message;
}

/** The frame of a client event. Bytes, as its data or beside that, are kept as they are. */
function clientEvent(event, channel, data, binaryData) {
  const bytes = bytesOf(binaryData ?? data);
  if (binaryData != null && !bytes) throw new TypeError('binaryData must be an ArrayBuffer or a view of one');
  return bytes ? { event, channel, data: binaryData == null ? undefined : data, binaryData: bytes } : { event, channel, data };
}

/** The bytes of an ArrayBuffer or of a view of one; null for anything else. */
function bytesOf(data) {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : null;
}

/** The time to wait after that many failures, with full jitter above the least. */
function backoff(least, most, failures) {
  const ceiling = Math.min(most, least * 2 ** (failures + 1));
  return least + Math.random() * Math.max(0, ceiling - least);
}

const isRefusal = (status) => status === 400 || status === 401 || status === 403;

/** What an error tells of an attempt; one with the status of a refusal ends it for good. */
const failure = (error) => {
  const { status, message } = error ?? {};
  return { message: status ? message : String(error), status, fatal: isRefusal(status) };
};

const queryOf = (entries) => entries.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

/*
 * A transport is a function that starts at once, never calls its `events` synchronously, and returns
 * {send(frame), close()}. Events may still come after close(): the connection knows that they are late.
 */

function openWebSocket(settings, events) {
  const abort = new AbortController();
  let socket;

  const start = async () => {
    const query = [];
    if (settings.discovery) {
      const { credentials } = settings;
      const key = queryOf([['api_key', settings.key]]);
      const response = await settings.fetch(`${settings.base}/discover?${key}`, { credentials, signal: abort.signal });
      const { status } = response;
      if (status !== 200) {
        return events.down({ fatal: isRefusal(status), status, message: `Discovery was answered with ${status}` });
      }
      query.push(['discovery_token', (await response.json()).discovery_token]);
    }
    query.push(...await ticket(settings, abort.signal));
    if (abort.signal.aborted) return;
    const url = `${settings.tls ? 'wss' : 'ws'}://${settings.address}`;
    socket = new settings.WebSocket(query.length > 0 ? `${url}?${queryOf(query)}` : url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(JSON.stringify({ api_key: settings.key }));
    socket.onmessage = ({ data }) => events.frame(decodeFrame(data));
    socket.onclose = ({ code, reason }) => events.down({ code, message: reason });
    socket.onerror = () => {}; // tells nothing; the close event follows
  };
  start().catch((error) => events.down({ ...failure(error), ...(!settings.WebSocket && { fatal: true }) }));

  return {
    send(frame) {
      const ready = socket?.readyState === OPEN;
      if (ready) socket.send(encodeFrame(frame));
      return ready;
    },
    close() {
      abort.abort();
      socket?.close(1000);
    }
  };
}

/** The query entries with what channels of a stream ask for; those that its last id knows are resumed by that. */
function wishesOf(channels, known) {
  const entry = (name, values) => (values.length > 0 ? [[name, JSON.stringify(Object.fromEntries(values))]] : []);
  const all = channels.map((channel) => ({ name: channel.name, isKnown: known.includes(channel), ...channel._wishes }));
  return [
    ...entry('recover', all.filter(({ recover, isKnown }) => recover && !isKnown).map(({ name, recover }) => [name, recover])),
    ...entry('rewind', all.filter(({ rewind }) => rewind !== undefined).map(({ name, rewind }) => [name, rewind]))
  ];
}

/** Server-Sent Events by fetch: EventSource hides statuses and wants a listener for each event name. */
function openEventStream(settings, events, channels, { id: lastEventId, channels: known }) {
  const abort = new AbortController();

  const start = async () => {
    const query = [['api_key', settings.key], ...channels.map(({ name }) => ['channel', name]), ...wishesOf(channels, known)];
    const url = `${settings.base}/sse?${queryOf([...query, ...await ticket(settings, abort.signal)])}`;
    const headers = { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }) };
    const { credentials } = settings;
    const response = await settings.fetch(url, { headers, credentials, cache: 'no-store', signal: abort.signal });
    const { status } = response;
    if (status !== 200) {
      const problem = (await response.json().catch(() => null)) ?? {};
      const message = problem.detail ?? problem.error ?? problem.title ?? `The stream was answered with ${status}`;
      const delay = 1000 * Number(response.headers.get('Retry-After')) || 0;
      return events.down({ fatal: isRefusal(status), status, message, delay, channel: problem.channel });
    }
    if (!/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? '')) {
      return events.down({ status, message: 'The answer is not an event stream' });
    }
    let code; // a stream has no close code: an error frame before the end takes its place
    const feed = createEventStreamParser(({ data, id }) => {
      const frame = decodeFrame(data);
      if (frame?.event === 'lattestream:error') code = decodeData(frame.data)?.code;
      events.frame(frame, id);
    }, events.retry);
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      events.alive();
      feed(part.value);
    }
    events.down({ code });
  };
  start().catch((error) => events.down(failure(error)));

  return { send: () => false, close: () => abort.abort() };
}

/**
 * Keeps a link to the hub. `state` is one of
 * - `initialized`: not started; or on Server-Sent Events without any channel, as no stream is opened for nothing;
 * - `connecting`: an attempt is under way; `connected`;
 * - `unavailable`: an attempt or the connection failed, and the next attempt waits for its time;
 * - `disconnected`: by `disconnect()`; `failed`: refused for good. Both last until `connect()`.
 *
 * Events: `state_change` ({previous, current}), each state by its name, `error` ({type, code, status, message}).
 */
export class Connection extends Emitter {
  #settings;
  #hooks;
  #active = false;
  #link = null; // the only link that counts: whatever comes from another one is late
  #watchdog;
  #retryTimer = null;
  #serverRetry = 0;
  #backoffs = 0;
  #failures = 0;
  #proven = null; // the transport that has worked: 'auto' stays with it
  #lastImmediate = -Infinity;
  #last = NOWHERE; // the last id of a stream, and the channels that it knows
  #changing = false;
  #online = () => this.#retryTimer && this.#attempt();

  state = 'initialized';

  /** The hub's name for this connection; null while there is none. */
  socketId = null;

  constructor(settings, hooks) {
    super();
    this.#settings = settings;
    this.#hooks = hooks;
  }

  _connect() {
    if (!this.#active) {
      this.#active = true;
      this.#backoffs = 0;
      globalThis.addEventListener?.('online', this.#online);
    }
    if (!this.#link) this.#attempt();
  }

  _stop(state) {
    this.#active = false;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    globalThis.removeEventListener?.('online', this.#online);
    this.#drop();
    this.#become(state);
  }

  /** Whether the link goes from the hub to the client only. */
  get _oneWay() {
    return this.#link?.stream === true;
  }

  /** Whether frames can be sent now. */
  get _duplex() {
    return this.#link?.up === true && !this.#link.stream;
  }

  _send(frame) {
    return this.#link?.up === true && this.#link.handle.send(frame);
  }

  /** A channel was refused. A stream does not carry it then, and takes another stream to ask for it again. */
  _without(channel) {
    const others = (channels) => channels.filter((other) => other !== channel);
    if (this.#link) this.#link.channels = others(this.#link.channels);
    this.#last = { ...this.#last, channels: others(this.#last.channels) };
  }

  /** The channels wanted have changed. Changes made in one go are applied together. */
  _changed() {
    if (this.#changing) return;
    this.#changing = true;
    const apply = () => {
      this.#changing = false;
      if (this.#active) this.#apply();
    };
    if (this.#link && !this.#link.stream) queueMicrotask(apply);
    else setTimeout(apply, STREAM_DEBOUNCE);
  }

  #apply() {
    const link = this.#link;
    if (!link) {
      if (!this.#retryTimer) this.#attempt(); // was idle
    } else if (!link.stream) {
      if (link.up) this.#hooks.sync();
    } else {
      const channels = this.#hooks.channels();
      this.#hooks.streaming();
      if (channels.length === link.channels.length && channels.every((channel) => link.channels.includes(channel))) return;
      this.#drop();
      this.#attempt();
    }
  }

  #attempt() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    const channels = this.#hooks.channels();
    const stream = this.#usesStream(channels);
    if (stream) this.#hooks.streaming();
    const given = this.#last.channels.map(({ name }) => name);
    // Whoever subscribed anew begins anew, and an id is for all of its channels
    const isNew = (channel) => given.includes(channel.name) && !this.#last.channels.includes(channel);
    if (channels.some(isNew)) this.#last = NOWHERE;
    if (stream && channels.length === 0) {
      this.#last = NOWHERE;
      this.#become('initialized');
      return;
    }
    const link = { stream, channels, up: false, activityTimeout: this.#settings.activityTimeout };
    const ifCurrent = (handler) => (...args) => this.#link === link && handler.apply(this, args);
    const events = {
      alive: ifCurrent(this.#alive),
      frame: ifCurrent(this.#frame),
      retry: ifCurrent((delay) => { this.#serverRetry = delay; }),
      down: ifCurrent(this.#down)
    };
    const open = stream ? openEventStream : openWebSocket;
    link.handle = open(this.#settings, events, channels, this.#last);
    this.#link = link;
    this.#watch();
    this.#become('connecting');
  }

  #usesStream(channels) {
    const { transport } = this.#settings;
    if (transport !== 'auto') return transport === 'sse';
    if (this.#proven) return this.#proven === 'sse';
    // Two WebSocket attempts, then a stream, and round again: perhaps it was only the hub that was away.
    return this.#failures % 3 === 2 && channels.length > 0;
  }

  /** Starts the watch over the link's silence anew. */
  #watch() {
    const link = this.#link;
    const { pongTimeout } = this.#settings;
    const after = (delay, action) => {
      clearTimeout(this.#watchdog);
      this.#watchdog = setTimeout(action, delay);
    };
    const silent = () => this.#down({ message: 'The hub is silent' });
    const ping = () => {
      link.handle.send({ event: 'lattestream:ping', data: {} });
      after(pongTimeout, silent);
    };
    if (!link.up) after(Math.min(pongTimeout, ATTEMPT_TIMEOUT), silent);
    else if (link.stream) after(link.activityTimeout + pongTimeout, silent);
    else after(link.activityTimeout, ping);
  }

  /** The hub's greeting. On a stream, too: headers alone do not prove that no proxy holds the events back. */
  #up({ socket_id: socketId = null, activity_timeout: seconds }) {
    const link = this.#link;
    link.up = true;
    if (seconds > 0) link.activityTimeout = Math.min(link.activityTimeout, seconds * 1000);
    this.#proven = link.stream ? 'sse' : 'websocket';
    this.socketId = socketId;
    this.#watch();
    this.#hooks.up(link.stream ? link.channels : []);
    this._changed();
    this.#become('connected');
  }

  #alive() {
    if (!this.#link.up) return;
    this.#backoffs = 0; // not at the greeting: a sick hub may greet and fall over again and again
    this.#watch();
  }

  #frame(frame, id) {
    if (id) this.#last = { id, channels: this.#link.channels };
    this.#alive();
    if (typeof frame?.event !== 'string') return;
    if (frame.event === 'lattestream:connection_established') {
      if (!this.#link.up) this.#up(decodeData(frame.data) ?? {});
    } else if (frame.event === 'lattestream:ping') {
      this.#link.handle.send({ event: 'lattestream:pong', data: {} });
    } else if (frame.event !== 'lattestream:pong') {
      this.#hooks.frame(frame);
    }
  }

  #down({ code, status, message, fatal, channel, delay = 0 }) {
    const { up, stream, channels } = this.#link;
    const range = Math.floor(code / 100);
    this.#drop();

    const refused = fatal && channels.find(({ name }) => name === channel);
    if (refused) {
      this.#hooks.refused(refused, { type: 'AuthError', error: message, status });
      if (this.#active && !this.#link) this.#attempt();
      return;
    }
    // A close code of the 4000s comes from the hub: it was reached, so the transport is all right.
    if (!up && !(range >= 40 && range < 50)) this.#failures++;
    if (fatal || range === 40) {
      this._stop('failed');
    } else {
      const immediate = range === 42 && Date.now() - this.#lastImmediate > IMMEDIATE_WINDOW;
      if (immediate) this.#lastImmediate = Date.now();
      const wait = immediate ? Math.random() * IMMEDIATE_JITTER : this.#backoff();
      const least = Math.max(delay, stream ? this.#serverRetry : 0, range === 41 ? OVERLOAD_DELAY : 0);
      this.#retryTimer = setTimeout(() => this.#attempt(), Math.max(wait, least));
      this.#become(immediate ? 'connecting' : 'unavailable');
    }
    if (code > 1001 || message) this._emit('error', { type: 'TransportError', code, status, message });
  }

  #backoff() {
    const { minDelay, maxDelay } = this.#settings.reconnect;
    return backoff(minDelay, maxDelay, this.#backoffs++);
  }

  #drop() {
    clearTimeout(this.#watchdog);
    const link = this.#link;
    this.#link = null;
    this.socketId = null;
    link?.handle.close();
    this.#hooks.lost();
  }

  // Always the last step of a change, as the callbacks may call connect() or disconnect().
  #become(current) {
    const previous = this.state;
    if (previous === current) return;
    this.state = current;
    this._emit('state_change', { previous, current });
    this._emit(current);
  }
}

function readSettings(key, options) {
  const { location } = globalThis;
  const endpoint = options.endpoint ?? (location?.host && `${location.host}/lattestream`);
  if (!key || typeof key !== 'string') throw new TypeError('A key is required');
  if (!endpoint) throw new TypeError('An endpoint is required outside a web page');
  const [, scheme, address] = /^(?:(https?|wss?):\/\/)?(.*?)\/*$/i.exec(endpoint);
  const host = address.split('/')[0];
  const local = /^(.+\.)?localhost(:|$)|^127\.|^\[::1\]/i.test(host);
  const tlsByHost = host === location?.host ? location.protocol === 'https:' : !local;
  const tls = options.tls ?? (scheme ? /s$/i.test(scheme) : tlsByHost);
  const base = `${tls ? 'https' : 'http'}://${address}`;
  const WebSocket = options.WebSocket ?? globalThis.WebSocket;
  const { transport = 'auto', ticketEndpoint, userAuthEndpoint = `${base}/user-auth` } = options;
  // Whoever has tickets is known to the hub by them: it asks its rules without a token
  const { authEndpoint = options.ticket || ticketEndpoint ? null : `${base}/auth` } = options;
  if (!['auto', 'websocket', 'sse'].includes(transport)) throw new TypeError(`Unknown transport: ${transport}`);
  return {
    key,
    activityTimeout: options.activityTimeout ?? 120_000,
    pongTimeout: options.pongTimeout ?? 30_000,
    typingTtl: options.typingTtl ?? 5000,
    discovery: options.discovery ?? false,
    authorizer: options.authorizer,
    auth: options.auth ?? {},
    address,
    tls,
    base,
    authEndpoint,
    userAuthEndpoint,
    ticket: options.ticket,
    ticketEndpoint,
    WebSocket,
    transport: transport === 'auto' && !WebSocket ? 'sse' : transport,
    nacl: options.nacl,
    reconnect: { minDelay: 1000, maxDelay: 30_000, ...options.reconnect },
    credentials: options.withCredentials ? 'include' : 'same-origin',
    fetch: (...args) => (options.fetch ?? globalThis.fetch)(...args) // as a method of the settings it would be refused
  };
}

/** Spring Security's token against request forgery, for the page's own origin only. */
function xsrfToken(url) {
  const { document, location } = globalThis;
  if (!document?.cookie || new URL(url, location.href).origin !== location.origin) return null;
  const [, token] = /(?:^|;\s*)XSRF-TOKEN=([^;]*)/.exec(document.cookie) ?? [];
  return token ? decodeURIComponent(token) : null;
}

/** Asks the application something, with its login. Gives the status, and the answer if it is JSON. */
async function post(settings, url, body, signal) {
  const headers = new Headers({ 'Content-Type': 'application/json', Accept: 'application/json' });
  const token = xsrfToken(url);
  if (token) headers.set('X-XSRF-TOKEN', token);
  Object.entries(settings.auth.headers ?? {}).forEach(([name, value]) => headers.set(name, value));
  const { credentials } = settings;
  const response = await settings.fetch(url, { method: 'POST', headers, body: JSON.stringify(body), credentials, signal });
  return { status: response.status, answer: await response.json().catch(() => null) };
}

/** Asks for a signature; fails with a message and a `status`, 0 without any answer. */
async function askApplication(settings, url, fields) {
  const { status, answer } = await post(settings, url, { ...settings.auth.params, ...fields });
  if (status === 200) return checked(answer, status);
  return checked({ error: answer?.error ?? `Authorisation was answered with ${status}` }, status);
}

function checked(answer, status) {
  if (typeof answer?.auth === 'string') return answer;
  throw Object.assign(new Error(answer?.error ?? 'The authorisation answer holds no auth'), { status });
}

/** Gets `{auth, channel_data?, shared_secret?}` for a channel. */
async function authorize(settings, channel, socketId) {
  if (settings.authorizer) return checked(await settings.authorizer(channel, socketId), 0);
  return askApplication(settings, settings.authEndpoint, { socket_id: socketId, channel_name: channel });
}

const authError = (error) => ({ type: 'AuthError', error: error?.message ?? String(error), status: error?.status ?? 0 });

/** The key of an encrypted channel. */
function sharedSecret({ shared_secret: secret }) {
  if (!secret) throw new Error('The authorisation answer holds no shared_secret');
  return fromBase64(secret);
}

/** The query entry with a ticket for one attempt, or none without tickets; fails with a message and perhaps a `status`. */
async function ticket(settings, signal) {
  let value;
  if (settings.ticket) {
    value = await settings.ticket();
  } else if (settings.ticketEndpoint) {
    const { status, answer } = await post(settings, settings.ticketEndpoint, {}, signal);
    if (status !== 200) throw Object.assign(new Error(`The request for a ticket was answered with ${status}`), { status });
    value = answer?.ticket;
  } else {
    return [];
  }
  if (typeof value !== 'string') throw new TypeError('There is no ticket');
  return [['ticket', value]];
}

const isPosition = ({ epoch, offset }) => typeof epoch === 'string' && Number.isSafeInteger(offset);

/** The client. It connects at once unless `autoConnect` is false; client.d.ts describes the options. */
export class LatteStream extends Emitter {
  #settings;
  #channels = new Map();
  // What this connection was asked for, name → {channel, sent}. Another connection has another map,
  // so an authorisation that outlives its connection finds a foreign one and ends there.
  #asked = new Map();
  // Names of channels that the server put this connection into; their events are the client's.
  #given = new Set();
  #requests = new Map(); // what waits for an answer, ref → {resolve, reject}
  #lastRef = 0;
  #signsIn = false;
  #signInSent = false;

  /** The user this connection is signed in as, `{id, data}`, or null. */
  user = null;

  constructor(key, options = {}) {
    super();
    this.#settings = readSettings(key, options);
    this.connection = new Connection(this.#settings, {
      // Those that a stream carries: nobody gives it the keys of encrypted ones
      channels: () => [...this.#channels.values()].filter(({ name, _refused }) => !_refused && !ENCRYPTED.test(name)),
      // Later, as the callbacks may call connect() or disconnect()
      streaming: () => queueMicrotask(() => this.#channels.forEach((channel) => {
        if (ENCRYPTED.test(channel.name) && !channel._refused) this.#refuseEncrypted(channel, 'a WebSocket connection');
      })),
      up: (channels) => {
        this.#asked = new Map(channels.map((channel) => [channel.name, { channel, sent: true }]));
        if (this.#signsIn) this.#signIn();
      },
      lost: () => {
        this.#asked = new Map();
        this.#given.clear();
        this.#signInSent = false;
        this.user = null;
        this.#channels.forEach((channel) => {
          channel.subscribed = false;
          if (channel._giveUp()) channel._refused = false; // the next connection asks for it anyway
        });
        this.#requests.forEach(({ reject }) => reject(requestError('disconnected', 'The connection was lost')));
      },
      sync: () => this.#sync(),
      refused: (channel, error) => this.#refuse(channel, error),
      frame: (frame) => this.#receive(frame)
    });
    if (options.autoConnect ?? true) this.connect();
  }

  get socketId() {
    return this.connection.socketId;
  }

  /** Headers for requests to the application, whose `toOthers()` then leaves this connection out; none while there is none. */
  headers() {
    return this.socketId ? { 'X-Socket-ID': this.socketId } : {};
  }

  /** Connects, or hurries a waiting attempt; also the way out of `failed` and `disconnected`. */
  connect() {
    if (['failed', 'disconnected'].includes(this.connection.state)) {
      this.#channels.forEach((channel) => {
        channel._refused = false;
        channel._attempts = 0;
      });
    }
    this.connection._connect();
  }

  /** Disconnects. The channels are kept with their positions, and are subscribed to again after `connect()`. */
  disconnect() {
    this.connection._stop('disconnected');
  }

  /** Signs in as the user that `userAuthEndpoint` names: now or as soon as there is a connection, and on each later one. */
  signin() {
    this.#signsIn = true;
    if (this.socketId !== null) this.#signIn();
  }

  /**
   * The channel of that name, subscribed to now or as soon as there is a connection. One that was refused is tried again.
   * `recover`, a position, and `rewind`, a number or a time, are for a channel with a history that is not subscribed to yet.
   */
  subscribe(name, { recover = null, rewind } = {}) {
    if (recover && !isPosition(recover)) throw new TypeError('recover must be a position: {epoch, offset}');
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = name.startsWith('presence-') ? new PresenceChannel(name, this) : new Channel(name, this);
      channel._typingTtl = this.#settings.typingTtl;
      channel._rewind = rewind;
      channel.position = recover && { epoch: recover.epoch, offset: recover.offset };
      this.#channels.set(name, channel);
    } else if (channel._refused) {
      this.#askAgain(channel);
    }
    this.connection._changed();
    return channel;
  }

  unsubscribe(name) {
    const channel = this.#channels.get(name);
    if (!channel) return;
    this.#channels.delete(name);
    channel.subscribed = false;
    channel._giveUp();
    this.connection._changed();
  }

  /** The channel of that name, or undefined. */
  channel(name) {
    return this.#channels.get(name);
  }

  /**
   * Sends a client event on a subscribed private or presence channel; tells whether it was sent; never on SSE.
   * Bytes (an ArrayBuffer or a view of one) are sent as they are, alone or beside data that is an object.
   */
  trigger(name, event, data, binaryData) {
    const frame = clientEvent(event, name, data, binaryData);
    const allowed = event.startsWith('client-') && RESTRICTED.test(name) && this.#channels.get(name)?.subscribed === true;
    if (!allowed || !ENCRYPTED.test(name)) return allowed && this.connection._send(frame);
    if (frame.binaryData) throw new TypeError('Client events on encrypted channels cannot have bytes');
    return this.connection._send({ ...frame, data: encrypt(this.#settings.nacl, this.#asked.get(name).key, data) });
  }

  _request(channel, event, data, { timeout = 10_000 } = {}) {
    return new Promise((resolve, reject) => {
      const ref = String(++this.#lastRef);
      const current = this.#channels.get(channel.name) === channel && channel.subscribed;
      const allowed = current && event.startsWith('client-') && RESTRICTED.test(channel.name);
      if (this.connection._oneWay) {
        reject(requestError('not_sent', 'Server-Sent Events carry no requests: that takes a WebSocket'));
      } else if (ENCRYPTED.test(channel.name)) {
        reject(requestError('not_sent', 'Requests are not encrypted, so encrypted channels carry none'));
      } else if (!allowed || !this.connection._send({ ...clientEvent(event, channel.name, data), ref })) {
        reject(requestError('not_sent', 'Requests are client events (client-…) on a subscribed private or presence channel'));
      } else {
        const settled = (settle) => (result) => {
          clearTimeout(timer);
          this.#requests.delete(ref);
          settle(result);
        };
        const request = { resolve: settled(resolve), reject: settled(reject) };
        const late = () => request.reject(requestError('timeout', `No answer within ${timeout} ms`));
        const timer = setTimeout(late, timeout);
        this.#requests.set(ref, request);
      }
    });
  }

  /** Brings the subscriptions of a WebSocket connection in line with the channels wanted. */
  #sync() {
    for (const [name, { channel, sent }] of this.#asked) {
      if (this.#channels.get(name) === channel) continue;
      this.#asked.delete(name);
      if (sent) this.connection._send({ event: 'lattestream:unsubscribe', data: { channel: name } });
    }
    for (const channel of this.#channels.values()) {
      if (!this.#asked.has(channel.name)) this.#ask(channel);
    }
  }

  async #ask(channel) {
    const { name } = channel;
    const asked = this.#asked;
    const ask = { channel, sent: false };
    asked.set(name, ask);
    channel._refused = false; // a retry must not start another request beside this one
    const isCurrent = () => this.#asked === asked && this.#channels.get(name) === channel;
    const data = { channel: name, ...channel._wishes };
    if (ENCRYPTED.test(name)) {
      const { nacl, authEndpoint, authorizer } = this.#settings;
      if (!nacl) return this.#refuseEncrypted(channel, 'the option nacl');
      if (authEndpoint === null && !authorizer) return this.#refuseEncrypted(channel, 'an authEndpoint or authorizer');
    }
    if (RESTRICTED.test(name) && (this.#settings.authEndpoint !== null || this.#settings.authorizer)) {
      try {
        const answer = await authorize(this.#settings, name, this.socketId);
        Object.assign(data, { auth: answer.auth, channel_data: answer.channel_data ?? undefined });
        if (ENCRYPTED.test(name)) ask.key = sharedSecret(answer);
      } catch (error) {
        if (isCurrent()) this.#refuse(channel, authError(error));
        return;
      }
      if (!isCurrent()) return;
      channel._myId = decodeData(data.channel_data)?.user_id ?? null;
    }
    ask.sent = this.connection._send({ event: 'lattestream:subscribe', data });
  }

  #refuseEncrypted(channel, need) {
    this.#refuse(channel, { type: 'EncryptionError', error: `Encrypted channels take ${need}`, status: 0 });
  }

  async #signIn() {
    const asked = this.#asked;
    try {
      if (!this.connection._duplex) throw new Error('Sign-in takes a WebSocket');
      const { userAuthEndpoint } = this.#settings;
      const fields = { socket_id: this.socketId };
      const { auth, user_data: userData } = await askApplication(this.#settings, userAuthEndpoint, fields);
      if (this.#asked !== asked) return;
      this.#signInSent = this.connection._send({ event: 'lattestream:signin', data: { auth, user_data: userData } });
    } catch (error) {
      await null; // not before `signin()` is over
      if (this.#asked === asked) this._emit('lattestream:signin_error', authError(error), {});
    }
  }

  #signedIn({ user_data: userData }) {
    const data = decodeData(userData);
    this.#signInSent = false;
    this.user = { id: data?.id, data };
    this._emit('lattestream:signin_success', this.user, {});
  }

  /** Tells why a channel is not subscribed to. What is only so for the moment is tried again, and told once. */
  #refuse(channel, error, metadata = { channel: channel.name }) {
    const event = 'lattestream:subscription_error';
    this.connection._without(channel);
    if (error?.status !== UNAVAILABLE) {
      channel._handle(event, error, metadata);
      return;
    }
    const isFirst = channel._retry(this.#settings.reconnect, () => {
      this.#askAgain(channel);
      this.connection._changed();
    });
    channel._refused = true;
    if (isFirst) channel._handle(event, { ...error, retrying: true }, metadata);
  }

  #askAgain(channel) {
    channel._giveUp();
    channel._refused = false;
    this.#asked.delete(channel.name);
  }

  #receive({ event: wireEvent, channel: name, data: wireData, user_id: userId, binaryData, binary, ref, error, epoch, offset }) {
    const event = wireEvent.replace(/^lattestream_internal:/, 'lattestream:');
    let data = decodeData(wireData);
    if (event === 'lattestream:reply' && ref !== undefined) {
      const request = this.#requests.get(ref); // none when the answer is late
      if (error) request?.reject(requestError(error.code, error.message));
      else request?.resolve(data);
      return;
    }
    const metadata = { ...(name !== undefined && { channel: name }), ...(userId !== undefined && { userId }) };
    if (offset !== undefined) metadata.position = { epoch, offset };
    if (binaryData !== undefined) {
      metadata.binaryData = binaryData;
    } else if (binary === true) { // on a stream
      const { binaryData: base64, ...rest } = data;
      metadata.binaryData = fromBase64(base64);
      data = rest;
    }
    if (event === 'lattestream:signin_success') {
      this.#signedIn(data ?? {});
      return;
    }
    if (event === 'lattestream:watchlist_events') {
      data?.events?.forEach(({ name: change, user_ids: userIds }) => this._emit(`lattestream:${change}`, { userIds }, {}));
      return;
    }
    if (event === 'lattestream:error') {
      this.connection._emit('error', { type: 'HubError', code: data?.code, message: data?.message });
      if (data?.code === UNAUTHORIZED && this.#signInSent) {
        this.#signInSent = false;
        this._emit('lattestream:signin_error', { type: 'AuthError', error: data.message, status: 401 }, {});
      }
    }
    if (name === undefined) {
      this._emit(event, data, metadata);
      return;
    }
    const ask = this.#asked.get(name);
    if (!ask && event === 'lattestream:subscription_succeeded') this.#given.add(name);
    if (!ask && this.#given.has(name)) {
      this._emit(event, data, metadata);
      return;
    }
    // Otherwise it belongs to a subscription that was given up.
    if (!ask?.sent || ask.channel !== this.#channels.get(name)) return;
    if (metadata.position && !ask.channel._advance(metadata.position)) return;
    if (event === 'lattestream:subscription_succeeded') {
      const outcome = ask.channel._resume(data ?? {}, this.socketId);
      [[event, data], ...outcome].forEach((told) => ask.channel._handle(...told, metadata));
      return;
    }
    if (event === 'lattestream:subscription_error') {
      this.#refuse(ask.channel, data, metadata);
      return;
    }
    if (!ask.key || event.startsWith('lattestream:')) {
      ask.channel._handle(event, data, metadata);
      return;
    }
    const text = decrypt(this.#settings.nacl, ask.key, data);
    if (text !== null) {
      ask.channel._handle(event, parseOrKeep(text), metadata);
    } else {
      const message = `An event of ${name} cannot be decrypted`;
      this.connection._emit('error', { type: 'DecryptionError', channel: name, message });
    }
  }
}

export default LatteStream;
