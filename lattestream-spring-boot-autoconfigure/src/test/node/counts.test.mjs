// Both clients against a hub that tells subscription counts.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Pusher from 'pusher-js';
import WebSocket from 'ws';
import { base, key, once, port, until } from './support.mjs';

const source = await (await fetch(`${base}/lattestream/client.js`)).text();
const { default: LatteStream } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const clients = [];

function connect(transport) {
  const client = transport === 'pusher'
    ? new Pusher(key, { cluster: '', wsHost: '127.0.0.1', wsPort: port, forceTLS: false, enabledTransports: ['ws'] })
    : new LatteStream(key, { endpoint: `${base}/lattestream`, transport, WebSocket });
  clients.push(client);
  return client;
}

afterEach(() => {
  clients.splice(0).forEach((client) => client.disconnect());
});

for (const transport of ['pusher', 'websocket', 'sse']) {
  test(`the number of subscriptions is told (${transport})`, async () => {
    const prefix = transport === 'pusher' ? 'pusher' : 'lattestream';
    const channel = connect(transport).subscribe(`counted-${transport}`);
    const seen = [];
    channel[transport === 'pusher' ? 'bind_global' : 'bindGlobal']((event) => seen.push(event));
    assert.deepEqual(await once(channel, `${prefix}:subscription_count`), { subscription_count: 1 });
    assert.deepEqual(seen, [`${prefix}:subscription_succeeded`, `${prefix}:subscription_count`]);
    assert.equal(channel.subscriptionCount, 1);
    const other = connect(transport);
    other.subscribe(channel.name);
    await until(() => channel.subscriptionCount === 2, 'the second subscription');
    other.disconnect();
    await until(() => channel.subscriptionCount === 1, 'the end of the second subscription');
  });
}
