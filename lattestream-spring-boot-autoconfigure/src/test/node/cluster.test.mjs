// Clients behind a load balancer whose nodes are killed one after the other, until an event says that this was all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { base, once, until } from './support.mjs';

const { default: LatteStream } = await import(
  `data:text/javascript,${encodeURIComponent(await (await fetch(`${base}/lattestream/client.js`)).text())}`);

const rounds = Number(process.env.ROUNDS);

function connect(transport) {
  const client = new LatteStream('lspk_cluster', {
    endpoint: `${base}/lattestream`,
    auth: { headers: { 'X-User': 'node' } },
    transport,
    WebSocket,
    reconnect: { minDelay: 20, maxDelay: 200 },
  });
  const channel = client.subscribe('hist-stream');
  const heard = { numbers: [], recovered: 0, lost: [], end: null };
  channel.bind('n', (number) => heard.numbers.push(number));
  channel.bind('lattestream:recovered', () => heard.recovered++);
  channel.bind('lattestream:position_lost', (data) => heard.lost.push(data));
  channel.bind('end', (last) => { heard.end = last; });
  return { client, channel, heard };
}

test('clients of killed nodes recover on the other one', async () => {
  const clients = ['websocket', 'sse'].map(connect);
  await Promise.all(clients.map(({ channel }) => once(channel, 'lattestream:subscription_succeeded')));
  const room = clients[0].client.subscribe('presence-room');
  await once(room, 'lattestream:subscription_succeeded');
  await until(() => clients.every(({ heard }) => heard.end !== null), 'the end', Number(process.env.LIMIT));
  for (const { heard } of clients) {
    assert.deepEqual(heard.lost, []);
    assert.deepEqual(heard.numbers, Array.from({ length: heard.end }, (_, index) => index + 1));
    // Who comes back later than the next node is killed recovers once for both
    console.log(`recovered ${heard.recovered} times in ${rounds} rounds`);
    assert.ok(heard.recovered > rounds / 2 && heard.recovered <= rounds);
  }
  assert.ok(room.members.ids.includes('node'));
  assert.deepEqual(room.members.ids.filter((id) => id.startsWith('mortal')), []);
});
