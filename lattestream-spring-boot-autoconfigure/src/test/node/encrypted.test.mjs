// Encrypted channels: the hub, npm 'pusher' and the browser client encrypt; pusher-js and the browser client decrypt.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Pusher from 'pusher';
import nacl from 'tweetnacl';
import WebSocket from 'ws';
import { connected, subscribed } from './pusher-client.mjs';
import { base, key, once, port, trigger } from './support.mjs';

const source = await (await fetch(`${base}/lattestream/client.js`)).text();
const { default: LatteStream } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const clients = [];
const server = (masterKey) => new Pusher({
  appId: 'app', key, secret: process.env.HUB_SECRET, host: '127.0.0.1', port, useTLS: false,
  encryptionMasterKeyBase64: Buffer.alloc(32, masterKey).toString('base64'),
});
const pusher = server(7);

const pusherJs = async (name) => subscribed(await connected(), name);

async function latteStream(name) {
  const client = new LatteStream(key, {
    endpoint: `${base}/lattestream`, auth: { headers: { 'X-User': 'ann' } }, WebSocket, nacl, transport: 'websocket',
  });
  clients.push(client);
  const channel = client.subscribe(name);
  await once(channel, 'lattestream:subscription_succeeded');
  return { client, channel };
}

afterEach(() => {
  clients.splice(0).forEach((client) => client.disconnect());
});

// Case 47
test('both clients read what the application and another server send', async () => {
  const name = 'private-encrypted-js';
  const theirs = await pusherJs(name);
  const { channel: ours } = await latteStream(name);
  for (const data of [{ a: [1, 'é😀'] }, [1], 'text', 12, true, { long: 'x'.repeat(9000) }]) {
    for (const send of [() => trigger(name, 'e', data), () => pusher.trigger(name, 'e', data)]) {
      const received = [once(theirs, 'e'), once(ours, 'e')];
      await send();
      assert.deepEqual(await Promise.all(received), [data, data]);
    }
  }
  const batch = [once(theirs, 'last'), once(ours, 'last')];
  await pusher.triggerBatch([{ channel: name, name: 'first', data: 1 }, { channel: name, name: 'last', data: { b: 2 } }]);
  assert.deepEqual(await Promise.all(batch), [{ b: 2 }, { b: 2 }]);
});

test('random data comes out as it went in', async () => {
  const seed = Date.now() % 2147483647;
  console.log(`seed ${seed}`);
  let state = seed;
  const random = (bound) => {
    state = (state * 48271) % 2147483647;
    return state % bound;
  };
  const name = 'private-encrypted-random';
  const theirs = await pusherJs(name);
  const { channel: ours } = await latteStream(name);
  for (let i = 0; i < 100; i++) {
    const data = { i, text: Array.from({ length: random(300) }, () => String.fromCodePoint(1 + random(0xd7ff))).join('') };
    const received = [once(theirs, 'e'), once(ours, 'e')];
    await trigger(name, 'e', data);
    assert.deepEqual(await Promise.all(received), [data, data], `seed ${seed}`);
  }
});

test('what has another master key is read by nobody, and nothing breaks', async () => {
  const name = 'private-encrypted-foreign';
  const theirs = await pusherJs(name);
  const { client, channel: ours } = await latteStream(name);
  const heard = [];
  [theirs, ours].forEach((channel) => channel.bind('foreign', (data) => heard.push(data)));
  const error = once(client.connection, 'error');
  await server(8).trigger(name, 'foreign', 'words');
  assert.equal((await error).type, 'DecryptionError');
  const received = [once(theirs, 'own'), once(ours, 'own')];
  await trigger(name, 'own', 1);
  assert.deepEqual(await Promise.all(received), [1, 1]);
  assert.deepEqual(heard, []);
});

// Case 41
test('client events are encrypted by the browser client and cannot be sent by pusher-js', async () => {
  const name = 'private-encrypted-client';
  const theirs = await pusherJs(name);
  const { channel: ours } = await latteStream(name);
  const { channel: others } = await latteStream(name);
  const received = [once(theirs, 'client-hello'), once(others, 'client-hello')];
  assert.equal(ours.trigger('client-hello', { text: 'é' }), true);
  assert.deepEqual(await Promise.all(received), [{ text: 'é' }, { text: 'é' }]);
  assert.throws(() => theirs.trigger('client-hello', {}));
});

test('an encrypted channel goes alone', async () => {
  await assert.rejects(async () => pusher.trigger(['private-encrypted-a', 'b'], 'e', 1));
  const body = JSON.stringify({ name: 'e', channels: ['private-encrypted-a', 'b'], data: '1' });
  const { status } = await pusher.post({ path: '/events', body: JSON.parse(body) }).catch((error) => error);
  assert.equal(status, 400);
});
