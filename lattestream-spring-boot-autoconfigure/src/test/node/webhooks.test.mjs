import assert from 'node:assert/strict';
import http from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import Pusher from 'pusher';
import PusherClient from 'pusher-js';
import { base, key, once, port, until } from './support.mjs';

const sdk = new Pusher({ appId: 'app', key, secret: 'lsk_node', host: '127.0.0.1', port, useTLS: false });
const clients = [];
const received = [];
let failures = 0;

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const rawBody = Buffer.concat(chunks).toString('utf8');
    received.push({ headers: request.headers, rawBody, at: Date.now() });
    const fails = rawBody.includes('"retried"') && failures > 0;
    failures -= fails ? 1 : 0;
    response.writeHead(fails ? 500 : 200).end();
  });
});

const events = () => received.flatMap(({ rawBody }) => JSON.parse(rawBody).events);

function connect(user = 'ann') {
  const client = new PusherClient(key, {
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort: port,
    wssPort: port,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: { endpoint: `${base}/lattestream/auth`, transport: 'ajax', headers: { 'X-User': user } },
  });
  clients.push(client);
  return client;
}

async function subscribed(client, name) {
  const channel = client.subscribe(name);
  await once(channel, 'pusher:subscription_succeeded', `subscription of ${name}`);
  return channel;
}

before(() => new Promise((resolve) => server.listen(Number(process.env.RECEIVER_PORT), '127.0.0.1', resolve)));

after(() => server.close());

afterEach(() => {
  clients.splice(0).forEach((client) => client.disconnect());
});

test('every webhook is valid, and none with a byte changed', async () => {
  const client = connect();
  const channel = await subscribed(client, 'presence-lounge');
  channel.trigger('client-wave', { text: 'grüß dich "du"' });
  await until(() => events().some(({ name }) => name === 'client_event'), 'the client event');
  client.disconnect();
  await until(() => events().some(({ name }) => name === 'channel_vacated'), 'the end of the channel', 10000);

  for (const { headers, rawBody } of received) {
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['x-pusher-key'], key);
    const webhook = sdk.webhook({ headers, rawBody });
    assert.ok(webhook.isValid());
    assert.ok(Math.abs(webhook.getTime() - Date.now()) < 60000);
    assert.deepEqual(webhook.getEvents(), JSON.parse(rawBody).events);
    for (const changed of [rawBody.replace('"', "'"), `${rawBody} `, rawBody.replace('lounge', 'Lounge')]) {
      assert.ok(!sdk.webhook({ headers, rawBody: changed }).isValid());
    }
    assert.ok(!new Pusher({ appId: 'app', key, secret: 'other' }).webhook({ headers, rawBody }).isValid());
  }
});

test('the events have the fields and names of the service', async () => {
  received.length = 0;
  const client = connect();
  const channel = await subscribed(client, 'presence-bar');
  const socketId = client.connection.socket_id;
  channel.trigger('client-wave', { a: 1 });
  await until(() => events().some(({ name }) => name === 'client_event'), 'the client event');
  client.disconnect();
  await until(() => events().some(({ name, channel: of }) => name === 'channel_vacated' && of === 'presence-bar'),
    'the end of the channel', 10000);
  const told = events().filter(({ channel: of }) => of === 'presence-bar');
  const named = (name) => told.filter((event) => event.name === name);
  assert.deepEqual(named('channel_occupied'), [{ name: 'channel_occupied', channel: 'presence-bar' }]);
  assert.deepEqual(named('member_added'), [{ name: 'member_added', channel: 'presence-bar', user_id: 'ann' }]);
  assert.deepEqual(named('client_event'), [{ name: 'client_event', channel: 'presence-bar', event: 'client-wave',
    data: '{"a":1}', socket_id: socketId, user_id: 'ann' }]);
  assert.deepEqual(named('member_removed'), [{ name: 'member_removed', channel: 'presence-bar', user_id: 'ann' }]);
  assert.deepEqual(named('channel_vacated'), [{ name: 'channel_vacated', channel: 'presence-bar' }]);
  assert.deepEqual(named('subscription_count').map((event) => event.subscription_count), [1, 0]);
});

test('a page that is loaded anew is no end and no beginning', async () => {
  received.length = 0;
  const first = connect();
  await subscribed(first, 'presence-page');
  await until(() => events().some(({ name }) => name === 'member_added'), 'the member');
  first.disconnect();
  await subscribed(connect(), 'presence-page');
  const marker = Date.now();
  await until(() => Date.now() - marker > 2000, 'the time in which the end would be told');
  const names = events().filter(({ channel }) => channel === 'presence-page').map(({ name }) => name);
  assert.deepEqual(names.filter((name) => name !== 'subscription_count').sort(), ['channel_occupied', 'member_added']);
});

test('a webhook that is answered with failures comes again, later each time, until it is taken', async () => {
  received.length = 0;
  failures = 2;
  await subscribed(connect(), 'retried');
  const attempts = () => received.filter(({ rawBody }) => rawBody.includes('"retried"'));
  await until(() => attempts().length >= 3, 'the third attempt');
  const [first, second, third] = attempts();
  assert.equal(second.rawBody, first.rawBody);
  assert.equal(third.rawBody, first.rawBody);
  assert.ok(second.at - first.at >= 45);
  assert.ok(third.at - second.at >= 95);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(attempts().filter(({ rawBody }) => rawBody === first.rawBody).length, 3);
});
