import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, test } from 'node:test';
import Pusher from 'pusher-js';
import WebSocket from 'ws';
import { base, key, once, port, proxy, sendToUser, toOthers, trigger, until } from './support.mjs';

// The very file that the hub serves
const source = await (await fetch(`${base}/lattestream/client.js`)).text();
const { default: LatteStream } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const clients = [];

function connect(options = {}) {
  const { user = 'ann', watch = '', token = key, ...others } = options;
  const client = new LatteStream(token, {
    endpoint: `${base}/lattestream`,
    auth: { headers: { 'X-User': user, 'X-Watch': watch } },
    WebSocket,
    reconnect: { minDelay: 50, maxDelay: 500 },
    ...others,
  });
  clients.push(client);
  return client;
}

/** Calls the hub's REST API. */
async function call(path, body) {
  const headers = { 'Content-Type': 'application/json', Authorization: process.env.HUB_SECRET };
  const response = await fetch(`${base}/lattestream/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(response.status, 200);
  return response.json();
}

async function issueToken(...permissions) {
  return (await call('/apps/token', { api_key: key, permissions })).access_token;
}

async function subscribed(client, name) {
  const channel = client.subscribe(name);
  await once(channel, 'lattestream:subscription_succeeded', `subscription of ${name}`);
  return channel;
}

afterEach(() => {
  clients.splice(0).forEach((client) => client.disconnect());
});

test('the hub serves the module of the source tree', async () => {
  const file = await readFile(new URL('../../main/resources/com/lattestream/web/client.js', import.meta.url), 'utf8');
  assert.equal(source, file);
});

test('receives events over WebSocket', async () => {
  const channel = await subscribed(connect({ transport: 'websocket' }), 'js-orders');
  const received = once(channel, 'changed');
  await trigger('js-orders', 'changed', { a: [1, 'é'] });
  assert.deepEqual(await received, { a: [1, 'é'] });
});

test('connects through discovery', async () => {
  const channel = await subscribed(connect({ transport: 'websocket', discovery: true }), 'js-discovered');
  const received = once(channel, 'changed');
  await trigger('js-discovered', 'changed', 1);
  assert.equal(await received, 1);
});

test('receives events over SSE, several channels on one stream', async () => {
  const client = connect({ transport: 'sse' });
  const one = client.subscribe('js-sse-1');
  const two = client.subscribe('js-sse-2,b;c');
  await Promise.all([one, two].map((channel) => once(channel, 'lattestream:subscription_succeeded')));
  for (const channel of [one, two]) {
    const received = once(channel, 'price');
    await trigger(channel.name, 'price', { cents: 250 });
    assert.deepEqual(await received, { cents: 250 });
  }
  assert.match(client.socketId, /^\d+\.\d+$/);
});

test('gets nothing of what it causes itself, on either transport', async () => {
  for (const transport of ['websocket', 'sse']) {
    const client = connect({ transport });
    const channel = await subscribed(client, `js-shared-${transport}`);
    const events = [];
    channel.bindGlobal((event) => events.push(event));
    const marked = once(channel, 'marker');
    assert.equal((await toOthers(channel.name, 'moved', client.headers())).connections, 0);
    assert.equal((await toOthers(channel.name, 'marker', {})).connections, 1);
    await marked;
    assert.deepEqual(events, ['marker']);
  }
});

for (const transport of ['websocket', 'sse']) {
  test(`begins with the last event of a cache channel over ${transport}`, async () => {
    const name = `cache-js-${transport}`;
    const first = connect({ transport }).subscribe(name);
    assert.deepEqual(await once(first, 'lattestream:cache_miss'), {});
    assert.ok(first.subscribed);
    const received = once(first, 'price');
    await trigger(name, 'price', { cents: 250 });
    assert.deepEqual(await received, { cents: 250 });
    const seen = [];
    const second = connect({ transport }).subscribe(name).bindGlobal((event, data) => seen.push([event, data]));
    const later = once(second, 'later');
    await once(second, 'price');
    await trigger(name, 'later', 1);
    await later;
    assert.deepEqual(seen, [['lattestream:subscription_succeeded', {}], ['price', { cents: 250 }], ['later', 1]]);
  });
}

test('sees members and exchanges client events', async () => {
  const room = await subscribed(connect({ transport: 'websocket' }), 'presence-js');
  assert.equal(room.members.count, 1);
  assert.equal(room.members.me.id, 'ann');
  const added = once(room, 'lattestream:member_added');
  const bob = connect({ transport: 'websocket', user: 'bob' });
  const roomOfBob = await subscribed(bob, 'presence-js');
  assert.equal((await added).id, 'bob');
  assert.equal(room.members.count, 2);
  const received = new Promise((resolve) => {
    room.bind('client-typing', (data, metadata) => resolve([data, metadata.userId]));
  });
  assert.equal(roomOfBob.trigger('client-typing', { on: true }), true);
  assert.deepEqual(await received, [{ on: true }, 'bob']);
  const removed = once(room, 'lattestream:member_removed');
  bob.disconnect();
  assert.equal((await removed).id, 'bob');
});

test('asks the application and is answered', async () => {
  const client = connect({ transport: 'websocket' });
  const desk = await subscribed(client, 'private-desk-7');
  const other = await subscribed(connect({ transport: 'websocket' }), 'private-desk-7');
  const overheard = [];
  other.bindGlobal((event) => overheard.push(event));
  assert.deepEqual(await desk.request('client-sum', { numbers: [1, 2, 3] }), { desk: 7, sum: 6 });
  const sums = await Promise.all([...Array(5).keys()].map((number) => desk.request('client-sum', { numbers: [number, 1] })));
  assert.deepEqual(sums.map(({ sum }) => sum), [1, 2, 3, 4, 5]);
  await assert.rejects(desk.request('client-sum', { numbers: 'none' }), { name: 'RequestError', code: 4322, message: 'Invalid data: numbers' });
  await assert.rejects(desk.request('client-else'), { code: 4304 });
  await assert.rejects(desk.request('client-never', null, { timeout: 100 }), { code: 'timeout' });
  assert.deepEqual(overheard, []);
});

test('a method of the application changes what the others get', async () => {
  const desk = await subscribed(connect({ transport: 'websocket' }), 'private-desk-8');
  const other = await subscribed(connect({ transport: 'websocket' }), 'private-desk-8');
  const received = once(other, 'client-shout');
  assert.equal(desk.trigger('client-shout', { text: 'hi' }), true);
  assert.deepEqual(await received, { text: 'HI' });
});

test('sees who types, in the snapshot and live', async () => {
  const room = await subscribed(connect({ transport: 'websocket' }), 'presence-typing');
  const bob = connect({ transport: 'websocket', user: 'bob' });
  const roomOfBob = await subscribed(bob, 'presence-typing');
  const changes = [];
  room.bind('lattestream:typing', (change) => changes.push(change));
  roomOfBob.bind('lattestream:typing', (change) => changes.push(['at bob', change]));
  assert.equal(roomOfBob.typing(), true);
  await until(() => changes.length === 1, 'bob typing');
  assert.deepEqual([...room.typingUsers], ['bob']);
  const roomOfCarl = await subscribed(connect({ transport: 'websocket', user: 'carl' }), 'presence-typing');
  assert.deepEqual([...roomOfCarl.typingUsers], ['bob']);
  assert.equal(roomOfBob.typing(false), true);
  await until(() => changes.length === 2, 'bob typing no more');
  roomOfBob.typing();
  const removed = once(room, 'lattestream:member_removed');
  await until(() => roomOfCarl.typingUsers.has('bob'), 'bob typing again');
  bob.disconnect();
  assert.equal((await removed).id, 'bob');
  const info = { name: 'BOB' };
  assert.deepEqual(changes, [true, false, true, false].map((typing) => ({ id: 'bob', typing, info })));
  await until(() => roomOfCarl.typingUsers.size === 0, 'the same at carl');
});

test('is told of a refused channel on both transports', async () => {
  for (const transport of ['websocket', 'sse']) {
    const client = connect({ transport, user: 'mallory' });
    const error = await once(client.subscribe('private-js'), 'lattestream:subscription_error');
    assert.ok([401, 403].includes(error.status), `${transport}: ${error.status}`);
  }
});

const login = { ticketEndpoint: `${base}/lattestream/ticket`, auth: { headers: { Authorization: 'Bearer ann' } } };

for (const transport of ['websocket', 'sse']) {
  test(`a login that travels in a header holds by a ticket: ${transport}`, async () => {
    const client = connect({ transport, ...login });
    const channel = client.subscribe('private-inline-ann');
    const room = client.subscribe('presence-inline');
    await Promise.all([channel, room].map((each) => once(each, 'lattestream:subscription_succeeded')));
    assert.deepEqual(room.members.me, { id: 'ann', info: { name: 'ANN' } });
    const received = once(channel, 'changed');
    await trigger('private-inline-ann', 'changed', 1);
    assert.equal(await received, 1);
    const error = await once(client.subscribe('private-inline-bob'), 'lattestream:subscription_error');
    assert.deepEqual([error.type, error.status], ['AuthError', 403]);
    assert.equal(channel.name, 'private-inline-ann');
  });
}

test('comes back with another ticket after its socket was cut', async () => {
  const between = await proxy();
  try {
    const client = connect({ transport: 'websocket', endpoint: `http://127.0.0.1:${between.port}/lattestream`, ...login });
    const channel = await subscribed(client, 'private-inline-ann');
    const again = once(channel, 'lattestream:subscription_succeeded', 'second subscription');
    between.cut();
    await again;
  } finally {
    between.close();
  }
});

test('without a login there is no ticket, and no other attempt', async () => {
  const client = connect({ transport: 'websocket', ticketEndpoint: login.ticketEndpoint, auth: {} });
  await once(client.connection, 'failed');
});

test('a socket whose handshake carries the login subscribes without another request', async () => {
  class WithLogin extends WebSocket {
    constructor(url) {
      super(url, { headers: { Authorization: 'Bearer ann' } });
    }
  }
  const client = connect({
    transport: 'websocket',
    WebSocket: WithLogin,
    authEndpoint: null,
    fetch: () => assert.fail('There was a request'),
  });
  const room = await subscribed(client, 'presence-inline');
  assert.equal(room.members.me.id, 'ann');
});

test('comes back after its socket was cut', async () => {
  const between = await proxy();
  try {
    const client = connect({ transport: 'websocket', endpoint: `http://127.0.0.1:${between.port}/lattestream` });
    const channel = await subscribed(client, 'js-cut');
    const again = once(channel, 'lattestream:subscription_succeeded', 'second subscription');
    between.cut();
    await again;
    const received = once(channel, 'event');
    await trigger('js-cut', 'event', 'back');
    assert.equal(await received, 'back');
  } finally {
    between.close();
  }
});

test('falls back to SSE where WebSocket is blocked', async () => {
  class Blocked {
    constructor() {
      setTimeout(() => this.onclose?.({ code: 1006, reason: '', wasClean: false }), 1);
    }
    close() {}
    addEventListener(type, listener) {
      this[`on${type}`] = listener;
    }
  }
  const client = connect({ transport: 'auto', WebSocket: Blocked });
  const channel = client.subscribe('js-blocked');
  await once(channel, 'lattestream:subscription_succeeded');
  const received = once(channel, 'event');
  await trigger('js-blocked', 'event', 1);
  assert.equal(await received, 1);
  await until(() => client.connection.state === 'connected', 'the state connected');
});

async function signedIn(options) {
  const client = connect({ transport: 'websocket', ...options });
  const success = once(client, 'lattestream:signin_success');
  client.signin();
  await success;
  return client;
}

test('signs in and hears of what is sent to the user', async () => {
  const client = await signedIn({ user: 'sue' });
  assert.deepEqual(client.user, { id: 'sue', data: { id: 'sue', user_info: { name: 'SUE' } } });
  const note = once(client, 'note');
  assert.equal(await sendToUser('sue', 'note', { n: 1 }), 1);
  assert.deepEqual(await note, { n: 1 });
});

test('is told that it may not sign in', async () => {
  const client = connect({ transport: 'websocket', user: 'mallory' });
  const error = once(client, 'lattestream:signin_error');
  client.signin();
  assert.deepEqual(await error, { type: 'AuthError', error: 'Unauthorized', status: 401 });
  assert.equal(client.user, null);
});

test('watches others come and go', async () => {
  const watcher = connect({ transport: 'websocket', user: 'uma', watch: 'vic,wes' });
  const changes = [];
  for (const change of ['online', 'offline']) {
    watcher.bind(`lattestream:${change}`, ({ userIds }) => changes.push(`${change} ${userIds}`));
  }
  watcher.signin();
  await until(() => changes.length === 1, 'the first events');
  const vic = await signedIn({ user: 'vic' });
  await until(() => changes.length === 2, 'the user online');
  vic.disconnect();
  await until(() => changes.length === 3, 'the user offline');
  assert.deepEqual(changes, ['offline vic,wes', 'online vic', 'offline vic']);
});

test('signs in again after its socket was cut', async () => {
  const between = await proxy();
  try {
    const client = await signedIn({ user: 'sue', endpoint: `http://127.0.0.1:${between.port}/lattestream` });
    const again = once(client, 'lattestream:signin_success');
    between.cut();
    await again;
    const note = once(client, 'note');
    assert.ok(await sendToUser('sue', 'note', 1) >= 1);
    assert.equal(await note, 1);
  } finally {
    between.close();
  }
});

/** What the next events of that name bring. */
function bytesOf(emitter, event) {
  return new Promise((resolve) => emitter.bind(event, (data, { binaryData }) => resolve([data, [...binaryData]])));
}

test('bytes go from browser to browser, to pusher-js and to event streams', async () => {
  const name = 'private-js-bytes';
  const sender = await subscribed(connect({ transport: 'websocket' }), name);
  const receiver = await subscribed(connect({ transport: 'websocket', user: 'bob' }), name);
  const stream = await subscribed(connect({ transport: 'sse', token: await issueToken('subscribe:private-js-*') }), name);
  const pusher = new Pusher(key, {
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort: port,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: { endpoint: `${base}/lattestream/auth`, transport: 'ajax', headers: { 'X-User': 'eve' } },
  });
  clients.push(pusher);
  const other = pusher.subscribe(name);
  await once(other, 'pusher:subscription_succeeded');
  const bytes = [0, 1, 2, 254, 255];
  const binaryData = Buffer.from(bytes).toString('base64');
  for (const [event, sent, data] of [['client-a', [Uint8Array.from(bytes)], {}], ['client-b', [{ é: 1 }, Uint8Array.from(bytes)], { é: 1 }]]) {
    const received = Promise.all([bytesOf(receiver, event), bytesOf(stream, event), once(other, event)]);
    assert.equal(sender.trigger(event, ...sent), true);
    assert.deepEqual(await received, [[data, bytes], [data, bytes], { ...data, binaryData }]);
  }
  const received = Promise.all([bytesOf(sender, 'server'), bytesOf(stream, 'server'), once(other, 'server')]);
  await call('/events', { channel: name, event: 'server', data: { binaryData }, binary: true });
  assert.deepEqual(await received, [[{}, bytes], [{}, bytes], { binaryData }]);
  assert.equal(stream.trigger('client-c', Uint8Array.from(bytes)), false);
});

test('a token gives what its permissions name', async () => {
  const client = connect({ transport: 'websocket', token: await issueToken('subscribe:private-js-token-*'), authEndpoint: null });
  const channel = await subscribed(client, 'private-js-token-1');
  const refused = await once(client.subscribe('js-token'), 'lattestream:subscription_error');
  assert.equal(refused.status, 403);
  const error = new Promise((resolve) => client.connection.bind('error', resolve));
  assert.equal(channel.trigger('client-a', 1), true);
  assert.equal((await error).code, 4301);
});
