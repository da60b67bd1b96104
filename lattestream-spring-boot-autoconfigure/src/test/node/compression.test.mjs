// Clients that compress, against a hub that does.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import WebSocket from 'ws';
import { port, until } from './support.mjs';

const { HUB_KEY: key, HUB_SECRET: secret } = process.env;
const channel = 'private-zip';

/** Opens a connection and waits for the channel. */
async function subscribed(options) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/app/${key}?protocol=7`, options);
  const events = [];
  socket.on('upgrade', (response) => (socket.answer = response.headers['sec-websocket-extensions']));
  socket.on('message', (data, binary) => events.push(JSON.parse(binary ? '' : data.toString())));
  await until(() => events.length === 1, 'the greeting');
  const { socket_id: id } = JSON.parse(events[0].data);
  const auth = `${key}:${createHmac('sha256', secret).update(`${id}:${channel}`).digest('hex')}`;
  socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } }));
  await until(() => events.length === 2, 'the acknowledgement');
  return { socket, events, bytes: () => socket._socket.bytesRead };
}

test('sends and gets compressed messages, beside clients that do not', async () => {
  const sender = await subscribed({ perMessageDeflate: { threshold: 0 } });
  const window = await subscribed({ perMessageDeflate: { serverMaxWindowBits: 15 } });
  const smallWindow = await subscribed({ perMessageDeflate: { serverMaxWindowBits: 10 } });
  const plain = await subscribed({ perMessageDeflate: false });
  const agreed = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
  assert.equal(sender.socket.answer, agreed);
  assert.equal(sender.socket.extensions, 'permessage-deflate');
  assert.equal(window.socket.answer, `${agreed}; server_max_window_bits=15`);
  assert.equal(smallWindow.socket.answer, undefined);
  assert.equal(plain.socket.answer, undefined);
  const receivers = [window, smallWindow, plain];
  const before = receivers.map(({ bytes }) => bytes());
  const rounds = 5;
  const written = sender.socket._socket.bytesWritten;
  for (let i = 0; i < rounds; i++) {
    const data = { i, text: 'größe 😀 '.repeat(300) };
    sender.socket.send(JSON.stringify({ event: 'client-zip', channel, data }));
    await until(() => receivers.every(({ events }) => events.length === 3 + i), 'the event');
    for (const { events } of receivers) {
      assert.deepEqual(events.at(-1).data, data);
    }
  }
  const [small, ...large] = receivers.map(({ bytes }, i) => (bytes() - before[i]) / rounds);
  assert.ok(sender.socket._socket.bytesWritten - written < rounds * 500, 'what is sent is small');
  assert.ok(small < 500, `${small} bytes`);
  assert.ok(large.every((bytes) => bytes > 3000), `${large} bytes`);
  receivers.concat(sender).forEach(({ socket }) => socket.terminate());
});
