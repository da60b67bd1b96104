// The browser client against a scripted hub: over real sockets and HTTP where the wire matters, and with a
// hand-driven socket or fetch and mocked timers where time matters.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import nacl from 'tweetnacl';
import { WebSocket, WebSocketServer } from 'ws';

// Imported as a copy of another name: outside a package of type module Node would take a .js file for CommonJS.
const directory = await mkdtemp(join(tmpdir(), 'lattestream-'));
const copy = join(directory, 'client.mjs');
await copyFile(new URL('../../main/resources/com/lattestream/web/client.js', import.meta.url), copy);
const module = await import(pathToFileURL(copy));
await rm(directory, { recursive: true });
const { LatteStream, Channel, PresenceChannel, createEventStreamParser } = module;

const KEY = 'lspk_test';
const GREETING = { event: 'lattestream:connection_established', data: { socket_id: '123.456', activity_timeout: 120, protocol: 7 } };
const succeeded = (channel, data = {}) => ({ event: 'lattestream_internal:subscription_succeeded', channel, data });

// What never comes is a failure, not a wait.
const LIMIT = { timeout: 60_000 };

const { setImmediate: immediately } = globalThis;
/** Lets everything that is only waiting for promises happen; timers are not awaited. */
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => immediately(resolve));
  }
};

const once = (emitter, event) => new Promise((resolve) => emitter.bind(event, resolve));

/** A value that is awaited in order of arrival. */
function queue() {
  const items = [];
  const waiting = [];
  return {
    push: (item) => (waiting.length > 0 ? waiting.shift()(item) : items.push(item)),
    next: () => (items.length > 0 ? Promise.resolve(items.shift()) : new Promise((resolve) => waiting.push(resolve))),
    drain: () => items.splice(0)
  };
}

function setGlobal(t, name, value) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  t.after(() => (before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name]));
}

/** An envelope of type 2, with the bytes as an array. */
function openEnvelope(message) {
  assert.deepEqual([message.readUInt32LE(0), message.readUInt32LE(4)], [2, message.length - 8]);
  const end = 12 + message.readUInt32LE(8);
  return { ...JSON.parse(message.subarray(12, end)), binaryData: [...message.subarray(end)] };
}

/** An event with bytes in an envelope of type 2. */
function envelopeOf(frame, bytes) {
  const u32 = (number) => Buffer.from(Uint32Array.of(number).buffer);
  const metadata = Buffer.from(JSON.stringify(frame));
  const payload = Buffer.concat([u32(metadata.length), metadata, Buffer.from(bytes)]);
  return Buffer.concat([u32(2), u32(payload.length), payload]);
}

/** A hub of real sockets. `http(request, response, body)` answers everything that is not a WebSocket. */
async function startHub(t, http = (request, response) => response.writeHead(404).end()) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => http(request, response, Buffer.concat(chunks).toString()));
  });
  const sockets = new WebSocketServer({ server });
  const connections = queue();
  let count = 0;
  sockets.on('connection', (socket, request) => {
    count++;
    const frames = queue();
    const closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
    socket.on('message', (message, binary) => frames.push(binary ? openEnvelope(message) : JSON.parse(message)));
    connections.push({
      url: request.url,
      frame: frames.next,
      frames: frames.drain,
      closed,
      send: (frame) => socket.send(JSON.stringify(frame)),
      bytes: (bytes) => socket.send(bytes, { binary: true }),
      close: (code) => socket.close(code),
      /** What the client had sent until it answered a ping: all of it, in order. */
      async sentSoFar() {
        socket.send(JSON.stringify({ event: 'lattestream:ping', data: {} }));
        const seen = [];
        for (let frame = await frames.next(); frame.event !== 'lattestream:pong'; frame = await frames.next()) {
          seen.push(frame);
        }
        return seen;
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const clients = [];
  const closings = [];
  class Socket extends WebSocket {
    constructor(url) {
      super(url);
      closings.push(new Promise((resolve) => this.on('close', resolve)));
    }
  }
  t.after(async () => {
    clients.forEach((client) => client.disconnect());
    sockets.clients.forEach((socket) => socket.terminate());
    server.closeAllConnections();
    server.close();
    await Promise.all(closings); // or a timer of a socket would outlast into the mocked time of another test
  });
  const endpoint = `127.0.0.1:${server.address().port}/lattestream`;
  const client = (options = {}) => {
    const made = new LatteStream(KEY, { endpoint, WebSocket: Socket, reconnect: { minDelay: 1, maxDelay: 2 }, ...options });
    clients.push(made);
    return made;
  };
  return {
    endpoint,
    client,
    connections: () => count,
    accept: connections.next,
    /** The next connection, greeted; its first frame is checked. */
    async greet(socketId = '123.456') {
      const connection = await connections.next();
      assert.deepEqual(await connection.frame(), { api_key: KEY });
      connection.send({ ...GREETING, data: { ...GREETING.data, socket_id: socketId } });
      return connection;
    }
  };
}

/** A client whose sockets are driven by hand, under mocked timers and a fixed Math.random. */
function handDriven(t, options = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const chance = t.mock.method(Math, 'random', () => 0);
  const sockets = [];
  class HandSocket {
    readyState = 0;
    sent = [];
    closedWith = null;

    constructor(url) {
      this.url = url;
      sockets.push(this);
    }

    open() {
      this.readyState = 1;
      this.onopen();
    }

    receive(frame) {
      this.onmessage({ data: JSON.stringify(frame) });
    }

    greet() {
      this.open();
      this.receive(GREETING);
    }

    end(code) {
      this.readyState = 3;
      this.onclose({ code, reason: '' });
    }

    send(text) {
      this.sent.push(JSON.parse(text));
    }

    close(code) {
      this.readyState = 2;
      this.closedWith = code;
    }
  }
  const client = new LatteStream(KEY, { endpoint: 'localhost/lattestream', WebSocket: HandSocket, ...options });
  t.after(() => client.disconnect());
  const errors = [];
  const states = [];
  client.connection.bind('error', (error) => errors.push(error));
  client.connection.bind('state_change', ({ current }) => states.push(current));
  return {
    client,
    sockets,
    errors,
    states,
    random: (value) => chance.mock.mockImplementation(() => value),
    tick: async (delay) => {
      t.mock.timers.tick(delay);
      await settle();
    },
    /** The latest socket, after checking how many there have been. */
    socket: async (number) => {
      await settle();
      assert.equal(sockets.length, number, 'number of connection attempts');
      return sockets.at(-1);
    }
  };
}

describe('connecting', LIMIT, () => {
  test('sends the key as the first frame and takes the greeting', async (t) => {
    const hub = await startHub(t);
    const client = hub.client();
    const changes = [];
    client.connection.bind('state_change', (change) => changes.push(change));
    assert.equal(client.connection.state, 'connecting');
    assert.equal(client.socketId, null);
    assert.deepEqual(client.headers(), {});
    const connected = once(client.connection, 'connected');
    const connection = await hub.greet('77.88');
    await connected;
    assert.equal(connection.url, '/lattestream');
    assert.equal(client.socketId, '77.88');
    assert.equal(client.connection.socketId, '77.88');
    assert.deepEqual(client.headers(), { 'X-Socket-ID': '77.88' });
    client.disconnect();
    assert.equal(await connection.closed, 1000);
    assert.equal(client.socketId, null);
    assert.deepEqual(client.headers(), {});
    assert.deepEqual(changes, [
      { previous: 'connecting', current: 'connected' },
      { previous: 'connected', current: 'disconnected' }
    ]);
  });

  test('waits for connect() when autoConnect is off', async (t) => {
    const { client, socket } = handDriven(t, { autoConnect: false });
    await socket(0);
    assert.equal(client.connection.state, 'initialized');
    client.connect();
    client.connect();
    await socket(1);
    assert.equal(client.connection.state, 'connecting');
  });

  for (const [options, url, page] of [
    [{ endpoint: 'hub.example.com' }, 'wss://hub.example.com'],
    [{ endpoint: 'hub.example.com:8443/lattestream/' }, 'wss://hub.example.com:8443/lattestream'],
    [{ endpoint: 'localhost:8080/lattestream' }, 'ws://localhost:8080/lattestream'],
    [{ endpoint: '127.0.0.1:8080/x' }, 'ws://127.0.0.1:8080/x'],
    [{ endpoint: '[::1]:8080/x' }, 'ws://[::1]:8080/x'],
    [{ endpoint: 'localhost.example.com/x' }, 'wss://localhost.example.com/x'],
    [{ endpoint: 'http://hub.example.com/x' }, 'ws://hub.example.com/x'],
    [{ endpoint: 'https://localhost/x' }, 'wss://localhost/x'],
    [{ endpoint: 'hub.example.com/x', tls: false }, 'ws://hub.example.com/x'],
    [{}, 'wss://shop.example.com:444/lattestream', 'https://shop.example.com:444/cart'],
    [{}, 'ws://shop.lan/lattestream', 'http://shop.lan/'],
    [{ endpoint: 'shop.lan/other' }, 'ws://shop.lan/other', 'http://shop.lan/'],
    [{ endpoint: 'hub.lan/other' }, 'wss://hub.lan/other', 'http://shop.lan/']
  ]) {
    test(`opens ${url} for ${JSON.stringify(options)}${page ? ` on ${page}` : ''}`, async (t) => {
      if (page) setGlobal(t, 'location', new URL(page));
      const { socket } = handDriven(t, { endpoint: undefined, ...options });
      assert.equal((await socket(1)).url, url);
    });
  }

  test('refuses nonsense at once', () => {
    assert.throws(() => new LatteStream('', { endpoint: 'localhost' }), /key/);
    assert.throws(() => new LatteStream(KEY), /endpoint/);
    assert.throws(() => new LatteStream(KEY, { endpoint: 'localhost', transport: 'pigeon' }), /pigeon/);
  });

  test('fails for good where there is no WebSocket and nothing else is allowed', async (t) => {
    setGlobal(t, 'WebSocket', undefined);
    const { client, errors } = handDriven(t, { WebSocket: undefined, transport: 'websocket' });
    await settle();
    assert.equal(client.connection.state, 'failed');
    assert.equal(errors.length, 1);
  });

  test('discovers first when told to, and hands the token on', async (t) => {
    const requests = [];
    const hub = await startHub(t, (request, response) => {
      requests.push(request.url);
      response.end(JSON.stringify({ node_id: 1, discovery_token: 'a b&c' }));
    });
    hub.client({ discovery: true });
    const connection = await hub.greet();
    assert.deepEqual(requests, [`/lattestream/discover?api_key=${KEY}`]);
    assert.equal(connection.url, '/lattestream?discovery_token=a%20b%26c');
  });

  test('a discovery refused fails for good, one that breaks is tried again', async (t) => {
    const statuses = [503, 401];
    const hub = await startHub(t, (request, response) => response.writeHead(statuses.shift()).end('{}'));
    const client = hub.client({ discovery: true });
    const errors = [];
    client.connection.bind('error', (error) => errors.push(error.status));
    await once(client.connection, 'failed');
    await settle();
    assert.deepEqual(errors, [503, 401]);
    assert.equal(hub.connections(), 0);
  });
});

describe('tickets', LIMIT, () => {
  /** Answers requests for tickets, and streams with the greeting; keeps what was asked. */
  function tickets(answers) {
    const requests = [];
    const http = (request, response, body) => {
      requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      if (request.method === 'GET') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(GREETING)}\n\n`);
        return;
      }
      const [status, answer] = answers.shift();
      response.writeHead(status).end(JSON.stringify(answer));
    };
    return { requests, http };
  }

  test('each attempt brings a new one, asked for with the login', async (t) => {
    const { requests, http } = tickets([[200, { ticket: 'lstk_a b' }], [200, { ticket: 'lstk_2' }]]);
    const hub = await startHub(t, http);
    const ticketEndpoint = `http://${hub.endpoint}/ticket`;
    hub.client({ ticketEndpoint, auth: { headers: { Authorization: 'Bearer b' }, params: { no: 1 } } }).subscribe('private-a');
    const connection = await hub.greet();
    assert.equal(connection.url, '/lattestream?ticket=lstk_a%20b');
    assert.deepEqual(await connection.frame(), { event: 'lattestream:subscribe', data: { channel: 'private-a' } });
    connection.close(4200);
    const again = await hub.greet();
    assert.equal(again.url, '/lattestream?ticket=lstk_2');
    assert.deepEqual(await again.frame(), { event: 'lattestream:subscribe', data: { channel: 'private-a' } });
    assert.equal(requests.length, 2);
    for (const { method, url, headers, body } of requests) {
      assert.deepEqual([method, url, headers.authorization, body], ['POST', '/lattestream/ticket', 'Bearer b', '{}']);
    }
  });

  test('a function takes the place of the endpoint, and streams bring one too', async (t) => {
    const { requests, http } = tickets([]);
    const hub = await startHub(t, http);
    let count = 0;
    const client = hub.client({ transport: 'sse', ticket: async () => `lstk_${++count}` });
    client.subscribe('private-a');
    await once(client.connection, 'connected');
    assert.deepEqual(requests.map(({ url }) => url), [`/lattestream/sse?api_key=${KEY}&channel=private-a&ticket=lstk_1`]);
  });

  test('goes with the token of discovery', async (t) => {
    const hub = await startHub(t, (request, response) => response.end('{"discovery_token":"d"}'));
    hub.client({ discovery: true, ticket: () => 'lstk_t' });
    assert.equal((await hub.greet()).url, '/lattestream?discovery_token=d&ticket=lstk_t');
  });

  test('an authorisation endpoint that is named is asked all the same', async (t) => {
    const hub = await startHub(t, (request, response) => response.end('{"auth":"x"}'));
    hub.client({ ticket: () => 'lstk_t', authEndpoint: `http://${hub.endpoint}/auth` }).subscribe('private-a');
    assert.deepEqual((await (await hub.greet()).frame()).data, { channel: 'private-a', auth: 'x' });
  });

  for (const transport of ['websocket', 'sse']) {
    test(`one refused fails for good, one that breaks or is none is tried again: ${transport}`, async (t) => {
      const { http } = tickets([[503, {}], [200, {}], [401, { error: 'no' }]]);
      const hub = await startHub(t, http);
      const client = hub.client({ transport, ticketEndpoint: `http://${hub.endpoint}/ticket` });
      client.subscribe('a');
      const errors = [];
      client.connection.bind('error', ({ status, message }) => errors.push([status, message]));
      await once(client.connection, 'failed');
      await settle();
      assert.deepEqual(errors, [
        [503, 'The request for a ticket was answered with 503'],
        [undefined, 'TypeError: There is no ticket'],
        [401, 'The request for a ticket was answered with 401']
      ]);
      assert.equal(hub.connections(), 0);
    });
  }

  test('an error of the function counts by its status', async (t) => {
    const hub = await startHub(t);
    const failures = [new Error('offline'), Object.assign(new Error('logged out'), { status: 401 })];
    const client = hub.client({ ticket: () => { throw failures.shift(); } });
    const errors = [];
    client.connection.bind('error', ({ status, message }) => errors.push([status, message]));
    await once(client.connection, 'failed');
    await settle();
    assert.deepEqual(errors, [[undefined, 'Error: offline'], [401, 'logged out']]);
  });

  test('a client disconnected meanwhile makes no socket', async (t) => {
    let give;
    const { client, sockets } = handDriven(t, { ticket: () => new Promise((resolve) => { give = resolve; }) });
    await settle();
    client.disconnect();
    give('lstk_late');
    await settle();
    assert.equal(sockets.length, 0);
  });

  test("the endpoint of the page's own origin gets its XSRF token", async (t) => {
    setGlobal(t, 'location', new URL('https://shop.example.com/cart'));
    setGlobal(t, 'document', { cookie: 'XSRF-TOKEN=tok' });
    const requests = [];
    const fetch = async (url, init) => {
      requests.push(init);
      return Response.json({ ticket: 'lstk_1' });
    };
    const { socket } = handDriven(t, { endpoint: undefined, ticketEndpoint: '/lattestream/ticket', fetch });
    assert.equal((await socket(1)).url, 'wss://shop.example.com/lattestream?ticket=lstk_1');
    assert.equal(requests[0].headers.get('X-XSRF-TOKEN'), 'tok');
    assert.equal(requests[0].credentials, 'same-origin');
  });
});

describe('events', LIMIT, () => {
  test('reach the channel and the client, with data decoded once', async (t) => {
    const hub = await startHub(t);
    const client = hub.client();
    const channel = client.subscribe('orders');
    assert.ok(channel instanceof Channel);
    const connection = await hub.greet();
    assert.deepEqual(await connection.frame(), { event: 'lattestream:subscribe', data: { channel: 'orders' } });
    assert.equal(channel.subscribed, false);
    connection.send(succeeded('orders'));
    await once(channel, 'lattestream:subscription_succeeded');
    assert.equal(channel.subscribed, true);
    assert.equal(client.channel('orders'), channel);

    const seen = [];
    channel.bind('e', (data) => seen.push(data));
    const wire = [{ a: 1 }, '{"a":"{\\"b\\":2}"}', ' [1]', '[no json', 'plain', '12', 'true', 7, null, ''];
    wire.forEach((data) => connection.send({ event: 'e', channel: 'orders', data }));
    connection.send({ event: 'e', channel: 'orders' });
    await connection.sentSoFar();
    assert.deepEqual(seen, [{ a: 1 }, { a: '{"b":2}' }, [1], '[no json', 'plain', '12', 'true', 7, null, '', undefined]);

    const onClient = [];
    const global = [];
    client.bind('f', (...args) => onClient.push(args));
    client.bind_global((...args) => global.push(args));
    channel.bindGlobal((...args) => global.push(args));
    connection.send({ event: 'f', channel: 'orders', data: 1, user_id: 'u1' });
    connection.send({ event: 'f', channel: 'not-mine', data: 2 });
    connection.send({ event: 'f', data: 3 });
    await connection.sentSoFar();
    const metadata = { channel: 'orders', userId: 'u1' };
    assert.deepEqual(onClient, [[1, metadata], [3, {}]]);
    assert.deepEqual(global, [['f', 1, metadata], ['f', 1, metadata], ['f', 3, {}]]);
  });

  test('the number of subscriptions is noted and told', async (t) => {
    const hub = await startHub(t);
    const channel = hub.client().subscribe('a');
    assert.equal(channel.subscriptionCount, null);
    const connection = await hub.greet();
    await connection.frame();
    const seen = [];
    channel.bind('lattestream:subscription_count', (data) => seen.push([data, channel.subscriptionCount]));
    connection.send(succeeded('a'));
    const count = (n) => ({ event: 'lattestream_internal:subscription_count', channel: 'a', data: { subscription_count: n } });
    connection.send(count(3));
    connection.send(count(0));
    await connection.sentSoFar();
    assert.deepEqual(seen, [[{ subscription_count: 3 }, 3], [{ subscription_count: 0 }, 0]]);
  });

  test('a cache miss is told on the channel', async (t) => {
    const hub = await startHub(t);
    const channel = hub.client().subscribe('cache-a');
    const connection = await hub.greet();
    await connection.frame();
    const seen = [];
    channel.bindGlobal((event, data) => seen.push([event, data]));
    connection.send(succeeded('cache-a'));
    connection.send({ event: 'lattestream:cache_miss', channel: 'cache-a', data: {} });
    await connection.sentSoFar();
    assert.deepEqual(seen, [['lattestream:subscription_succeeded', {}], ['lattestream:cache_miss', {}]]);
  });

  test('channels that the server chose are heard on the client, until it subscribes itself', async (t) => {
    const hub = await startHub(t);
    const client = hub.client();
    const connection = await hub.greet();
    const heard = [];
    client.bind_global((...args) => heard.push(args));
    connection.send({ event: 'e', channel: 'team', data: 0 });
    connection.send(succeeded('team'));
    connection.send({ event: 'e', channel: 'team', data: 1 });
    await connection.sentSoFar();
    const metadata = { channel: 'team' };
    assert.deepEqual(heard, [['lattestream:subscription_succeeded', {}, metadata], ['e', 1, metadata]]);
    const channel = client.subscribe('team');
    assert.deepEqual(await connection.frame(), { event: 'lattestream:subscribe', data: { channel: 'team' } });
    connection.send(succeeded('team'));
    await once(channel, 'lattestream:subscription_succeeded');
    const onChannel = [];
    channel.bind('e', (data) => onChannel.push(data));
    connection.send({ event: 'e', channel: 'team', data: 2 });
    await connection.sentSoFar();
    assert.deepEqual(onChannel, [2]);
  });

  test('bad frames are passed over', async (t) => {
    const { client, sockets, socket } = handDriven(t);
    (await socket(1)).greet();
    for (const data of ['no json', 'null', '[]', '{}', '{"event":5}', '"x"', '7']) {
      sockets[0].onmessage({ data });
    }
    assert.equal(client.connection.state, 'connected');
  });

  test('unbinding takes one, an event, a callback, or all', () => {
    const client = new LatteStream(KEY, { endpoint: 'localhost', autoConnect: false });
    const channel = client.subscribe('c');
    const calls = [];
    const a = () => calls.push('a');
    const b = () => calls.push('b');
    const fire = (...events) => {
      events.forEach((event) => channel._emit(event));
      return calls.splice(0).join('');
    };
    const reset = () => channel.unbind().bind('x', a).bind('x', b).bind('y', a);
    reset();
    assert.equal(fire('x', 'y'), 'aba');
    channel.unbind('x', a);
    assert.equal(fire('x', 'y'), 'ba');
    reset().unbind('x');
    assert.equal(fire('x', 'y'), 'a');
    reset().unbind(null, a);
    assert.equal(fire('x', 'y'), 'b');
    const global = (event) => calls.push(event.toUpperCase());
    reset().bindGlobal(global).unbind();
    assert.equal(fire('x', 'y'), 'XY');
    channel.unbindGlobal(global);
    assert.equal(fire('x', 'y'), '');
    client.disconnect();
  });

  test('a callback that throws is reported and stops nobody', async (t) => {
    const { client, socket } = handDriven(t);
    const hub = await socket(1);
    hub.greet();
    const seen = [];
    const reported = [];
    client.bindGlobal(() => { throw new Error('global'); });
    client.bind('e', () => { throw new Error('first'); });
    client.bind('e', (data) => seen.push(data));
    setGlobal(t, 'reportError', (error) => reported.push(error.message));
    hub.receive({ event: 'e', data: 1 });
    assert.deepEqual(seen, [1]);
    assert.deepEqual(reported, ['global', 'first']);

    setGlobal(t, 'reportError', undefined); // as in Node: thrown from a timer
    client.unbindGlobal();
    hub.receive({ event: 'e', data: 2 });
    assert.deepEqual(seen, [1, 2]);
    assert.throws(() => t.mock.timers.tick(1), /first/);
  });

  test('callbacks may bind and unbind while an event is under way', () => {
    const client = new LatteStream(KEY, { endpoint: 'localhost', autoConnect: false });
    const seen = [];
    const last = () => seen.push('last');
    client.bind('e', () => client.bind('e', () => seen.push('late')).unbind('e', last));
    client.bind('e', last);
    client._emit('e');
    assert.deepEqual(seen, ['last']);
  });

  test('binary frames: plain JSON and both envelopes', async (t) => {
    const hub = await startHub(t);
    const client = hub.client();
    const seen = [];
    client.bindGlobal((...args) => seen.push(args));
    const connection = await hub.greet();
    const frame = (n) => Buffer.from(JSON.stringify({ event: 'e', data: { n } }));
    const u32 = (number) => Buffer.from(Uint32Array.of(number).buffer);
    const envelope = (type, ...parts) => {
      const payload = Buffer.concat(parts);
      return Buffer.concat([u32(type), u32(payload.length), payload]);
    };
    connection.bytes(frame(1));
    connection.bytes(envelope(1, frame(2)));
    connection.bytes(envelope(2, u32(frame(3).length), frame(3), Buffer.of(1, 2, 255)));
    connection.bytes(envelope(9, Buffer.of(1)));
    connection.bytes(Buffer.of(1));
    connection.send({ event: 'e', data: { n: 4, binaryData: 'AQL/' }, binary: true });
    connection.send({ event: 'e', data: { n: 5, binaryData: 'AQL/' } });
    await connection.sentSoFar();
    const binaryData = Uint8Array.of(1, 2, 255);
    const plain = [[1, {}], [2, {}], [3, { binaryData }], [4, { binaryData }]].map(([n, metadata]) => ['e', { n }, metadata]);
    assert.deepEqual(seen, [...plain, ['e', { n: 5, binaryData: 'AQL/' }, {}]]);
  });

  test('bytes are sent in envelopes, alone and beside data', async (t) => {
    const hub = await startHub(t);
    const client = hub.client({ authorizer: () => ({ auth: 'token' }) });
    const channel = client.subscribe('private-a');
    const connection = await hub.greet();
    await connection.frame();
    connection.send(succeeded('private-a'));
    await once(channel, 'lattestream:subscription_succeeded');
    const { buffer } = Uint8Array.of(9, 1, 2, 255, 9);
    assert.equal(channel.trigger('client-é', Uint8Array.of(1, 2, 255)), true);
    assert.equal(channel.trigger('client-é', buffer), true);
    assert.equal(channel.trigger('client-é', { n: 1 }, new DataView(buffer, 1, 3)), true);
    assert.equal(client.trigger('private-a', 'client-é', new Uint8Array(0)), true);
    assert.throws(() => channel.trigger('client-é', {}, 'AQL/'), TypeError);
    assert.equal(client.trigger('private-b', 'client-é', buffer), false);
    const frame = (data, ...binaryData) => ({ event: 'client-é', channel: 'private-a', ...(data && { data }), binaryData });
    for (const expected of [frame(null, 1, 2, 255), frame(null, 9, 1, 2, 255, 9), frame({ n: 1 }, 1, 2, 255), frame(null)]) {
      assert.deepEqual(await connection.frame(), expected);
    }
    assert.deepEqual(await connection.sentSoFar(), []);
  });

  test('an error frame is an error of the connection, which goes on', async (t) => {
    const { client, socket, errors } = handDriven(t);
    const hub = await socket(1);
    hub.greet();
    hub.receive({ event: 'lattestream:error', data: { code: 4301, message: 'too many' } });
    assert.deepEqual(errors, [{ type: 'HubError', code: 4301, message: 'too many' }]);
    assert.equal(client.connection.state, 'connected');
  });
});

describe('private and presence channels', LIMIT, () => {
  /** A hub that answers `/lattestream/auth` as told; `asked` collects the requests. */
  async function authHub(t, answers) {
    const asked = [];
    const hub = await startHub(t, (request, response, body) => {
      asked.push({ method: request.method, url: request.url, headers: request.headers, body: JSON.parse(body) });
      const [status, text] = answers.shift();
      response.writeHead(status).end(typeof text === 'string' ? text : JSON.stringify(text));
    });
    return { ...hub, asked };
  }

  test('a private channel is authorised by the endpoint', async (t) => {
    const hub = await authHub(t, [[200, { auth: 'lspc_1' }]]);
    const headers = { 'content-type': 'application/json; v=2', Authorization: 'Bearer x' };
    const client = hub.client({ auth: { headers, params: { tenant: 7, socket_id: 'forged' } } });
    client.subscribe('private-a');
    const connection = await hub.greet('5.6');
    assert.deepEqual(await connection.frame(), { event: 'lattestream:subscribe', data: { channel: 'private-a', auth: 'lspc_1' } });
    assert.equal(hub.asked.length, 1);
    const [request] = hub.asked;
    assert.equal(request.method, 'POST');
    assert.equal(request.url, '/lattestream/auth');
    assert.deepEqual(request.body, { tenant: 7, socket_id: '5.6', channel_name: 'private-a' });
    assert.equal(request.headers['content-type'], 'application/json; v=2');
    assert.equal(request.headers.authorization, 'Bearer x');
  });

  for (const [name, answer, expected] of [
    ['a refusal', [403, { error: 'not yours' }], { type: 'AuthError', error: 'not yours', status: 403 }],
    ['a status other than 200', [201, { auth: 'x' }], { type: 'AuthError', error: 'Authorisation was answered with 201', status: 201 }],
    ['a login page', [200, '<html>'], { type: 'AuthError', error: 'The authorisation answer holds no auth', status: 200 }],
    ['an answer without auth', [200, { ok: 1 }], { type: 'AuthError', error: 'The authorisation answer holds no auth', status: 200 }]
  ]) {
    test(`${name} is a subscription error, and the channel can be tried again`, async (t) => {
      const hub = await authHub(t, [answer, [200, { auth: 'ok' }]]);
      const client = hub.client();
      const channel = client.subscribe('private-a');
      const refused = once(channel, 'lattestream:subscription_error');
      const connection = await hub.greet();
      assert.deepEqual(await refused, expected);
      assert.deepEqual(await connection.sentSoFar(), []);
      client.subscribe('other');
      assert.deepEqual((await connection.sentSoFar()).map((frame) => frame.data.channel), ['other']);
      assert.equal(client.subscribe('private-a'), channel);
      assert.deepEqual((await connection.frame()).data, { channel: 'private-a', auth: 'ok' });
      connection.send(succeeded('private-a'));
      await once(channel, 'lattestream:subscription_succeeded');
      assert.equal(channel.subscribed, true);
    });
  }

  test('no answer at all has the status 0', async (t) => {
    const hub = await startHub(t);
    const client = hub.client({ authEndpoint: 'http://127.0.0.1:1/auth' });
    const refused = once(client.subscribe('private-a'), 'lattestream:subscription_error');
    await hub.greet();
    const { type, status } = await refused;
    assert.deepEqual({ type, status }, { type: 'AuthError', status: 0 });
  });

  test('an authorizer takes the place of the endpoint', async (t) => {
    const hub = await startHub(t);
    const calls = [];
    const authorizer = async (...args) => {
      calls.push(args);
      if (args[0] === 'private-b') throw Object.assign(new Error('no'), { status: 418 });
      return { auth: 't', channel_data: null };
    };
    const client = hub.client({ authorizer });
    client.subscribe('private-a');
    const refused = once(client.subscribe('private-b'), 'lattestream:subscription_error');
    const connection = await hub.greet('1.2');
    assert.deepEqual(await refused, { type: 'AuthError', error: 'no', status: 418 });
    assert.deepEqual(await connection.frame(), { event: 'lattestream:subscribe', data: { channel: 'private-a', auth: 't' } });
    assert.deepEqual(calls, [['private-a', '1.2'], ['private-b', '1.2']]);
  });

  test('without an endpoint the hub is left to decide', async (t) => {
    const hub = await startHub(t);
    hub.client({ authEndpoint: null }).subscribe('private-a');
    const connection = await hub.greet();
    assert.deepEqual(await connection.frame(), { event: 'lattestream:subscribe', data: { channel: 'private-a' } });
  });

  for (const [authEndpoint, token] of [['/auth', 'tok=1'], ['https://other.example.com/auth', null]]) {
    test(`the XSRF token goes to the page's own origin only: ${authEndpoint}`, async (t) => {
      setGlobal(t, 'location', new URL('https://shop.example.com/cart'));
      setGlobal(t, 'document', { cookie: 'OLD-XSRF-TOKEN=no; XSRF-TOKEN=tok%3D1; a=b' });
      const requests = [];
      const fetch = async (url, init) => {
        requests.push({ url, init });
        return Response.json({ auth: 'x' });
      };
      const { client, socket } = handDriven(t, { endpoint: undefined, authEndpoint, fetch });
      client.subscribe('private-a');
      (await socket(1)).greet();
      await settle();
      assert.equal(requests.length, 1);
      assert.equal(requests[0].init.headers.get('X-XSRF-TOKEN'), token);
      assert.equal(requests[0].init.credentials, 'same-origin');
    });
  }

  test('withCredentials sends cookies anywhere', async (t) => {
    const seen = [];
    const fetch = async (url, init) => {
      seen.push(init.credentials);
      return Response.json({ auth: 'x' });
    };
    const { client, socket } = handDriven(t, { fetch, withCredentials: true });
    client.subscribe('private-a');
    (await socket(1)).greet();
    await settle();
    assert.deepEqual(seen, ['include']);
  });

  test('the hub may refuse by itself', async (t) => {
    const hub = await startHub(t);
    const client = hub.client({ authorizer: () => ({ auth: 'bad' }) });
    const channel = client.subscribe('private-a');
    const connection = await hub.greet();
    await connection.frame();
    const refused = once(channel, 'lattestream:subscription_error');
    connection.send({ event: 'lattestream:subscription_error', channel: 'private-a', data: { type: 'AuthError', error: 'bad', status: 401 } });
    assert.deepEqual(await refused, { type: 'AuthError', error: 'bad', status: 401 });
    assert.equal(channel.subscribed, false);
  });

  test('presence: members by snapshot and by events of either prefix', async (t) => {
    const hub = await startHub(t);
    const channelData = '{"user_id": 5,  "user_info": {"name":"Me"}}';
    const client = hub.client({ authorizer: () => ({ auth: 'lspc_p', channel_data: channelData }) });
    const channel = client.subscribe('presence-room');
    assert.ok(channel instanceof PresenceChannel);
    assert.equal(channel.members.me, null);
    const connection = await hub.greet();
    assert.deepEqual((await connection.frame()).data, { channel: 'presence-room', auth: 'lspc_p', channel_data: channelData });

    const ready = once(channel, 'lattestream:subscription_succeeded');
    connection.send(succeeded('presence-room', { presence: { count: 2, ids: [5, 'u2'], hash: { 5: { name: 'Me' }, u2: null } } }));
    assert.equal(await ready, channel.members);
    const { members } = channel;
    assert.equal(members.count, 2);
    assert.deepEqual(members.ids, ['5', 'u2']);
    assert.equal(members.myId, '5');
    assert.deepEqual(members.me, { id: '5', info: { name: 'Me' } });
    assert.deepEqual(members.get(5), members.get('5'));
    assert.deepEqual(members.get('u2'), { id: 'u2', info: null });
    assert.equal(members.get('u3'), null);

    const events = [];
    channel.bind('lattestream:member_added', (member) => events.push(['+', member, members.count]));
    channel.bind('lattestream:member_removed', (member) => events.push(['-', member, members.count]));
    const member = (event, data) => connection.send({ event, channel: 'presence-room', data });
    member('lattestream_internal:member_added', { id: 'u3', info: { a: 1 }, user_id: 'u3', user_info: { a: 1 } });
    member('lattestream:member_added', { user_id: 4, user_info: 'x' });
    member('lattestream:member_added', { id: 'u2', info: 'known already' });
    member('lattestream:member_removed', { id: 'u2', user_id: 'u2' });
    member('lattestream_internal:member_removed', { user_id: 'nobody' });
    await connection.sentSoFar();
    assert.deepEqual(events, [
      ['+', { id: 'u3', info: { a: 1 } }, 3],
      ['+', { id: '4', info: 'x' }, 4],
      ['-', { id: 'u2', info: 'known already' }, 3]
    ]);
    const each = [];
    members.each(({ id }) => each.push(id));
    assert.deepEqual(each, ['5', 'u3', '4']);

    member('lattestream:subscription_succeeded', { presence: { count: 1, ids: ['9'], hash: { 9: {} }, me: { id: 9, info: {} } } });
    await connection.sentSoFar();
    assert.deepEqual(members.ids, ['9']);
    assert.equal(members.myId, '9');
  });

  test('typing: who types by snapshot and by events, never oneself', async (t) => {
    const hub = await startHub(t);
    const client = hub.client({ authEndpoint: null });
    const room = client.subscribe('presence-room');
    const connection = await hub.greet();
    await connection.frame();
    const members = { ids: ['me', 'u1', 'u2'], hash: { me: 0, u1: { n: 1 }, u2: { n: 2 } }, me: { id: 'me', info: 0 } };
    connection.send(succeeded('presence-room', { presence: { count: 3, ...members, typing: ['u1', 'me'] } }));
    await connection.sentSoFar();
    assert.deepEqual([...room.typingUsers], ['u1']);

    const events = [];
    room.bind('lattestream:typing', (change) => events.push([change, [...room.typingUsers]]));
    room.bind('lattestream:member_removed', ({ id }) => events.push(id));
    const tell = (event, data) => connection.send({ event: `lattestream_internal:${event}`, channel: 'presence-room', data });
    tell('typing', { id: 'u2', user_id: 'u2', typing: true });
    tell('typing', { id: 'u2', typing: true });
    tell('typing', { id: 'me', typing: true });
    tell('typing', { user_id: 5, typing: true });
    tell('typing', { user_id: 'u1', typing: false });
    tell('typing', { user_id: 'u1', typing: false });
    tell('member_removed', { id: 'u2' });
    tell('member_removed', { id: 'u1' });
    await connection.sentSoFar();
    assert.deepEqual(events, [
      [{ id: 'u2', typing: true, info: { n: 2 } }, ['u1', 'u2']],
      [{ id: '5', typing: true, info: null }, ['u1', 'u2', '5']],
      [{ id: 'u1', typing: false, info: { n: 1 } }, ['u2', '5']],
      [{ id: 'u2', typing: false, info: { n: 2 } }, ['5']],
      'u2',
      'u1'
    ]);
    room.typingUsers.add('forged');
    assert.deepEqual([...room.typingUsers], ['5']);

    const again = once(room, 'lattestream:subscription_succeeded');
    connection.close(4200);
    const next = await hub.greet();
    await next.frame();
    next.send(succeeded('presence-room', { presence: { count: 3, ...members } }));
    await again;
    assert.equal(room.typingUsers.size, 0);
  });

  test('typing: the hub is told only what it does not know', async (t) => {
    const { client, socket, tick } = handDriven(t, { authEndpoint: null, typingTtl: 4000 });
    const room = client.subscribe('presence-room');
    let hub = await socket(1);
    const join = async () => {
      hub.greet();
      await settle();
      assert.equal(room.typing(), false, 'not acknowledged yet');
      hub.receive(succeeded('presence-room', { presence: { count: 1, ids: ['me'], hash: {}, me: { id: 'me' } } }));
      hub.sent.length = 0;
    };
    const said = () => hub.sent.splice(0).map((frame) => {
      assert.deepEqual({ ...frame, data: null }, { event: 'lattestream:typing', channel: 'presence-room', data: null });
      return frame.data.typing;
    });
    await join();
    assert.equal(room.typing(), true);
    assert.equal(room.typing(true), true);
    await tick(1999);
    assert.equal(room.typing('text'), true);
    assert.deepEqual(said(), [true]);
    await tick(1);
    room.typing();
    assert.deepEqual(said(), [true]);
    assert.equal(room.typing(false), true);
    assert.equal(room.typing(''), true);
    assert.deepEqual(said(), [false]);
    room.typing();
    assert.deepEqual(said(), [true]);

    hub.end(4200);
    assert.equal(room.typing(), false);
    await tick(1);
    hub = await socket(2);
    await join();
    assert.equal(room.typing(), true);
    assert.deepEqual(said(), [true], 'another connection begins anew');
    room.unsubscribe();
    assert.equal(room.typing(), false);
    assert.equal(room.typing(false), false);
  });

  test('client events: only subscribed private and presence channels, only while connected', async (t) => {
    const hub = await startHub(t);
    const client = hub.client({ authorizer: () => ({ auth: 'x' }) });
    const channel = client.subscribe('private-a');
    client.subscribe('public');
    assert.equal(channel.trigger('client-x', 1), false);
    const connection = await hub.greet();
    await connection.frame();
    await connection.frame();
    assert.equal(channel.trigger('client-x', 1), false, 'not acknowledged yet');
    connection.send(succeeded('private-a'));
    connection.send(succeeded('public'));
    await connection.sentSoFar();
    assert.equal(channel.trigger('client-x', { a: 1 }), true);
    assert.equal(client.trigger('private-a', 'client-y'), true);
    assert.equal(channel.trigger('x', 1), false);
    assert.equal(client.trigger('public', 'client-x', 1), false);
    assert.equal(client.trigger('private-none', 'client-x', 1), false);
    assert.deepEqual(await connection.sentSoFar(), [
      { event: 'client-x', channel: 'private-a', data: { a: 1 } },
      { event: 'client-y', channel: 'private-a' }
    ]);
    channel.unsubscribe();
    const successor = client.subscribe('private-a');
    const ready = once(successor, 'lattestream:subscription_succeeded');
    await connection.sentSoFar();
    connection.send(succeeded('private-a'));
    await ready;
    assert.equal(channel.trigger('client-x', 1), false);
    assert.equal(successor.trigger('client-x', 1), true);
    client.disconnect();
    assert.equal(client.trigger('private-a', 'client-x', 1), false);
  });

  /** A hand-driven client with an acknowledged channel. */
  async function onChannel(t) {
    const driven = handDriven(t, { authEndpoint: null });
    const channel = driven.client.subscribe('private-a');
    const hub = await driven.socket(1);
    hub.greet();
    await settle();
    hub.receive(succeeded('private-a'));
    hub.sent.length = 0;
    return { ...driven, channel, hub };
  }

  test('requests resolve with the data of their own answer, in any order', async (t) => {
    const { client, channel, hub } = await onChannel(t);
    const heard = [];
    client.bindGlobal((event) => heard.push(event));
    const answers = [1, 2, undefined].map((data) => channel.request('client-square', data));
    assert.deepEqual(hub.sent, [
      { event: 'client-square', channel: 'private-a', data: 1, ref: '1' },
      { event: 'client-square', channel: 'private-a', data: 2, ref: '2' },
      { event: 'client-square', channel: 'private-a', ref: '3' }
    ]);
    const reply = (ref, data) => hub.receive({ event: 'lattestream:reply', channel: 'private-a', data, ref });
    reply('2', 4);
    reply('3', null);
    reply('1', { square: 1 });
    reply('1', 'again');
    reply('99', 'never asked');
    assert.deepEqual(await Promise.all(answers), [{ square: 1 }, 4, null]);
    assert.deepEqual(heard, []);
  });

  test('an answer without a ref is an event of the channel', async (t) => {
    const { channel, hub } = await onChannel(t);
    const heard = [];
    channel.bind('lattestream:reply', (data) => heard.push(data));
    hub.receive({ event: 'lattestream:reply', channel: 'private-a', data: 5 });
    assert.deepEqual(heard, [5]);
  });

  test('a refused request rejects with code and message', async (t) => {
    const { channel, hub } = await onChannel(t);
    const answer = channel.request('client-a');
    hub.receive({ event: 'lattestream:reply', channel: 'private-a', data: {}, ref: '1', error: { code: 4322, message: 'Invalid data' } });
    await assert.rejects(answer, (error) => {
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, error.code, error.message], ['RequestError', 4322, 'Invalid data']);
      return true;
    });
  });

  test('a request that is not answered in time rejects, and a late answer is none', async (t) => {
    const { channel, hub, tick } = await onChannel(t);
    const answers = [channel.request('client-a'), channel.request('client-a', 1, { timeout: 500 })];
    const states = ['waits', 'waits'];
    answers.forEach((answer, i) => answer.catch(({ code }) => { states[i] = code; }));
    await tick(499);
    assert.deepEqual(states, ['waits', 'waits']);
    await tick(1);
    assert.deepEqual(states, ['waits', 'timeout']);
    await tick(9500);
    assert.deepEqual(states, ['timeout', 'timeout']);
    hub.receive({ event: 'lattestream:reply', channel: 'private-a', data: 1, ref: '1' });
  });

  test('a request rejects when the connection is lost or given up', async (t) => {
    for (const end of [({ hub }) => hub.end(1006), ({ client }) => client.disconnect()]) {
      await t.test(String(end), async (t) => {
        const driven = await onChannel(t);
        const answer = driven.channel.request('client-a');
        end(driven);
        await assert.rejects(answer, { name: 'RequestError', code: 'disconnected' });
      });
    }
  });

  test('a request takes a subscription and a client event', async (t) => {
    const { client, channel, hub } = await onChannel(t);
    const pending = client.subscribe('private-b');
    const open = client.subscribe('open');
    await settle();
    hub.receive(succeeded('open'));
    hub.sent.length = 0;
    await assert.rejects(pending.request('client-a'), { code: 'not_sent' });
    await assert.rejects(open.request('client-a'), { code: 'not_sent' });
    await assert.rejects(channel.request('a'), { code: 'not_sent' });
    await assert.rejects(client.subscribe('private-encrypted-a').request('client-a'), { code: 'not_sent', message: /encrypted/ });
    hub.readyState = 2;
    await assert.rejects(channel.request('client-a'), { code: 'not_sent' });
    hub.readyState = 1;
    channel.unsubscribe();
    await assert.rejects(channel.request('client-a'), { code: 'not_sent', message: /subscribed private or presence/ });
    await settle();
    assert.deepEqual(hub.sent.map(({ event }) => event), ['lattestream:unsubscribe']);
  });

  test('nothing is sent on a socket that is closing', async (t) => {
    const { client, socket } = handDriven(t, { authEndpoint: null });
    const channel = client.subscribe('private-a');
    const hub = await socket(1);
    hub.greet();
    await settle();
    hub.receive(succeeded('private-a'));
    hub.readyState = 2;
    const { length } = hub.sent;
    assert.equal(channel.trigger('client-x', 1), false);
    assert.equal(hub.sent.length, length);
  });
});

describe('subscribing and unsubscribing', LIMIT, () => {
  const subscribe = (channel, auth) => ({ event: 'lattestream:subscribe', data: { channel, ...(auth && { auth }) } });
  const unsubscribe = (channel) => ({ event: 'lattestream:unsubscribe', data: { channel } });

  test('unsubscribing ends the events', async (t) => {
    const hub = await startHub(t);
    const client = hub.client();
    const channel = client.subscribe('a');
    const seen = [];
    channel.bind('e', (data) => seen.push(data));
    const connection = await hub.greet();
    assert.deepEqual(await connection.frame(), subscribe('a'));
    connection.send(succeeded('a'));
    connection.send({ event: 'e', channel: 'a', data: 1 });
    await connection.sentSoFar();
    channel.unsubscribe();
    channel.unsubscribe();
    client.unsubscribe('never');
    assert.equal(channel.subscribed, false);
    assert.equal(client.channel('a'), undefined);
    connection.send({ event: 'e', channel: 'a', data: 2 });
    assert.deepEqual(await connection.sentSoFar(), [unsubscribe('a')]);
    assert.deepEqual(seen, [1]);
    client.subscribe('a').bind('e', (data) => seen.push(data));
    channel.unsubscribe(); // the old object has no power over the new one
    assert.deepEqual(await connection.sentSoFar(), [subscribe('a')]);
  });

  test('changes of one moment are taken together', async (t) => {
    const hub = await startHub(t);
    const client = hub.client();
    const connected = once(client.connection, 'connected');
    const connection = await hub.greet();
    await connected;
    client.subscribe('a');
    client.unsubscribe('a');
    client.subscribe('a');
    client.subscribe('a');
    client.subscribe('b');
    client.unsubscribe('b');
    assert.deepEqual(await connection.sentSoFar(), [subscribe('a')]);
    connection.send(succeeded('a'));
    await once(client.channel('a'), 'lattestream:subscription_succeeded');
    client.unsubscribe('a');
    client.subscribe('a');
    assert.deepEqual(await connection.sentSoFar(), [unsubscribe('a'), subscribe('a')]);
  });

  test('what was under way for a subscription given up does not reach its successor', async (t) => {
    const hub = await startHub(t);
    const answers = queue();
    const client = hub.client({ authorizer: () => answers.next() });
    const first = client.subscribe('private-a');
    const connection = await hub.greet();
    answers.push({ auth: 'one' });
    await connection.frame();
    first.unsubscribe();
    assert.deepEqual(await connection.sentSoFar(), [unsubscribe('private-a')]);
    const second = client.subscribe('private-a'); // waits for its authorisation
    await settle();
    connection.send(succeeded('private-a'));
    connection.send({ event: 'lattestream:subscription_error', channel: 'private-a', data: {} });
    const errors = [];
    second.bind('lattestream:subscription_error', (error) => errors.push(error));
    assert.deepEqual(await connection.sentSoFar(), []);
    assert.equal(second.subscribed, false);
    assert.deepEqual(errors, []);
    answers.push({ auth: 'two' });
    assert.deepEqual(await connection.frame(), subscribe('private-a', 'two'));
    connection.send(succeeded('private-a'));
    await connection.sentSoFar();
    assert.equal(second.subscribed, true);
    assert.equal(first.subscribed, false);
  });

  test('unsubscribed while the authorisation is pending: nothing is sent, nothing reported', async (t) => {
    const hub = await startHub(t);
    const pending = [];
    const client = hub.client({ authorizer: () => new Promise((resolve, reject) => pending.push({ resolve, reject })) });
    const errors = [];
    client.bind('lattestream:subscription_error', (error) => errors.push(error));
    const connected = once(client.connection, 'connected');
    client.subscribe('private-a');
    client.subscribe('private-b');
    const connection = await hub.greet();
    await connected;
    await settle();
    assert.equal(pending.length, 2);
    client.unsubscribe('private-a');
    client.unsubscribe('private-b');
    pending[0].resolve({ auth: 'late' });
    pending[1].reject(new Error('late'));
    await settle();
    assert.deepEqual(await connection.sentSoFar(), []);
    assert.deepEqual(errors, []);
  });

  test('subscribed anew while the authorisation is pending: one subscription, by the later answer', async (t) => {
    const hub = await startHub(t);
    const pending = [];
    const client = hub.client({ authorizer: () => new Promise((resolve) => pending.push(resolve)) });
    const connected = once(client.connection, 'connected');
    client.subscribe('private-a');
    const connection = await hub.greet();
    await connected;
    await settle();
    client.unsubscribe('private-a');
    client.subscribe('private-a');
    await settle();
    assert.equal(pending.length, 2);
    pending[1]({ auth: 'second' });
    pending[0]({ auth: 'first' });
    await settle();
    assert.deepEqual(await connection.sentSoFar(), [subscribe('private-a', 'second')]);
  });

  test('a channel subscribed to in a connected callback is subscribed to once', async (t) => {
    const hub = await startHub(t);
    const client = hub.client();
    client.connection.bind('connected', () => client.subscribe('a'));
    const connection = await hub.greet();
    assert.deepEqual(await connection.frame(), subscribe('a'));
    assert.deepEqual(await connection.sentSoFar(), []);
  });

  test('a reconnect subscribes to everything again, authorised for the new socket', async (t) => {
    const hub = await startHub(t);
    const asked = [];
    const client = hub.client({
      authorizer: (channel, socketId) => {
        asked.push(socketId);
        return { auth: `for ${socketId}` };
      }
    });
    client.subscribe('a');
    const channel = client.subscribe('private-b');
    const first = await hub.greet('1.1');
    await first.frame();
    await first.frame();
    first.send(succeeded('private-b'));
    await first.sentSoFar();
    assert.equal(channel.subscribed, true);
    const lost = once(client.connection, 'unavailable');
    first.close(1011);
    await lost;
    assert.equal(channel.subscribed, false);
    assert.equal(client.socketId, null);
    client.subscribe('c');
    const second = await hub.greet('2.2');
    const frames = [await second.frame(), await second.frame(), await second.frame()];
    assert.deepEqual(frames, [subscribe('a'), subscribe('c'), subscribe('private-b', 'for 2.2')]);
    assert.deepEqual(asked, ['1.1', '2.2']);
    second.send(succeeded('private-b'));
    await once(channel, 'lattestream:subscription_succeeded');
  });

  test('a second greeting changes nothing', async (t) => {
    const { client, socket } = handDriven(t);
    client.subscribe('a');
    const hub = await socket(1);
    hub.greet();
    await settle();
    hub.receive({ ...GREETING, data: { socket_id: '9.9' } });
    await settle();
    assert.equal(client.socketId, '123.456');
    assert.deepEqual(hub.sent, [{ api_key: KEY }, subscribe('a')]);
  });

  test('a refused channel is tried again by a reconnect, with one request', async (t) => {
    const pending = [];
    const authorizer = () => new Promise((resolve, reject) => pending.push({ resolve, reject }));
    const { client, socket, tick } = handDriven(t, { authorizer });
    const first = await socket(1);
    first.greet();
    const channel = client.subscribe('private-a');
    const errors = [];
    channel.bind('lattestream:subscription_error', (error) => errors.push(error));
    await settle();
    pending[0].reject(new Error('busy'));
    await settle();
    assert.equal(errors.length, 1);
    first.end(1006);
    await tick(1000);
    const second = await socket(2);
    second.greet();
    await settle();
    client.subscribe('private-a');
    await settle();
    assert.equal(pending.length, 2);
    second.end(1006);
    pending[1].reject(new Error('too late to matter'));
    await settle();
    assert.equal(errors.length, 1);
  });

  test('an authorisation asked for on an old connection is not used on the new one', async (t) => {
    const hub = await startHub(t);
    const pending = queue();
    const client = hub.client({ authorizer: (channel, socketId) => new Promise((resolve) => pending.push({ resolve, socketId })) });
    client.subscribe('private-a');
    const first = await hub.greet('1.1');
    const old = await pending.next();
    first.close(1011);
    const second = await hub.greet('2.2');
    const current = await pending.next();
    assert.equal(old.socketId, '1.1');
    assert.equal(current.socketId, '2.2');
    old.resolve({ auth: 'old' });
    await settle();
    assert.deepEqual(await second.sentSoFar(), []);
    current.resolve({ auth: 'new' });
    assert.deepEqual(await second.frame(), subscribe('private-a', 'new'));
  });
});

describe('refused for the moment', LIMIT, () => {
  const UNAVAILABLE = { type: 'Unavailable', error: 'not now', status: 503 };
  const refusal = (channel, data = UNAVAILABLE) => ({ event: 'lattestream:subscription_error', channel, data });
  const subscribe = (channel) => ({ event: 'lattestream:subscribe', data: { channel } });

  /** A greeted client that has asked for one channel, and what it tells about that. */
  async function asked(t, options) {
    const driven = handDriven(t, { transport: 'websocket', ...options });
    const socket = await driven.socket(1);
    socket.greet();
    const channel = driven.client.subscribe('a');
    const errors = [];
    channel.bind('lattestream:subscription_error', (error) => errors.push(error));
    await settle();
    return { ...driven, first: socket, channel, errors, asks: () => socket.sent.slice(1) };
  }

  test('the subscription is tried again with a growing wait, and told once', async (t) => {
    const { client, first, channel, errors, asks, random, tick } = await asked(t);
    random(1 - 1e-9);
    let number = 1;
    for (const delay of [2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      first.receive(refusal('a'));
      assert.equal(channel.subscribed, false);
      await tick(delay - 2);
      assert.equal(asks().length, number);
      await tick(2);
      assert.deepEqual(asks(), Array(++number).fill(subscribe('a')));
    }
    assert.deepEqual(errors, [{ ...UNAVAILABLE, retrying: true }]);
    first.receive(succeeded('a'));
    assert.equal(channel.subscribed, true);
    await tick(60_000);
    assert.equal(asks().filter(({ event }) => event === 'lattestream:subscribe').length, number);
    assert.equal(client.connection.state, 'connected');
  });

  test('after a success everything begins anew', async (t) => {
    const { first, errors, asks, tick } = await asked(t);
    first.receive(refusal('a'));
    await tick(1000);
    first.receive(refusal('a'));
    await tick(1000);
    first.receive(succeeded('a'));
    first.receive(refusal('a'));
    assert.equal(errors.length, 2);
    await tick(999);
    assert.equal(asks().length, 3);
    await tick(1);
    assert.equal(asks().length, 4);
  });

  test('a refusal of another kind ends it, and is told', async (t) => {
    const { first, errors, asks, tick } = await asked(t);
    first.receive(refusal('a'));
    await tick(1000);
    const error = { type: 'LimitReached', error: 'full', status: 429 };
    first.receive(refusal('a', error));
    await tick(60_000);
    assert.deepEqual(errors, [{ ...UNAVAILABLE, retrying: true }, error]);
    assert.equal(asks().filter(({ event }) => event === 'lattestream:subscribe').length, 2);
  });

  test('unsubscribing ends it, and another subscription begins anew', async (t) => {
    const { client, first, channel, errors, asks, random, tick } = await asked(t);
    first.receive(refusal('a'));
    channel.unsubscribe();
    await tick(1000);
    assert.deepEqual(asks().slice(1), [{ event: 'lattestream:unsubscribe', data: { channel: 'a' } }]);
    const second = client.subscribe('a');
    second.bind('lattestream:subscription_error', (error) => errors.push(error));
    await settle();
    first.receive(refusal('a'));
    assert.equal(errors.length, 2);
    random(1 - 1e-9);
    await tick(1000);
    assert.equal(asks().length, 4);
  });

  test('a callback may give up', async (t) => {
    const { first, channel, asks, tick } = await asked(t);
    channel.bind('lattestream:subscription_error', () => channel.unsubscribe());
    first.receive(refusal('a'));
    await tick(60_000);
    assert.equal(asks().filter(({ event }) => event === 'lattestream:subscribe').length, 1);
  });

  test('subscribe() hurries, with one request', async (t) => {
    const { client, first, channel, asks, tick } = await asked(t);
    first.receive(refusal('a'));
    assert.equal(client.subscribe('a'), channel);
    await settle();
    assert.equal(asks().length, 2);
    await tick(1000);
    assert.equal(asks().length, 2);
  });

  test('another connection subscribes at once, and goes on with the waits', async (t) => {
    const { first, errors, socket, random, tick } = await asked(t);
    first.receive(refusal('a'));
    first.end(1006);
    await tick(1000);
    const second = await socket(2);
    second.greet();
    await settle();
    assert.deepEqual(second.sent.slice(1), [subscribe('a')]);
    random(1 - 1e-9);
    second.receive(refusal('a'));
    await tick(3998);
    assert.equal(second.sent.length, 2);
    await tick(2);
    assert.equal(second.sent.length, 3);
    assert.equal(errors.length, 1);
  });

  test('disconnect() ends it, and connect() begins anew', async (t) => {
    const { client, first, errors, socket, tick } = await asked(t);
    first.receive(refusal('a'));
    client.disconnect();
    await tick(60_000);
    assert.equal(first.sent.length, 2);
    client.connect();
    const second = await socket(2);
    second.greet();
    await settle();
    second.receive(refusal('a'));
    assert.equal(errors.length, 2);
  });

  test('channels are tried again each for itself', async (t) => {
    const { client, first, asks, tick } = await asked(t);
    client.subscribe('b');
    await settle();
    first.receive(refusal('a'));
    first.receive(succeeded('b'));
    await tick(1000);
    assert.deepEqual(asks(), [subscribe('a'), subscribe('b'), subscribe('a')]);
  });

  test('an authorisation that is away for the moment is asked for again', async (t) => {
    let away = 2;
    const authorizer = () => {
      if (away-- > 0) throw Object.assign(new Error('restarting'), { status: 503 });
      return { auth: 'x' };
    };
    const { client, socket, tick } = handDriven(t, { authorizer });
    const errors = [];
    client.bind('lattestream:subscription_error', (error) => errors.push(error));
    client.subscribe('private-a');
    const first = await socket(1);
    first.greet();
    await settle();
    await tick(1000);
    await tick(1000);
    assert.deepEqual(first.sent.slice(1), [{ event: 'lattestream:subscribe', data: { channel: 'private-a', auth: 'x' } }]);
    assert.deepEqual(errors, [{ type: 'AuthError', error: 'restarting', status: 503, retrying: true }]);
  });
});

describe('losing the connection', LIMIT, () => {
  test('4000-4099: refused for good, until connect()', async (t) => {
    for (const code of [4000, 4001, 4009, 4099]) {
      await t.test(String(code), async (t) => {
        const { client, socket, errors, states, tick } = handDriven(t);
        (await socket(1)).end(code);
        assert.equal(client.connection.state, 'failed');
        assert.deepEqual(errors.map((error) => error.code), [code]);
        await tick(10 * 60_000);
        await socket(1);
        client.connect();
        (await socket(2)).greet();
        assert.deepEqual(states, ['failed', 'connecting', 'connected']);
      });
    }
  });

  test('4100-4199: not before a second has passed', async (t) => {
    const { client, socket, errors, tick } = handDriven(t, { reconnect: { minDelay: 1, maxDelay: 5 } });
    const first = await socket(1);
    first.greet();
    first.end(4100);
    assert.equal(client.connection.state, 'unavailable');
    await tick(999);
    await socket(1);
    await tick(1);
    await socket(2);
    assert.deepEqual(errors.map((error) => error.code), [4100]);
  });

  test('4200-4299: at once, with jitter, but never in a loop', async (t) => {
    const { client, socket, random, tick } = handDriven(t);
    random(0.5);
    const first = await socket(1);
    first.greet();
    first.receive({ event: 'e' });
    first.end(4200);
    assert.equal(client.connection.state, 'connecting');
    await tick(249);
    await socket(1);
    await tick(1);
    const second = await socket(2);
    second.greet();
    second.receive({ event: 'e' });
    random(0);
    second.end(4201);
    assert.equal(client.connection.state, 'unavailable');
    await tick(999);
    await socket(2);
    await tick(1);
    const third = await socket(3);
    third.greet();
    await tick(30_000);
    third.end(4200);
    assert.equal(client.connection.state, 'connecting');
    await tick(0);
    await socket(4);
  });

  test('other codes: back-off with full jitter, doubling up to the cap', async (t) => {
    const { socket, random, tick } = handDriven(t, { reconnect: { minDelay: 1000, maxDelay: 5000 }, transport: 'websocket' });
    random(1 - 1e-9);
    let number = 0;
    for (const [code, delay] of [[1006, 2000], [1000, 4000], [1011, 5000], [4301, 5000], [1012, 5000]]) {
      (await socket(++number)).end(code);
      await tick(delay - 2);
      await socket(number);
      await tick(2);
    }
    random(0);
    (await socket(++number)).end(1006);
    await tick(999);
    await socket(number);
    await tick(1);
    await socket(number + 1);
  });

  test('a greeting alone does not reset the back-off, the next frame does', async (t) => {
    const { socket, random, tick } = handDriven(t);
    random(1 - 1e-9);
    const fail = async (number, delay, ...frames) => {
      const hub = await socket(number);
      hub.greet();
      frames.forEach((frame) => hub.receive(frame));
      hub.end(1006);
      await tick(delay - 2);
      await socket(number);
      await tick(2);
    };
    await fail(1, 2000);
    await fail(2, 4000);
    await fail(3, 8000);
    await fail(4, 2000, { event: 'e' });
    await fail(5, 4000);
  });

  test('connect() after disconnect() starts with short delays again', async (t) => {
    const { client, socket, random, tick } = handDriven(t);
    random(1 - 1e-9);
    (await socket(1)).end(1006);
    await tick(2000);
    (await socket(2)).end(1006);
    client.disconnect();
    client.connect();
    (await socket(3)).end(1006);
    await tick(2000);
    await socket(4);
  });

  test('connect() hurries a waiting attempt, disconnect() cancels it', async (t) => {
    const { client, socket, tick } = handDriven(t);
    (await socket(1)).end(1006);
    assert.equal(client.connection.state, 'unavailable');
    client.connect();
    (await socket(2)).end(1006);
    client.disconnect();
    assert.equal(client.connection.state, 'disconnected');
    await tick(60_000);
    await socket(2);
  });

  test('the browser coming online hurries a waiting attempt, and only that', async (t) => {
    const listeners = new Set();
    setGlobal(t, 'addEventListener', (type, listener) => type === 'online' && listeners.add(listener));
    setGlobal(t, 'removeEventListener', (type, listener) => listeners.delete(listener));
    const online = () => listeners.forEach((listener) => listener());
    const { client, socket } = handDriven(t);
    const first = await socket(1);
    online();
    await socket(1);
    first.greet();
    online();
    await socket(1);
    first.end(1006);
    online();
    await socket(2);
    assert.equal(client.connection.state, 'connecting');
    client.disconnect();
    assert.equal(listeners.size, 0);
  });

  test('a callback may disconnect or connect at any state', async (t) => {
    const { client, socket, tick } = handDriven(t);
    client.connection.bind('connected', () => client.disconnect());
    (await socket(1)).greet();
    assert.equal(client.connection.state, 'disconnected');
    await tick(60_000);
    await socket(1);
    client.connection.unbind('connected').bind('failed', () => client.connect());
    client.connect();
    (await socket(2)).end(4001);
    (await socket(3)).greet();
    assert.equal(client.connection.state, 'connected');
  });

  test('late events of an old socket disturb nothing', async (t) => {
    const { client, sockets, socket, states, errors, tick } = handDriven(t);
    const old = await socket(1);
    old.open();
    client.disconnect();
    client.connect();
    const current = await socket(2);
    old.receive(GREETING);
    assert.equal(client.connection.state, 'connecting');
    current.greet();
    client.subscribe('a');
    await settle();
    current.receive(succeeded('a'));
    const seen = [];
    client.bindGlobal((event) => seen.push(event));
    old.receive({ event: 'e', channel: 'a', data: 1 });
    old.receive({ event: 'lattestream:error', data: { code: 4001 } });
    old.receive({ event: 'lattestream:ping', data: {} });
    old.end(4001);
    assert.deepEqual(seen, []);
    assert.deepEqual(errors, []);
    assert.equal(client.connection.state, 'connected');
    assert.equal(client.channel('a').subscribed, true);
    assert.equal(old.closedWith, 1000);
    assert.deepEqual(old.sent, [{ api_key: KEY }]);
    await tick(60_000);
    assert.equal(sockets.length, 2);
    assert.deepEqual(states, ['disconnected', 'connecting', 'connected']);
  });

  test('a client disconnected before its socket is made never makes it', async (t) => {
    const { client, socket } = handDriven(t);
    client.disconnect();
    await socket(0);
  });
});

describe('silence', LIMIT, () => {
  const PING = { event: 'lattestream:ping', data: {} };
  const pings = (hub) => hub.sent.filter(({ event }) => event === 'lattestream:ping').length;

  test('answers the pings of the hub', async (t) => {
    const { socket } = handDriven(t);
    const hub = await socket(1);
    hub.greet();
    hub.receive(PING);
    assert.deepEqual(hub.sent.slice(1), [{ event: 'lattestream:pong', data: {} }]);
  });

  test('pings after the activity timeout; any frame counts as an answer', async (t) => {
    const { client, socket, tick } = handDriven(t, { activityTimeout: 5000, pongTimeout: 3000 });
    const hub = await socket(1);
    hub.greet();
    await tick(4999);
    assert.equal(pings(hub), 0);
    await tick(1);
    assert.equal(pings(hub), 1);
    await tick(2999);
    hub.receive({ event: 'lattestream:pong', data: {} });
    await tick(4999);
    assert.equal(pings(hub), 1);
    hub.receive({ event: 'whatever' });
    await tick(4999);
    assert.equal(pings(hub), 1);
    await tick(1);
    assert.equal(pings(hub), 2);
    assert.equal(client.connection.state, 'connected');
  });

  test('reconnects when a ping stays without an answer', async (t) => {
    const { client, socket, errors, tick } = handDriven(t, { activityTimeout: 5000, pongTimeout: 3000 });
    const hub = await socket(1);
    hub.greet();
    await tick(5000);
    await tick(2999);
    assert.equal(client.connection.state, 'connected');
    await tick(1);
    assert.equal(client.connection.state, 'unavailable');
    assert.equal(hub.closedWith, 1000);
    assert.equal(errors.length, 1);
    hub.end(1006);
    await tick(1000);
    (await socket(2)).greet();
    assert.equal(client.connection.state, 'connected');
  });

  test('the shorter of the own and the hub\'s activity timeout counts', async (t) => {
    const { socket, tick } = handDriven(t);
    const hub = await socket(1);
    hub.open();
    hub.receive({ ...GREETING, data: { socket_id: '1.2', activity_timeout: 30 } });
    await tick(30_000);
    assert.equal(pings(hub), 1);
  });

  test('an attempt without a greeting is given up', async (t) => {
    const { client, socket, tick } = handDriven(t);
    const hub = await socket(1);
    hub.open();
    await tick(10_000);
    assert.equal(client.connection.state, 'unavailable');
    assert.equal(hub.closedWith, 1000);
    await tick(1000);
    await socket(2);
  });
});

describe('the event stream parser', LIMIT, () => {
  const parse = (...chunks) => {
    const seen = [];
    const feed = createEventStreamParser(
      ({ event, data, id }) => seen.push([event, data, id]),
      (delay) => seen.push(delay)
    );
    chunks.forEach((chunk) => feed(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk));
    return seen;
  };

  test('fields, comments and line ends', () => {
    assert.deepEqual(parse('data: a\n\ndata:b\r\rdata:  c\r\n\r\n'), [['message', 'a', ''], ['message', 'b', ''], ['message', ' c', '']]);
    assert.deepEqual(parse('event: e\ndata: 1\ndata\ndata: 3\n\ndata: x\n\n'), [['e', '1\n\n3', ''], ['message', 'x', '']]);
    assert.deepEqual(parse(': hi\n\n:\ndata: a: b\nunknown: x\n\n'), [['message', 'a: b', '']]);
    assert.deepEqual(parse('id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: x\0\ndata: d\n\n').map(([, , id]) => id), ['1', '1', '', '']);
    assert.deepEqual(parse('retry: 250\nretry: 1s\nretry:\nretry: -1\n'), [250]);
    assert.deepEqual(parse('event: lost\n\ndata: a\n\n'), [['message', 'a', '']], 'no data, no event, and the name is forgotten');
    assert.deepEqual(parse('data\n\n'), [['message', '', '']]);
    assert.deepEqual(parse('data: incomplete\n'), []);
    assert.deepEqual(parse('\uFEFFdata: a\n\n\uFEFFdata: b\n\n'), [['message', 'a', '']], 'one BOM, at the start only');
  });

  test('an event ended by CR is not held back, and the LF that follows adds no line', () => {
    assert.deepEqual(parse('data: a\r', '\r'), [['message', 'a', '']]);
    assert.deepEqual(parse('data: a\r', '\ndata: b\r', '\n', '\r\n'), [['message', 'a\nb', '']]);
    assert.deepEqual(parse('data: a\r', new Uint8Array(0), '\ndata: b\n\n'), [['message', 'a\nb', '']]);
  });

  test('gives the same for every cut', () => {
    const text = '\uFEFF: hello\r\nretry: 10\r\nevent: é😀\r\nid: i–1\rdata: {"a":\r\ndata: "ü😀"}\n\r\n:\r\rdata: b\r\n\r\ndata:\n\n';
    const bytes = new TextEncoder().encode(text);
    const whole = parse(bytes);
    assert.deepEqual(whole, [10, ['é😀', '{"a":\n"ü😀"}', 'i–1'], ['message', 'b', 'i–1'], ['message', '', 'i–1']]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.deepEqual(parse(bytes.slice(0, cut), bytes.slice(cut)), whole, `cut at ${cut}`);
    }
    for (let size = 1; size < 6; size++) {
      const chunks = [];
      for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.slice(from, from + size));
      assert.deepEqual(parse(...chunks), whole, `chunks of ${size}`);
    }
  });
});

describe('Server-Sent Events', LIMIT, () => {
  const message = (frame, id) => `${id ? `id: ${id}\n` : ''}event: ${frame.event}\ndata: ${JSON.stringify(frame)}\n\n`;

  /** A hub of streams over real HTTP. `respond(stream)` may refuse a request; otherwise the stream is opened. */
  async function streamHub(t, respond = () => false) {
    const streams = queue();
    const hub = await startHub(t, (request, response) => {
      const url = new URL(request.url, 'http://hub');
      const stream = {
        path: url.pathname,
        query: url.search,
        channels: url.searchParams.getAll('channel'),
        headers: request.headers,
        response,
        closed: new Promise((resolve) => response.on('close', resolve)),
        send: (frame, id) => response.write(message(frame, id)),
        refuse: (status, body, headers) => {
          response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers }).end(JSON.stringify(body));
          return true;
        }
      };
      if (!respond(stream)) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream;charset=UTF-8' });
        stream.send(GREETING);
      }
      streams.push(stream);
    });
    return { ...hub, stream: streams.next, streams: streams.drain, client: (options) => hub.client({ transport: 'sse', ...options }) };
  }

  test('one stream for the channels of one moment, none for none', async (t) => {
    const hub = await streamHub(t);
    const client = hub.client();
    assert.equal(client.connection.state, 'initialized');
    await settle();
    assert.deepEqual(hub.streams(), []);
    const channel = client.subscribe('a,b;c=@');
    client.subscribe('x');
    client.unsubscribe('x');
    const room = client.subscribe('presence-room');
    const connected = once(client.connection, 'connected');
    const stream = await hub.stream();
    await connected;
    assert.equal(stream.path, '/lattestream/sse');
    assert.equal(stream.query, `?api_key=${KEY}&channel=a%2Cb%3Bc%3D%40&channel=presence-room`);
    assert.equal(stream.headers.accept, 'text/event-stream');
    assert.equal(stream.headers['last-event-id'], undefined);
    assert.equal(client.socketId, '123.456');

    const ready = once(room, 'lattestream:subscription_succeeded');
    stream.response.write(':\n\n');
    stream.send(succeeded('a,b;c=@'));
    stream.send(succeeded('presence-room', { presence: { count: 1, ids: ['u1'], hash: { u1: { n: 1 } }, me: { id: 'u1', info: { n: 1 } } } }));
    assert.equal(await ready, room.members);
    assert.deepEqual(room.members.me, { id: 'u1', info: { n: 1 } });
    assert.equal(channel.subscribed, true);

    const event = new Promise((resolve) => channel.bind('e', (...args) => resolve(args)));
    stream.send({ event: 'e', channel: 'a,b;c=@', data: { text: 'é😀' } }, 'p1');
    assert.deepEqual(await event, [{ text: 'é😀' }, { channel: 'a,b;c=@' }]);
    assert.equal(room.trigger('client-x', 1), false);
    assert.equal(room.typing(), false);
    assert.equal(room.typing(false), false);
    client.disconnect();
    await stream.closed;
    assert.equal(client.connection.state, 'disconnected');
    assert.equal(channel.subscribed, false);
  });

  test('requests are not possible, and say why', async (t) => {
    const hub = await streamHub(t);
    const channel = hub.client().subscribe('private-a');
    const stream = await hub.stream();
    stream.send(succeeded('private-a'));
    await once(channel, 'lattestream:subscription_succeeded');
    await assert.rejects(channel.request('client-a'), { code: 'not_sent', message: /Server-Sent Events/ });
  });

  test('a change of the channels opens a new stream with all of them, from the last position', async (t) => {
    const hub = await streamHub(t);
    const client = hub.client();
    client.subscribe('a');
    const first = await hub.stream();
    const event = once(client.channel('a'), 'e');
    first.send({ event: 'e', channel: 'a', data: 1 }, 'pos-1');
    await event;
    client.subscribe('b');
    client.subscribe('c');
    const second = await hub.stream();
    await first.closed;
    assert.deepEqual(second.channels, ['a', 'b', 'c']);
    assert.equal(second.headers['last-event-id'], 'pos-1');
    client.unsubscribe('a');
    client.unsubscribe('b');
    const third = await hub.stream();
    assert.deepEqual(third.channels, ['c']);
    client.unsubscribe('c');
    await third.closed;
    assert.equal(client.connection.state, 'initialized');
    client.subscribe('d');
    const fourth = await hub.stream();
    assert.equal(fourth.headers['last-event-id'], undefined);
  });

  test('subscribed anew within a moment: the new object is acknowledged by a new stream', async (t) => {
    const hub = await streamHub(t);
    const client = hub.client();
    client.subscribe('a');
    await hub.stream();
    client.unsubscribe('a');
    const channel = client.subscribe('a');
    const second = await hub.stream();
    second.send(succeeded('a'));
    await once(channel, 'lattestream:subscription_succeeded');
  });

  test('subscribing to what is there already changes nothing', async (t) => {
    const hub = await streamHub(t);
    const client = hub.client();
    client.subscribe('a');
    const connected = once(client.connection, 'connected');
    await hub.stream();
    await connected;
    client.subscribe('a');
    client.subscribe('b');
    client.unsubscribe('b');
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(hub.streams(), []);
    assert.equal(client.connection.state, 'connected');
  });

  test('a stream that ends is resumed by Last-Event-ID', async (t) => {
    const hub = await streamHub(t);
    const client = hub.client();
    client.subscribe('a');
    const first = await hub.stream();
    first.send({ event: 'e', channel: 'a', data: 1 }, 'pos 1=/');
    first.send({ event: 'e', channel: 'a', data: 2 });
    first.response.end();
    const second = await hub.stream();
    assert.equal(second.headers['last-event-id'], 'pos 1=/');
    const event = once(client.channel('a'), 'e');
    second.send({ event: 'e', channel: 'a', data: 3 }); // has no position of its own
    await event;
    second.response.destroy(); // in the middle of it
    const third = await hub.stream();
    assert.equal(third.headers['last-event-id'], 'pos 1=/');
    client.disconnect();
    client.connect();
    assert.equal((await hub.stream()).headers['last-event-id'], 'pos 1=/', 'the channels are kept with their positions');
  });

  for (const status of [401, 403, 400]) {
    test(`${status} naming a channel: that one is dropped, the others go on`, async (t) => {
      let open = false;
      const hub = await streamHub(t, (stream) => !open && stream.channels.includes('private-b')
        && stream.refuse(status, { title: 'Refused', status, detail: 'not yours', channel: 'private-b' }));
      const client = hub.client();
      client.subscribe('a');
      const refused = client.subscribe('private-b');
      client.subscribe('c');
      const error = once(refused, 'lattestream:subscription_error');
      const connected = once(client.connection, 'connected');
      assert.deepEqual((await hub.stream()).channels, ['a', 'private-b', 'c']);
      assert.deepEqual(await error, { type: 'AuthError', error: 'not yours', status });
      const second = await hub.stream();
      assert.deepEqual(second.channels, ['a', 'c']);
      await connected;
      assert.equal(client.channel('private-b'), refused);
      second.response.end();
      const third = await hub.stream();
      assert.deepEqual(third.channels, ['a', 'c'], 'not asked for again by itself');
      open = true;
      assert.equal(client.subscribe('private-b'), refused);
      const fourth = await hub.stream();
      assert.deepEqual(fourth.channels, ['a', 'private-b', 'c']);
      fourth.send(succeeded('private-b'));
      await once(refused, 'lattestream:subscription_succeeded');
    });
  }

  test('the only channel refused leaves no stream', async (t) => {
    const hub = await streamHub(t, (stream) => stream.refuse(403, { channel: 'private-a' }));
    const client = hub.client();
    const error = once(client.subscribe('private-a'), 'lattestream:subscription_error');
    assert.deepEqual(await error, { type: 'AuthError', error: 'The stream was answered with 403', status: 403 });
    await settle();
    assert.equal(client.connection.state, 'initialized');
    assert.equal(hub.streams().length, 1);
  });

  for (const [status, body] of [[400, {}], [401, { detail: 'unknown key' }], [403, { channel: 'not-one-of-ours' }]]) {
    test(`${status} ${JSON.stringify(body)}: refused for good`, async (t) => {
      const hub = await streamHub(t, (stream) => stream.refuse(status, body));
      const client = hub.client();
      const error = once(client.connection, 'error');
      client.subscribe('a');
      assert.equal((await error).status, status);
      assert.equal(client.connection.state, 'failed');
      await new Promise((resolve) => setTimeout(resolve, 30));
      assert.equal(hub.streams().length, 1);
    });
  }

  /** A client whose streams are driven by hand, under mocked timers. The stub ignores aborts: late bytes do come. */
  function handStreams(t, options = {}) {
    const requests = [];
    const fetch = (url, init) => new Promise((resolve, reject) => {
      const request = {
        url,
        init,
        reject,
        answer: (status, body, headers) => resolve(new Response(body, { status, headers })),
        open(type = 'text/event-stream', start = message(GREETING)) {
          resolve(new Response(new ReadableStream({ start: (controller) => { request.controller = controller; } }), { headers: { 'Content-Type': type } }));
          return request.write(start);
        },
        write(text) {
          request.controller.enqueue(new TextEncoder().encode(text));
          return settle();
        },
        end() {
          request.controller.close();
          return settle();
        }
      };
      requests.push(request);
    });
    const driven = handDriven(t, { fetch, transport: 'sse', ...options });
    return {
      ...driven,
      request: async (number) => {
        await settle();
        assert.equal(requests.length, number, 'number of streams asked for');
        return requests.at(-1);
      }
    };
  }

  test('5xx, 429, the wrong type and a network that fails: back-off', async (t) => {
    const { client, request, errors, random, tick } = handStreams(t);
    client.subscribe('a');
    await tick(10);
    random(1 - 1e-9);
    let number = 0;
    for (const [fail, delay, status] of [
      [(stream) => stream.answer(503, 'gone'), 2000, 503],
      [(stream) => stream.answer(429, '{}', { 'Retry-After': '20' }), 20_000, 429],
      [(stream) => stream.reject(new TypeError('offline')), 8000, undefined],
      [(stream) => stream.open('text/html'), 16_000, 200]
    ]) {
      fail(await request(++number));
      await settle();
      assert.equal(client.connection.state, 'unavailable');
      assert.equal(errors.at(-1).status, status);
      await tick(delay - 2);
      await request(number);
      await tick(2);
    }
    await request(number + 1);
    assert.equal(errors.length, number);
  });

  test('channels of neighbouring moments share a stream, and one given up is silent at once', async (t) => {
    const { client, request, tick } = handStreams(t);
    const channel = client.subscribe('a');
    await tick(5);
    client.subscribe('b');
    await request(0);
    await tick(5);
    const stream = await request(1);
    assert.match(stream.url, /&channel=a&channel=b$/);
    await stream.open();
    const seen = [];
    client.bind('e', (data) => seen.push(data));
    channel.bind('e', (data) => seen.push(data));
    channel.unsubscribe();
    await stream.write(message({ event: 'e', channel: 'a', data: 1 }) + message({ event: 'e', channel: 'b', data: 2 }));
    assert.deepEqual(seen, [2]);
    await tick(10);
    assert.match((await request(2)).url, /&channel=b$/);
  });

  test('a refused channel is asked for again after disconnect() and connect(), and a callback may disconnect', async (t) => {
    const { client, request, tick } = handStreams(t);
    const channel = client.subscribe('private-a');
    client.subscribe('b');
    channel.bind('lattestream:subscription_error', () => client.disconnect());
    await tick(10);
    (await request(1)).answer(403, JSON.stringify({ channel: 'private-a' }));
    await settle();
    await tick(60_000);
    assert.equal(client.connection.state, 'disconnected');
    client.connect();
    assert.match((await request(2)).url, /&channel=private-a&channel=b$/);
  });

  test('what is refused for the moment is asked for again by another stream, which resumes the others', async (t) => {
    const { client, request, random, tick } = handStreams(t);
    const errors = [];
    client.bind('lattestream:subscription_error', (error) => errors.push(error.retrying));
    const channels = ['a', 'b'].map((name) => client.subscribe(name));
    await tick(10);
    const refused = message({ event: 'lattestream:subscription_error', channel: 'a', data: { status: 503 } });
    const first = await request(1);
    await first.open();
    await first.write(message(succeeded('b')) + `id: 7\n${message({ event: 'e', channel: 'b', data: 1 })}` + refused);
    await tick(1000);
    await tick(10);
    const second = await request(2);
    assert.match(second.url, /&channel=a&channel=b$/);
    assert.equal(second.init.headers['Last-Event-ID'], '7');
    await second.open();
    random(1 - 1e-9);
    await second.write(message(succeeded('b')) + refused);
    await tick(3998);
    await request(2);
    await tick(2);
    await tick(10);
    const third = await request(3);
    await third.open();
    await third.write(message(succeeded('a')) + message(succeeded('b')));
    await tick(60_000);
    await request(3);
    assert.deepEqual(channels.map(({ subscribed }) => subscribed), [true, true]);
    assert.deepEqual(errors, [true]);
  });

  test('a channel that the stream refused can be tried again', async (t) => {
    const { client, request, tick } = handStreams(t);
    client.subscribe('a');
    await tick(10);
    const first = await request(1);
    await first.open();
    await first.write(message({ event: 'lattestream:subscription_error', channel: 'a', data: { status: 429 } }));
    await tick(60_000);
    await request(1);
    client.subscribe('a');
    await tick(10);
    assert.match((await request(2)).url, /&channel=a$/);
  });

  test('retry: is the least delay', async (t) => {
    const { client, request, tick } = handStreams(t);
    client.subscribe('a');
    await tick(10);
    const first = await request(1);
    await first.open();
    await first.write('retry: 7000\n\n');
    await first.end();
    await tick(6999);
    await request(1);
    await tick(1);
    await request(2);
  });

  test('a stream held back by a proxy is given up', async (t) => {
    const { client, request, errors, tick } = handStreams(t);
    client.subscribe('a');
    await tick(10);
    const first = await request(1);
    await first.open('text/event-stream', '');
    assert.equal(client.connection.state, 'connecting');
    await tick(10_000);
    assert.equal(client.connection.state, 'unavailable');
    assert.equal(errors.length, 1);
    await tick(1000);
    await request(2);
  });

  test('without a byte for both timeouts the stream is given up; heartbeats keep it', async (t) => {
    const { client, request, tick } = handStreams(t, { activityTimeout: 5000, pongTimeout: 3000 });
    client.subscribe('a');
    await tick(10);
    const first = await request(1);
    await first.open();
    await tick(7999);
    await first.write(':\n\n');
    await tick(7999);
    assert.equal(client.connection.state, 'connected');
    await tick(1);
    assert.equal(client.connection.state, 'unavailable');
    assert.equal(first.init.signal.aborted, true);
    await tick(1000);
    await request(2);
  });

  test('late bytes and a late end of an old stream disturb nothing', async (t) => {
    const { client, request, tick, states } = handStreams(t);
    client.subscribe('a');
    await tick(10);
    const old = await request(1);
    await old.open();
    client.subscribe('b');
    await tick(10);
    const current = await request(2);
    assert.equal(old.init.signal.aborted, true);
    await current.open();
    const seen = [];
    client.bindGlobal((event) => seen.push(event));
    await old.write(`id: old\nretry: 99999\ndata: ${JSON.stringify({ event: 'e', channel: 'a' })}\n\n`);
    await old.end();
    assert.deepEqual(seen, []);
    assert.deepEqual(states, ['connecting', 'connected', 'connecting', 'connected']);
    await current.end();
    await tick(1000);
    const third = await request(3);
    assert.equal(third.init.headers['Last-Event-ID'], undefined);
  });

  test('an error frame before the end counts as the close code', async (t) => {
    const { client, request, tick, errors } = handStreams(t);
    const end = async (stream, code) => {
      await stream.open();
      await stream.write(message({ event: 'lattestream:error', data: { code, message: 'bye' } }));
      await stream.end();
    };
    client.subscribe('a');
    await tick(10);
    await end(await request(1), 4200);
    assert.equal(client.connection.state, 'connecting');
    await tick(0);
    await end(await request(2), 4009);
    assert.equal(client.connection.state, 'failed');
    assert.deepEqual(errors.map(({ type, code }) => [type, code]), [
      ['HubError', 4200], ['TransportError', 4200], ['HubError', 4009], ['TransportError', 4009]
    ]);
    await tick(60_000);
    await request(2);
  });

  describe('with histories', () => {
    const at = (offset, epoch = 'e1') => ({ epoch, offset });
    const event = (offset, channel = 'a') => ({ event: 'n', channel, data: offset, ...at(offset) });
    const wishes = (stream) => {
      const query = new URLSearchParams(stream.query);
      return Object.fromEntries(['recover', 'rewind'].map((name) => [name, JSON.parse(query.get(name))]));
    };

    test('a stream that breaks is resumed by its last id alone; what comes twice is dropped', async (t) => {
      const hub = await streamHub(t);
      const client = hub.client();
      const channel = client.subscribe('a');
      const heard = [];
      client.bindGlobal((name, data) => heard.push([name, data]));
      const first = await hub.stream();
      assert.deepEqual(wishes(first), { recover: null, rewind: null });
      first.send(succeeded('a', { position: at(5) }), 'id-5');
      first.send(event(6), 'id-6');
      await once(channel, 'n');
      first.response.destroy();
      const second = await hub.stream();
      assert.equal(second.headers['last-event-id'], 'id-6');
      assert.deepEqual(wishes(second), { recover: null, rewind: null });
      second.send(succeeded('a', { position: at(6), recovered: true }), 'id-6');
      [6, 7].forEach((offset) => second.send(event(offset), `id-${offset}`));
      await once(channel, 'n');
      const ack = (position, more) => ['lattestream:subscription_succeeded', { position, ...more }];
      assert.deepEqual(heard, [ack(at(5)), ['n', 6], ack(at(6), { recovered: true }), ['lattestream:recovered', at(6)], ['n', 7]]);
    });

    test('a last id that the hub cannot read loses the positions', async (t) => {
      const hub = await streamHub(t);
      const channel = hub.client().subscribe('a');
      const first = await hub.stream();
      first.send(succeeded('a', { position: at(5) }), 'id-5');
      await once(channel, 'lattestream:subscription_succeeded');
      first.response.end();
      const second = await hub.stream();
      second.send(succeeded('a', { position: at(9), recovered: false, reason: 'position_unknown' }), 'id-9');
      assert.deepEqual(await once(channel, 'lattestream:position_lost'), { ...at(9), reason: 'position_unknown' });
      assert.deepEqual(channel.position, at(9));
    });

    test('positions of a page and rewinds go with the query, as long as no id knows the channel', async (t) => {
      const hub = await streamHub(t);
      const client = hub.client();
      const channel = client.subscribe('a', { recover: at(3) });
      client.subscribe('b,é', { rewind: 10 });
      client.subscribe('c');
      const first = await hub.stream();
      assert.deepEqual(wishes(first), { recover: { a: at(3) }, rewind: { 'b,é': 10 } });
      first.response.end();
      const second = await hub.stream();
      assert.deepEqual(wishes(second), wishes(first));
      const recovered = once(channel, 'lattestream:recovered');
      second.send(succeeded('a', { position: at(3), recovered: true }), 'id-3');
      assert.deepEqual(await recovered, at(3));
      client.subscribe('d', { recover: at(1), rewind: '2m' });
      const third = await hub.stream();
      assert.equal(third.headers['last-event-id'], 'id-3');
      assert.deepEqual(wishes(third), { recover: { d: at(1) }, rewind: { 'b,é': 10, d: '2m' } });
    });

    test('who subscribes anew does not get what was before; the others go on by their own positions', async (t) => {
      const hub = await streamHub(t);
      const client = hub.client();
      client.subscribe('a');
      const other = client.subscribe('b');
      const first = await hub.stream();
      first.send(succeeded('a', { position: at(5) }), 'id-a');
      first.send(succeeded('b', { position: at(7) }), 'id-b');
      await once(other, 'lattestream:subscription_succeeded');
      client.disconnect();
      client.unsubscribe('a');
      client.subscribe('a');
      client.connect();
      const second = await hub.stream();
      assert.equal(second.headers['last-event-id'], undefined);
      assert.deepEqual(wishes(second).recover, { b: { ...at(7), socket_id: '123.456' } });
    });
  });

  describe('as the fallback', () => {
    const fail = async ({ socket, tick }, number, code = 1006) => {
      (await socket(number)).end(code);
      await tick(1000);
    };

    test('after two WebSocket failures, then WebSocket has its turn again', async (t) => {
      const driven = handStreams(t, { transport: 'auto' });
      driven.client.subscribe('a');
      await fail(driven, 1);
      await fail(driven, 2);
      await driven.socket(2);
      (await driven.request(1)).answer(503, '{}');
      await settle();
      await driven.tick(1000);
      await fail(driven, 3);
      await fail(driven, 4);
      const stream = await driven.request(2);
      await stream.open();
      assert.equal(driven.client.connection.state, 'connected');
      await stream.end();
      await driven.tick(1000);
      await driven.request(3);
      await driven.socket(4);
    });

    test('not when a WebSocket has worked', async (t) => {
      const driven = handStreams(t, { transport: 'auto' });
      driven.client.subscribe('a');
      (await driven.socket(1)).greet();
      for (let number = 1; number < 5; number++) {
        await fail(driven, number);
      }
      await driven.request(0);
    });

    test('not when the hub itself closed, not without channels, not when WebSocket is asked for', async (t) => {
      for (const [name, options, code, channels] of [
        ['hub', { transport: 'auto' }, 4100, ['a']],
        ['no channels', { transport: 'auto' }, 1006, []],
        ['websocket', { transport: 'websocket' }, 1006, ['a']]
      ]) {
        await t.test(name, async (t) => {
          const driven = handStreams(t, options);
          channels.forEach((channel) => driven.client.subscribe(channel));
          for (let number = 1; number < 4; number++) {
            await fail(driven, number, code);
          }
          await driven.socket(4);
          await driven.request(0);
        });
      }
    });

    test('over real sockets', async (t) => {
      const hub = await streamHub(t);
      class Refused extends WebSocket {
        constructor() {
          super('ws://127.0.0.1:1/');
        }
      }
      const client = hub.client({ transport: 'auto', WebSocket: Refused });
      client.subscribe('a');
      const stream = await hub.stream();
      stream.send({ event: 'e', channel: 'a', data: 1 });
      assert.equal(await once(client.channel('a'), 'e'), 1);
    });
  });
});

describe('encrypted channels', LIMIT, () => {
  const SECRET = Buffer.alloc(32, 7).toString('base64');
  const CHANNEL = 'private-encrypted-a';
  const authorizer = () => ({ auth: 'x', shared_secret: SECRET });
  const box = (text, key = Buffer.from(SECRET, 'base64')) => {
    const nonce = nacl.randomBytes(24);
    const ciphertext = nacl.secretbox(Buffer.from(text), nonce, new Uint8Array(key));
    return { nonce: Buffer.from(nonce).toString('base64'), ciphertext: Buffer.from(ciphertext).toString('base64') };
  };

  /** A client with an acknowledged subscription and all that came on it. */
  async function subscribed(t, options) {
    const driven = handDriven(t, { nacl, authorizer, ...options });
    const channel = driven.client.subscribe(CHANNEL);
    const events = [];
    channel.bindGlobal((...args) => events.push(args));
    const hub = await driven.socket(1);
    hub.greet();
    await settle();
    hub.receive(succeeded(CHANNEL));
    return { ...driven, hub, channel, events };
  }

  test('events are decrypted with the shared secret, which is not sent on', async (t) => {
    const { hub, events, errors } = await subscribed(t);
    assert.deepEqual(hub.sent.at(-1), { event: 'lattestream:subscribe', data: { channel: CHANNEL, auth: 'x' } });
    const sent = [{ a: 'é😀' }, [1], 'text', '"12"', 12, null, ''];
    sent.forEach((data) => hub.receive({ event: 'e', channel: CHANNEL, data: box(JSON.stringify(data)) }));
    hub.receive({ event: 'e', channel: CHANNEL, data: JSON.stringify(box('{"as": "text"}')) });
    hub.receive({ event: 'e', channel: CHANNEL, data: box('no JSON') });
    assert.deepEqual(events.slice(1).map(([, data]) => data), [...sent, { as: 'text' }, 'no JSON']);
    assert.deepEqual(events[1], ['e', sent[0], { channel: CHANNEL }]);
    assert.deepEqual(errors, []);
  });

  test('what was not encrypted with the key is an error of the connection and dropped', async (t) => {
    const { client, hub, events, errors } = await subscribed(t);
    const foreign = box('1', Buffer.alloc(32));
    for (const data of [foreign, { ...box('1'), nonce: 'AAAA' }, { nonce: '%', ciphertext: '%' }, {}, null, 'plain', 1, undefined]) {
      hub.receive({ event: 'e', channel: CHANNEL, data });
    }
    const expected = { type: 'DecryptionError', channel: CHANNEL, message: `An event of ${CHANNEL} cannot be decrypted` };
    assert.deepEqual(errors, Array(8).fill(expected));
    assert.equal(client.connection.state, 'connected');
    hub.receive({ event: 'e', channel: CHANNEL, data: box('1') });
    assert.deepEqual(events.slice(1).map(([, data]) => data), [1]);
  });

  test('client events are encrypted, each with a nonce of its own', async (t) => {
    const { hub, channel } = await subscribed(t);
    assert.equal(channel.trigger('client-x', { a: 'é' }), true);
    assert.equal(channel.trigger('client-x'), true);
    const [one, other] = hub.sent.slice(-2);
    assert.notEqual(one.data.nonce, other.data.nonce);
    const opened = [one, other].map(({ data: { nonce, ciphertext } }) => {
      const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));
      return Buffer.from(nacl.secretbox.open(bytes(ciphertext), bytes(nonce), bytes(SECRET))).toString();
    });
    assert.deepEqual(opened, ['{"a":"é"}', 'null']);
  });

  test('a new connection takes a new shared secret', async (t) => {
    const secrets = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const { hub, events, socket, tick } = await subscribed(t, {
      authorizer: () => ({ auth: 'x', shared_secret: secrets.shift().toString('base64') })
    });
    hub.receive({ event: 'e', channel: CHANNEL, data: box('1', Buffer.alloc(32, 1)) });
    hub.end(1006);
    await tick(60_000);
    const again = await socket(2);
    again.greet();
    await settle();
    again.receive(succeeded(CHANNEL));
    again.receive({ event: 'e', channel: CHANNEL, data: box('2', Buffer.alloc(32, 2)) });
    assert.deepEqual(events.filter(([event]) => event === 'e').map(([, data]) => data), [1, 2]);
  });

  for (const [need, options] of [
    ['the option nacl', { authorizer }],
    ['an authEndpoint or authorizer', { nacl, authEndpoint: null }]
  ]) {
    test(`without ${need} there is a subscription error and nothing is asked`, async (t) => {
      const { client, socket } = handDriven(t, options);
      const refused = once(client.subscribe(CHANNEL), 'lattestream:subscription_error');
      const hub = await socket(1);
      hub.greet();
      assert.deepEqual(await refused, { type: 'EncryptionError', error: `Encrypted channels take ${need}`, status: 0 });
      assert.deepEqual(hub.sent, [{ api_key: KEY }]);
    });
  }

  for (const secret of [undefined, '', '%']) {
    test(`an answer with ${secret} as shared_secret is a subscription error`, async (t) => {
      const { client, socket } = handDriven(t, { nacl, authorizer: () => ({ auth: 'x', shared_secret: secret }) });
      const refused = once(client.subscribe(CHANNEL), 'lattestream:subscription_error');
      const hub = await socket(1);
      hub.greet();
      assert.equal((await refused).type, 'AuthError');
      assert.deepEqual(hub.sent, [{ api_key: KEY }]);
    });
  }

  test('on Server-Sent Events they are a subscription error, and the others go on', async (t) => {
    const asked = [];
    const hub = await startHub(t, (request, response) => {
      asked.push(new URL(request.url, 'http://hub').searchParams.getAll('channel'));
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      [GREETING, succeeded('a')].forEach((frame) => response.write(`data: ${JSON.stringify(frame)}\n\n`));
    });
    const client = hub.client({ transport: 'sse', nacl, authorizer });
    const error = { type: 'EncryptionError', error: 'Encrypted channels take a WebSocket connection', status: 0 };
    assert.deepEqual(await once(client.subscribe(CHANNEL), 'lattestream:subscription_error'), error);
    assert.equal(client.connection.state, 'initialized');
    await once(client.subscribe('a'), 'lattestream:subscription_succeeded');
    assert.deepEqual(await once(client.subscribe('private-encrypted-b'), 'lattestream:subscription_error'), error);
    assert.deepEqual(await once(client.subscribe(CHANNEL), 'lattestream:subscription_error'), error);
    assert.deepEqual(asked, [['a']]);
    assert.equal(client.channel('a').subscribed, true);
  });
});

describe('histories', LIMIT, () => {
  const at = (offset, epoch = 'e1') => ({ epoch, offset });
  const event = (offset, channel = 'a', epoch = 'e1') => ({ event: 'n', channel, data: offset, epoch, offset });

  /** Everything that a channel tells, in order; an acknowledgement without its data. */
  function hear(channel) {
    const heard = [];
    channel.bindGlobal((name, data) => heard.push(name === 'lattestream:subscription_succeeded' ? 'ack' : [name, data]));
    return heard;
  }

  /** A client on a hub, subscribed to one channel at a position. */
  async function positioned(t, { name = 'a', position = at(5), subscribe, ...options } = {}) {
    const hub = await startHub(t);
    const client = hub.client(options);
    const channel = client.subscribe(name, subscribe);
    const heard = hear(channel);
    const connection = await hub.greet('1.1');
    const request = await connection.frame();
    connection.send(succeeded(name, { position }));
    await once(channel, 'lattestream:subscription_succeeded');
    return { hub, client, channel, heard: heard.splice(0) && heard, connection, request };
  }

  /** Lets a connection break, and takes what the client asks for on the next one. */
  async function again(hub, connection, socketId = '2.2', code = 4200) {
    connection.close(code);
    const next = await hub.greet(socketId);
    const { data } = await next.frame();
    return [next, data];
  }

  test('a channel knows its position by the acknowledgement and by each event', async (t) => {
    const { channel, connection, request } = await positioned(t);
    assert.deepEqual(request.data, { channel: 'a' });
    assert.deepEqual(channel.position, at(5));
    const metadata = new Promise((resolve) => channel.bind('n', (data, given) => resolve(given)));
    connection.send(event(6));
    assert.deepEqual(await metadata, { channel: 'a', position: at(6) });
    assert.deepEqual(channel.position, at(6));
    connection.send({ event: 'm', channel: 'a', data: 1 });
    await once(channel, 'm');
    assert.deepEqual(channel.position, at(6));
  });

  test('without a history there is none, and nothing is asked for', async (t) => {
    const hub = await startHub(t);
    const channel = hub.client().subscribe('a');
    const heard = hear(channel);
    const connection = await hub.greet();
    await connection.frame();
    connection.send(succeeded('a'));
    await once(channel, 'lattestream:subscription_succeeded');
    assert.equal(channel.position, null);
    const [next, data] = await again(hub, connection);
    assert.deepEqual(data, { channel: 'a' });
    next.send(succeeded('a'));
    await once(channel, 'lattestream:subscription_succeeded');
    assert.deepEqual(heard, ['ack', 'ack']);
  });

  test('after a reconnect it recovers by itself, naming the former connection', async (t) => {
    const { hub, channel, heard, connection } = await positioned(t);
    const seen = once(channel, 'n');
    connection.send(event(6));
    await seen;
    const [next, data] = await again(hub, connection);
    assert.deepEqual(data, { channel: 'a', recover: { ...at(6), socket_id: '1.1' } });
    assert.deepEqual(channel.position, at(6));
    next.send(succeeded('a', { position: at(6), recovered: true }));
    [7, 9, 10].forEach((offset) => next.send(event(offset))); // the 8th was for others
    await next.sentSoFar();
    assert.deepEqual(heard, [['n', 6], 'ack', ['lattestream:recovered', at(6)], ['n', 7], ['n', 9], ['n', 10]]);
    const [, later] = await again(hub, next, '3.3', 1012);
    assert.deepEqual(later.recover, { ...at(10), socket_id: '2.2' });
  });

  test('a connection that breaks before the acknowledgement changes nothing', async (t) => {
    const { hub, connection } = await positioned(t);
    const [next, first] = await again(hub, connection, '2.2');
    const [, second] = await again(hub, next, '3.3', 1012);
    assert.deepEqual(second, first);
    assert.deepEqual(second.recover, { ...at(5), socket_id: '1.1' });
  });

  test('one that breaks amid the missed events goes on from the last of them', async (t) => {
    const { hub, connection, heard } = await positioned(t);
    const [next] = await again(hub, connection);
    next.send(succeeded('a', { position: at(5), recovered: true }));
    [6, 7].forEach((offset) => next.send(event(offset)));
    await next.sentSoFar();
    const [last, data] = await again(hub, next, '3.3', 1012);
    assert.deepEqual(data.recover, { ...at(7), socket_id: '2.2' });
    last.send(succeeded('a', { position: at(7), recovered: true }));
    last.send(event(8));
    await last.sentSoFar();
    assert.deepEqual(heard.filter(([name]) => name === 'n').map(([, offset]) => offset), [6, 7, 8]);
  });

  test('what was here already is dropped', async (t) => {
    const { channel, connection, heard } = await positioned(t);
    [6, 6, 5, 7, 6, 3, 8].forEach((offset) => connection.send(event(offset)));
    await connection.sentSoFar();
    assert.deepEqual(heard, [['n', 6], ['n', 7], ['n', 8]]);
    assert.deepEqual(channel.position, at(8));
  });

  for (const reason of ['epoch_changed', 'events_forgotten', 'position_unknown', 'too_many', 'unavailable']) {
    test(`a position lost is told: ${reason}`, async (t) => {
      const { hub, client, channel, connection, heard } = await positioned(t);
      const onClient = new Promise((resolve) => client.bind('lattestream:position_lost', (...args) => resolve(args)));
      const [next] = await again(hub, connection);
      next.send(succeeded('a', { position: at(2, 'e2'), recovered: false, reason }));
      next.send(event(3, 'a', 'e2'));
      await next.sentSoFar();
      const told = { ...at(2, 'e2'), reason };
      assert.deepEqual(heard, ['ack', ['lattestream:position_lost', told], ['n', 3]]);
      assert.deepEqual(await onClient, [told, { channel: 'a' }]);
      assert.deepEqual(channel.position, at(3, 'e2'));
    });
  }

  for (const answer of [{ recovered: false, reason: 'no_history' }, {}]) {
    test(`a history that is there no more is told: ${JSON.stringify(answer)}`, async (t) => {
      const { hub, channel, connection, heard } = await positioned(t);
      const [next] = await again(hub, connection);
      next.send(succeeded('a', answer));
      await next.sentSoFar();
      assert.deepEqual(heard, ['ack', ['lattestream:position_lost', { reason: 'no_history' }]]);
      assert.equal(channel.position, null);
      const [, data] = await again(hub, next, '3.3', 1012);
      assert.deepEqual(data, { channel: 'a' });
    });
  }

  test('a position lost under a live subscription is told by the same event', async (t) => {
    const { channel, connection, heard } = await positioned(t);
    const lost = { ...at(0, 'e2'), reason: 'epoch_changed' };
    connection.send({ event: 'lattestream:position_lost', channel: 'a', data: lost });
    connection.send(event(1, 'a', 'e2'));
    await connection.sentSoFar();
    assert.deepEqual(heard, [['lattestream:position_lost', lost], ['n', 1]]);
    assert.deepEqual(channel.position, at(1, 'e2'));
  });

  test('the position of a page is where the subscription begins', async (t) => {
    const position = { ...at(3), more: 1 };
    const { heard, channel, connection, request, hub } = await positioned(t, { subscribe: { recover: position }, position: at(3) });
    assert.deepEqual(request.data, { channel: 'a', recover: at(3) });
    assert.deepEqual(channel.position, at(3));
    assert.deepEqual(heard, []);
    const [next] = await again(hub, connection);
    next.send(succeeded('a', { position: at(3), recovered: true }));
    await next.sentSoFar();
    assert.deepEqual(heard, ['ack', ['lattestream:recovered', at(3)]]);
  });

  test('a page without a position begins with what comes', async (t) => {
    const { request } = await positioned(t, { subscribe: { recover: null } });
    assert.deepEqual(request.data, { channel: 'a' });
  });

  test('refuses positions that are none', () => {
    const client = new LatteStream(KEY, { endpoint: 'localhost', autoConnect: false });
    for (const recover of [{}, { epoch: 'e' }, { epoch: 1, offset: 1 }, { epoch: 'e', offset: '1' }, 'e:1']) {
      assert.throws(() => client.subscribe('a', { recover }), TypeError);
    }
    assert.equal(client.channel('a'), undefined);
  });

  test('rewind goes with every subscription: where nothing can be recovered it counts', async (t) => {
    const { request, hub, connection, heard } = await positioned(t, { subscribe: { rewind: '2m' } });
    assert.deepEqual(request.data, { channel: 'a', rewind: '2m' });
    const [next, data] = await again(hub, connection);
    assert.deepEqual(data, { channel: 'a', recover: { ...at(5), socket_id: '1.1' }, rewind: '2m' });
    next.send(succeeded('a', { position: at(7, 'e2'), recovered: false, reason: 'epoch_changed' }));
    [8, 9].forEach((offset) => next.send(event(offset, 'a', 'e2')));
    await next.sentSoFar();
    assert.deepEqual(heard, ['ack', ['lattestream:position_lost', { ...at(7, 'e2'), reason: 'epoch_changed' }], ['n', 8], ['n', 9]]);
  });

  test('unsubscribing forgets the position, and late events do not bring it back', async (t) => {
    const { client, connection } = await positioned(t);
    client.unsubscribe('a');
    const channel = client.subscribe('a', { recover: at(2) });
    assert.deepEqual((await connection.frame()).event, 'lattestream:unsubscribe');
    assert.deepEqual((await connection.frame()).data, { channel: 'a', recover: at(2) });
    const heard = hear(channel);
    connection.send(event(6)); // sent before the hub had read that
    connection.send(succeeded('a', { position: at(2), recovered: true }));
    [3, 4, 5, 6].forEach((offset) => connection.send(event(offset)));
    await connection.sentSoFar();
    assert.deepEqual(heard, ['ack', ['lattestream:recovered', at(2)], ...[3, 4, 5, 6].map((offset) => ['n', offset])]);
    client.unsubscribe('a');
    client.subscribe('a');
    await connection.frame();
    assert.deepEqual((await connection.frame()).data, { channel: 'a' });
  });

  test('disconnect() keeps the positions', async (t) => {
    const { hub, client } = await positioned(t);
    client.disconnect();
    client.connect();
    assert.deepEqual((await (await hub.greet('2.2')).frame()).data.recover, { ...at(5), socket_id: '1.1' });
  });

  test('a refused channel keeps its position', async (t) => {
    const { hub, client, connection } = await positioned(t);
    const [next] = await again(hub, connection);
    const refused = once(client.channel('a'), 'lattestream:subscription_error');
    next.send({ event: 'lattestream:subscription_error', channel: 'a', data: { type: 'AuthError', error: 'no', status: 403 } });
    await refused;
    client.subscribe('a');
    assert.deepEqual((await next.frame()).data.recover, { ...at(5), socket_id: '1.1' });
  });

  test('members and typing come before what was missed', async (t) => {
    const presence = { count: 2, ids: ['u1', 'u2'], hash: { u1: {}, u2: {} }, typing: ['u2'], me: { id: 'u1', info: {} } };
    const { hub, channel, connection, heard } = await positioned(t, { name: 'presence-a', authEndpoint: null });
    const [next] = await again(hub, connection);
    const counts = [];
    channel.bind('n', () => counts.push(channel.members.count, channel.typingUsers.size));
    next.send(succeeded('presence-a', { presence, position: at(5), recovered: true }));
    next.send(event(6, 'presence-a'));
    next.send({ event: 'lattestream_internal:member_removed', channel: 'presence-a', data: { id: 'u2', info: {} } });
    await next.sentSoFar();
    assert.deepEqual(counts, [2, 1]);
    assert.deepEqual(heard.map((each) => (each === 'ack' ? each : each[0])),
      ['ack', 'lattestream:recovered', 'n', 'lattestream:typing', 'lattestream:member_removed']);
  });

  test('the last event of a cache channel comes when nothing was recovered, and only then', async (t) => {
    const { hub, channel, connection, heard } = await positioned(t, { name: 'private-cache-a', authEndpoint: null });
    connection.send(event(4, 'private-cache-a')); // events of clients came after it
    connection.send(event(4, 'private-cache-a'));
    connection.send(event(6, 'private-cache-a'));
    await connection.sentSoFar();
    assert.deepEqual(heard.splice(0), [['n', 4], ['n', 6]]);
    assert.deepEqual(channel.position, at(6));
    const [next] = await again(hub, connection);
    next.send(succeeded('private-cache-a', { position: at(6), recovered: true }));
    [6, 7].forEach((offset) => next.send(event(offset, 'private-cache-a')));
    await next.sentSoFar();
    assert.deepEqual(heard, ['ack', ['lattestream:recovered', at(6)], ['n', 7]]);
  });

  test('bytes that were missed come as bytes', async (t) => {
    const { hub, channel, connection } = await positioned(t);
    const [next] = await again(hub, connection);
    next.send(succeeded('a', { position: at(5), recovered: true }));
    const received = new Promise((resolve) => channel.bind('b', (data, metadata) => resolve(metadata)));
    next.bytes(envelopeOf({ event: 'b', channel: 'a', ...at(6) }, [1, 2]));
    const { binaryData, position } = await received;
    assert.deepEqual([[...binaryData], position], [[1, 2], at(6)]);
    next.bytes(envelopeOf({ event: 'b', channel: 'a', ...at(6) }, [3]));
    next.send(event(7));
    await once(channel, 'n');
    assert.deepEqual(channel.position, at(7));
  });

  test('encrypted channels recover with the key of the new connection', async (t) => {
    const secret = (number) => new Uint8Array(32).fill(number);
    const base64 = (bytes) => Buffer.from(bytes).toString('base64');
    const sealed = (number, data) => {
      const nonce = nacl.randomBytes(24);
      const box = nacl.secretbox(new TextEncoder().encode(JSON.stringify(data)), nonce, secret(number));
      return { nonce: base64(nonce), ciphertext: base64(box) };
    };
    let keys = 0;
    const name = 'private-encrypted-a';
    const authorizer = () => ({ auth: 'x', shared_secret: base64(secret(++keys)) });
    const { hub, channel, connection, heard } = await positioned(t, { name, authorizer, nacl });
    const [next] = await again(hub, connection);
    next.send(succeeded(name, { position: at(5), recovered: true }));
    next.send({ ...event(6, name), data: sealed(2, { text: 'é' }) });
    next.send({ ...event(7, name), data: sealed(1, 'unreadable') });
    await next.sentSoFar();
    assert.deepEqual(heard.slice(2), [['n', { text: 'é' }]]);
    assert.deepEqual(channel.position, at(7));
  });

  test('channels recover each for itself', async (t) => {
    const { hub, client, connection } = await positioned(t);
    const second = client.subscribe('b');
    await connection.frame();
    connection.send(succeeded('b', { position: at(0, 'other') }));
    await once(second, 'lattestream:subscription_succeeded');
    connection.close(4200);
    const next = await hub.greet('2.2');
    const wishes = [(await next.frame()).data, (await next.frame()).data];
    assert.deepEqual(wishes.map(({ recover }) => recover), [at(5), at(0, 'other')].map((each) => ({ ...each, socket_id: '1.1' })));
  });
});

describe('signing in', LIMIT, () => {
  const USER_DATA = '{"id":"ann","user_info":{"name":"Ann"}}';
  const success = { event: 'lattestream:signin_success', data: { user_data: USER_DATA } };
  const signin = (auth) => ({ event: 'lattestream:signin', data: { auth, user_data: USER_DATA } });

  /** A hub whose user endpoint signs for the socket that asks, or answers with a status. */
  async function userHub(t, status = 200) {
    const asked = [];
    const hub = await startHub(t, (request, response, body) => {
      asked.push({ url: request.url, headers: request.headers, body: JSON.parse(body) });
      const answer = { auth: `for ${asked.at(-1).body.socket_id}`, user_data: USER_DATA };
      response.writeHead(status).end(JSON.stringify(status === 200 ? answer : { error: 'not you' }));
    });
    return { ...hub, asked };
  }

  test('asks the endpoint, tells the hub and has a user when that agrees', async (t) => {
    const hub = await userHub(t);
    const client = hub.client({ auth: { headers: { Authorization: 'Bearer x' }, params: { tenant: 7 } } });
    client.signin(); // before there is a connection
    const connection = await hub.greet('5.6');
    assert.deepEqual(await connection.frame(), signin('for 5.6'));
    assert.equal(hub.asked.length, 1);
    assert.equal(hub.asked[0].url, '/lattestream/user-auth');
    assert.equal(hub.asked[0].headers.authorization, 'Bearer x');
    assert.deepEqual(hub.asked[0].body, { tenant: 7, socket_id: '5.6' });
    assert.equal(client.user, null);
    connection.send(success);
    const user = await once(client, 'lattestream:signin_success');
    assert.deepEqual(user, { id: 'ann', data: JSON.parse(USER_DATA) });
    assert.equal(client.user, user);
  });

  test('is done on a connection that is there, and again on each later one', async (t) => {
    const hub = await userHub(t);
    const client = hub.client({ userAuthEndpoint: undefined });
    const first = await hub.greet('1.1');
    assert.deepEqual(await first.sentSoFar(), []);
    client.signin();
    assert.deepEqual(await first.frame(), signin('for 1.1'));
    first.send(success);
    await once(client, 'lattestream:signin_success');
    const lost = once(client.connection, 'unavailable');
    first.close(1011);
    await lost;
    assert.equal(client.user, null);
    const second = await hub.greet('2.2');
    assert.deepEqual(await second.frame(), signin('for 2.2'));
    second.send(success);
    await once(client, 'lattestream:signin_success');
    assert.equal(client.user.id, 'ann');
  });

  test('a refusal of the endpoint is an error, and nothing is sent', async (t) => {
    const hub = await userHub(t, 403);
    const client = hub.client();
    const error = once(client, 'lattestream:signin_error');
    client.signin();
    const connection = await hub.greet();
    assert.deepEqual(await error, { type: 'AuthError', error: 'not you', status: 403 });
    assert.deepEqual(await connection.sentSoFar(), []);
  });

  test('a refusal of the hub is an error; other errors are not', async (t) => {
    const hub = await userHub(t);
    const client = hub.client();
    const errors = [];
    client.bind('lattestream:signin_error', (error) => errors.push(error));
    const connection = await hub.greet();
    const refusal = { event: 'lattestream:error', data: { code: 4009, message: 'Invalid signature' } };
    connection.send(refusal);
    await connection.sentSoFar();
    client.signin();
    await connection.frame();
    connection.send({ event: 'lattestream:error', data: { code: 4301, message: 'too fast' } });
    connection.send(refusal);
    connection.send(refusal);
    await connection.sentSoFar();
    assert.deepEqual(errors, [{ type: 'AuthError', error: 'Invalid signature', status: 401 }]);
    assert.equal(client.user, null);
  });

  test('an answer that comes after its connection is not used', async (t) => {
    const pending = [];
    const fetch = (url, { body }) => new Promise((resolve) => pending.push({ resolve, body: JSON.parse(body) }));
    const { client, socket, tick } = handDriven(t, { fetch });
    const first = await socket(1);
    first.greet();
    client.signin();
    await settle();
    first.end(1006);
    await tick(1000);
    const second = await socket(2);
    second.greet();
    await settle();
    assert.equal(pending.length, 2);
    pending[0].resolve(Response.json({ auth: 'old', user_data: USER_DATA }));
    await settle();
    assert.deepEqual(second.sent, [{ api_key: KEY }]);
    pending[1].resolve(Response.json({ auth: 'new', user_data: USER_DATA }));
    await settle();
    assert.deepEqual(second.sent, [{ api_key: KEY }, signin('new')]);
  });

  test('an event stream cannot', async (t) => {
    const stream = `event: e\ndata: ${JSON.stringify(GREETING)}\n\n`;
    const hub = await startHub(t, (request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(stream);
    });
    const client = hub.client({ transport: 'sse' });
    client.subscribe('a');
    await once(client.connection, 'connected');
    const error = once(client, 'lattestream:signin_error');
    client.signin();
    assert.deepEqual(await error, { type: 'AuthError', error: 'Sign-in takes a WebSocket', status: 0 });
  });

  test('tells who of the watchlist comes and goes', async (t) => {
    const hub = await userHub(t);
    const client = hub.client();
    const changes = [];
    client.bindGlobal((event, data) => changes.push([event, data]));
    const connection = await hub.greet();
    const events = [{ name: 'online', user_ids: ['bob'] }, { name: 'offline', user_ids: ['eve', 'zoe'] }];
    connection.send({ event: 'lattestream_internal:watchlist_events', data: { events } });
    await connection.sentSoFar();
    assert.deepEqual(changes, [
      ['lattestream:online', { userIds: ['bob'] }],
      ['lattestream:offline', { userIds: ['eve', 'zoe'] }]
    ]);
  });
});

test('the declarations name every export', async () => {
  const declarations = await readFile(new URL('../../main/resources/com/lattestream/web/client.d.ts', import.meta.url), 'utf8');
  for (const name of Object.keys(module)) {
    assert.match(declarations, name === 'default' ? /export default LatteStream;/ : new RegExp(`export (class|function) ${name}\\b`));
  }
  assert.equal(module.default, LatteStream);
});
