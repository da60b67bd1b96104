// npm 'pusher' publishes into the hub; pusher-js receives.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, test } from 'node:test';
import Pusher from 'pusher';
import PusherClient from 'pusher-js';
import { key, once, port, until } from './support.mjs';

const clients = [];
const encryptionMasterKeyBase64 = Buffer.alloc(32, 7).toString('base64');
const options = {
  appId: 'app', key, secret: process.env.HUB_SECRET, host: '127.0.0.1', port, useTLS: false, encryptionMasterKeyBase64,
};
const pusher = new Pusher(options);

async function connected({ user = 'ann', info = { name: user }, watchlist, login } = {}) {
  const client = new PusherClient(key, {
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort: port,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: {
      customHandler({ socketId, channelName }, callback) {
        const member = channelName.startsWith('presence-') ? { user_id: user, ...(info && { user_info: info }) } : undefined;
        // Without channel data the member is the user who signed in
        callback(null, pusher.authorizeChannel(socketId, channelName, channelName === 'presence-me' ? undefined : member));
      },
    },
    userAuthentication: {
      customHandler({ socketId }, callback) {
        callback(null, login?.(socketId)
          ?? pusher.authenticateUser(socketId, { id: user, user_info: { name: user }, watchlist }));
      },
    },
  });
  clients.push(client);
  await once(client.connection, 'connected');
  return client;
}

async function subscribed(client, name) {
  const channel = client.subscribe(name);
  await once(channel, 'pusher:subscription_succeeded', `subscription of ${name}`);
  return channel;
}

/** All that the client is told on its channels, but for what the protocol itself says. */
function noted(client) {
  const events = [];
  client.bind_global((event, data) => {
    if (!event.startsWith('pusher')) {
      events.push([event, data]);
    }
  });
  return events;
}

async function json(response) {
  return (await response).json();
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

afterEach(() => {
  clients.splice(0).forEach((client) => client.disconnect());
});

// Case 32
test('triggers an event in several channels', async () => {
  const client = await connected();
  const one = once(await subscribed(client, 'node-a'), 'e');
  const other = once(await subscribed(client, 'node-b;=@,.'), 'e');
  const response = await pusher.trigger(['node-a', 'node-b;=@,.'], 'e', { text: 'é<b>' });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {});
  assert.deepEqual(await one, { text: 'é<b>' });
  assert.deepEqual(await other, { text: 'é<b>' });
});

// Case 32
test('reaches a client once that has one of the channels, its data decoded once', async () => {
  const client = await connected();
  await subscribed(client, 'node-one');
  const events = noted(client);
  const text = JSON.stringify({ a: 'é' });
  await pusher.trigger(['node-one', 'node-two'], 'object', { a: 'é' });
  await pusher.trigger(['node-two', 'node-one'], 'text', JSON.stringify(text));
  await until(() => events.length >= 2, 'the events');
  await pusher.trigger('node-one', 'last', 1);
  await until(() => events.some(([event]) => event === 'last'), 'the last event');
  assert.deepEqual(events, [['object', { a: 'é' }], ['text', text], ['last', 1]]);
});

// Case 33
test('delivers strings as they are', async () => {
  const channel = await subscribed(await connected(), 'node-strings');
  for (const [sent, received] of [['plain', 'plain'], ['"plain"', 'plain'], ['{"a":"é"}', { a: 'é' }], ['[1]', [1]], ['', '']]) {
    const event = once(channel, 'e');
    await pusher.trigger('node-strings', 'e', sent);
    assert.deepEqual(await event, received);
  }
});

// Case 33
test('takes 10240 bytes of data and refuses one more', async () => {
  const client = await connected();
  await subscribed(client, 'node-large');
  const events = noted(client);
  const large = ['x'.repeat(10240), 'é'.repeat(5120)];
  for (const data of large) {
    await pusher.trigger('node-large', 'large', data);
    const error = await refusal(pusher.trigger('node-large', 'too large', `${data}x`));
    assert.equal(error.status, 413);
    assert.match(error.body, /10240 bytes/);
  }
  await pusher.trigger('node-large', 'last', 1);
  await until(() => events.some(([event]) => event === 'last'), 'the last event');
  assert.deepEqual(events, [['large', large[0]], ['large', large[1]], ['last', 1]]);
});

test('triggers the same event many times in one second', async () => {
  const channel = await subscribed(await connected(), 'node-ticks');
  let count = 0;
  channel.bind('tick', () => {
    count += 1;
  });
  await Promise.all(Array.from({ length: 50 }, () => pusher.trigger('node-ticks', 'tick', {})));
  await until(() => count === 50, 'all 50 ticks');
});

// Case 34
test('leaves a socket out', async () => {
  const ann = await connected();
  const bob = await connected();
  const seen = [];
  (await subscribed(ann, 'node-others')).bind('e', (data) => seen.push(data));
  const event = once(await subscribed(bob, 'node-others'), 'e');
  await pusher.trigger('node-others', 'e', 1, { socket_id: ann.connection.socket_id });
  await event;
  const response = await pusher.trigger('node-others', 'e', 2, { socket_id: '9.9' });
  assert.equal(response.status, 200);
  await until(() => seen.length > 0, 'the event for all');
  assert.deepEqual(seen, [2]);
});

// Case 34
test('cannot leave out what is no socket', async () => {
  const client = await connected();
  await subscribed(client, 'node-others');
  const events = noted(client);
  for (const id of ['abc', '', '1', '1.2\n', '1.2:private-a', `1.${'2'.repeat(100)}`]) {
    // Not by trigger, which would throw before it asks
    const body = { name: 'e', channels: ['node-others'], data: '1', socket_id: id };
    assert.equal((await refusal(pusher.post({ path: '/events', body }))).status, 400, `socket_id ${id}`);
  }
  await pusher.trigger('node-others', 'last', 1);
  await until(() => events.length > 0, 'the last event');
  assert.deepEqual(events, [['last', 1]]);
});

// Case 35
test('is told counts when it asks for info', async () => {
  const client = await connected();
  await subscribed(client, 'presence-node');
  await subscribed(client, 'node-counted');
  const info = { info: 'user_count,subscription_count' };
  assert.deepEqual(await json(pusher.trigger(['presence-node', 'node-counted', 'node-empty'], 'e', 1, info)), {
    channels: {
      'presence-node': { user_count: 1 },
      'node-counted': { subscription_count: 1 },
      'node-empty': { subscription_count: 0 },
    },
  });
});

// Case 36
test('triggers a batch in order, whole or not at all', async () => {
  const channel = await subscribed(await connected(), 'node-batch');
  const seen = [];
  channel.bind_global((event, data) => {
    if (!event.startsWith('pusher:')) {
      seen.push(data);
    }
  });
  const batch = (length) => Array.from({ length }, (_, i) => ({ channel: 'node-batch', name: `e${i}`, data: i }));
  assert.deepEqual(await json(pusher.triggerBatch(batch(10))), {});
  await until(() => seen.length === 10, '10 events');
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal((await refusal(pusher.triggerBatch(batch(11)))).status, 400);
  const marked = [{ ...batch(1)[0], info: 'subscription_count' }, ...batch(1)];
  assert.deepEqual(await json(pusher.triggerBatch(marked)), { batch: [{ subscription_count: 1 }, {}] });
  await until(() => seen.length === 12, 'the marked batch');
  assert.equal(seen.length, 12);
});

// Case 37
test('triggers within the limits of the service', async () => {
  const client = await connected();
  const event = { name: 'e', data: '1', channels: Array.from({ length: 100 }, (_, i) => `node-many-${i}`) };
  await subscribed(client, 'node-many-99');
  const events = noted(client);
  const post = (body) => pusher.post({ path: '/events', body });
  assert.deepEqual(await json(post(event)), {});
  const longest = 'n'.repeat(200);
  assert.deepEqual(await json(post({ ...event, name: longest })), {});
  const { name, data, channels } = event;
  for (const body of [
    { ...event, channels: [...channels, 'node-many-100'] }, { ...event, name: `${longest}n` },
    { data, channels }, { name, channels }, { name, data }, { name, data, channels: [] },
    { name: '', data, channels }, { name: null, data, channels }, { name, data: null, channels },
  ]) {
    assert.equal((await refusal(post(body))).status, 400, JSON.stringify(body).slice(0, 100));
  }
  await pusher.trigger('node-many-99', 'last', 1);
  await until(() => events.some(([last]) => last === 'last'), 'the last event');
  assert.deepEqual(events, [['e', 1], [longest, 1], ['last', 1]]);
});

test('asks about channels and users', async () => {
  await subscribed(await connected(), 'presence-node-2');
  await subscribed(await connected({ user: 'bob' }), 'presence-node-2');
  await subscribed(await connected(), 'foo-bar_1234@=,.;');
  assert.deepEqual(await json(pusher.get({ path: '/channels', params: { filter_by_prefix: 'presence-node-2', info: 'user_count' } })),
    { channels: { 'presence-node-2': { user_count: 2 } } });
  assert.deepEqual(await json(pusher.get({ path: '/channels/foo-bar_1234@=,.;', params: { info: 'subscription_count' } })),
    { occupied: true, subscription_count: 1 });
  assert.deepEqual(await json(pusher.get({ path: '/channels/presence-node-2/users' })), { users: [{ id: 'ann' }, { id: 'bob' }] });
  assert.deepEqual(await json(pusher.get({ path: '/channels/node-nobody' })), { occupied: false });
  assert.equal((await refusal(pusher.get({ path: '/channels', params: { info: 'user_count' } }))).status, 400);
  assert.equal((await refusal(pusher.get({ path: '/channels/node-a/users' }))).status, 400);
});

test('asks for the last event of a cache channel', async () => {
  const params = { info: 'cache' };
  assert.deepEqual(await json(pusher.get({ path: '/channels/cache-node', params })), { occupied: false });
  await pusher.trigger('cache-node', 'price', { cents: 250 });
  const { occupied, cache } = await json(pusher.get({ path: '/channels/cache-node', params }));
  assert.equal(occupied, false);
  assert.deepEqual(Object.keys(cache), ['data', 'ttl']);
  assert.deepEqual(JSON.parse(cache.data), { cents: 250 });
  assert.ok(cache.ttl > 1700 && cache.ttl <= 1800, `ttl ${cache.ttl}`);
  await pusher.trigger('cache-node', 'text', 'plain');
  assert.equal((await json(pusher.get({ path: '/channels/cache-node', params }))).cache.data, 'plain');
  await pusher.trigger('node-plain', 'e', 1);
  assert.deepEqual(await json(pusher.get({ path: '/channels/node-plain', params })), { occupied: false });
});

// Case 46
test('keeps the last event of an encrypted channel as it is', async () => {
  const first = (await connected()).subscribe('private-encrypted-cache-node');
  await once(first, 'pusher:cache_miss');
  const event = once(first, 'e');
  await pusher.trigger('private-encrypted-cache-node', 'e', { secret: 'é' });
  assert.deepEqual(await event, { secret: 'é' });
  const second = (await connected()).subscribe('private-encrypted-cache-node');
  assert.deepEqual(await once(second, 'e'), { secret: 'é' });
});

test('terminates the connections of a user', async () => {
  const client = await connected({ user: 'zoe 1' });
  await subscribed(client, 'presence-node-3');
  const error = once(client.connection, 'error');
  const response = await pusher.terminateUserConnections('zoe 1');
  assert.equal(response.status, 200);
  const closed = await error;
  assert.equal(closed.data?.code ?? closed.error?.data?.code, 4009);
});

// Case 47
test('encrypts for clients that decrypt', async () => {
  const channel = await subscribed(await connected(), 'private-encrypted-node');
  const event = once(channel, 'e');
  await pusher.trigger('private-encrypted-node', 'e', { secret: 'é' });
  assert.deepEqual(await event, { secret: 'é' });
});

test('sends to a user', async () => {
  const [ann, too, bob] = await Promise.all([connected(), connected(), connected({ user: 'bob' })]);
  await Promise.all([ann, too, bob].map((client) => subscribed(client, 'presence-node')));
  const heard = [];
  bob.bind_global((event) => heard.push(event));
  const events = [once(ann, 'note'), once(too, 'note')];
  await pusher.sendToUser('ann', 'note', { n: 1 });
  assert.deepEqual(await Promise.all(events), [{ n: 1 }, { n: 1 }]);
  const last = once(bob, 'last');
  await pusher.sendToUser('bob', 'last', 1);
  await last;
  assert.ok(!heard.includes('note'));
});

// Case 38
test('is told what is wrong', async () => {
  for (const name of ['pusher:e', 'pusher_internal:e', 'lattestream:e', '']) {
    assert.equal((await refusal(pusher.trigger('node-a', name, 1))).status, 400);
  }
  const wrongSecret = await refusal(new Pusher({ ...options, secret: 'other' }).trigger('node-a', 'e', 1));
  assert.equal(wrongSecret.status, 401);
  assert.ok(!wrongSecret.body.includes(options.secret));
  assert.equal((await refusal(new Pusher({ ...options, key: 'other' }).trigger('node-a', 'e', 1))).status, 401);
  assert.equal((await refusal(new Pusher({ ...options, appId: 'other' }).trigger('node-a', 'e', 1))).status, 404);
});

async function signedIn(options) {
  const client = await connected(options);
  client.signin();
  await client.user.signinDonePromise;
  assert.equal(client.user.user_data?.id, options.user);
  return client;
}

// Case 48
test('sends to a user who signed in', async () => {
  const [sue, too, tim] = await Promise.all([signedIn({ user: 'sue' }), signedIn({ user: 'sue' }), signedIn({ user: 'tim' })]);
  await until(() => [sue, too, tim].every(({ user }) => user.serverToUserChannel.subscribed), 'the channels of the users');
  const nobody = await connected({ user: 'sue' });
  await subscribed(nobody, 'node-nobody-in');
  const strange = noted(nobody);
  const heard = [sue, too, tim].map((client) => {
    const events = [];
    client.user.bind('note', (data) => events.push(data));
    return events;
  });
  await pusher.sendToUser('sue', 'note', { n: 1 });
  await pusher.sendToUser('sue', 'note', { n: 2 });
  await pusher.sendToUser('tim', 'note', { n: 3 });
  await until(() => heard.flat().length >= 5, 'the events');
  assert.deepEqual(heard, [[{ n: 1 }, { n: 2 }], [{ n: 1 }, { n: 2 }], [{ n: 3 }]]);
  await pusher.trigger('node-nobody-in', 'last', 1);
  await until(() => strange.length > 0, 'the last event');
  assert.deepEqual(strange, [['last', 1]]);
});

// Case 49
test('knows nobody whose signature is for another user or socket, or whose id is none', async () => {
  const other = await connected();
  for (const forged of [
    (id) => ({ ...pusher.authenticateUser(id, { id: 'sue' }), user_data: '{"id":"tim"}' }),
    () => pusher.authenticateUser(other.connection.socket_id, { id: 'sue' }),
    (id) => new Pusher({ ...options, secret: 'other' }).authenticateUser(id, { id: 'sue' }),
    // For the SDK would not sign it
    ...['{"id":5}', '{"id":""}', '{}'].map((data) => (id) => ({
      auth: `${key}:${createHmac('sha256', options.secret).update(`${id}::user::${data}`).digest('hex')}`, user_data: data,
    })),
  ]) {
    const client = await connected({ login: forged });
    const error = once(client.connection, 'error');
    client.signin();
    const frame = await error;
    assert.equal(frame.data?.code ?? frame.error?.data?.code, 4009);
    assert.equal(client.connection.state, 'connected');
    assert.equal(client.user.user_data, null);
    await subscribed(client, 'node-still-here');
  }
});

// Case 50
test('terminates the connections of a user who signed in', async () => {
  const clients = await Promise.all([signedIn({ user: 'u 1' }), signedIn({ user: 'u 1' }), signedIn({ user: 'other' })]);
  const errors = clients.slice(0, 2).map((client) => once(client.connection, 'error'));
  await pusher.terminateUserConnections('u 1');
  for (const closed of await Promise.all(errors)) {
    assert.equal(closed.data?.code ?? closed.error?.data?.code, 4009);
  }
  for (const client of clients.slice(0, 2)) {
    await until(() => client.connection.state === 'disconnected', 'the state disconnected');
  }
  const heard = once(clients[2].user, 'note');
  await pusher.sendToUser('other', 'note', 1);
  assert.equal(await heard, 1);
  assert.equal(clients[2].connection.state, 'connected');
});

// Case 30
test('makes members of those who signed in, without channel data', async () => {
  const sue = await signedIn({ user: 'sue' });
  const room = await subscribed(sue, 'presence-me');
  assert.equal(room.members.me.id, 'sue');
  assert.deepEqual(room.members.me.info, { name: 'sue' });
});

// Case 51
test('a watchlist of more than a hundred is cut, and the client told so', async () => {
  const client = await connected({ user: 'sue', watchlist: Array.from({ length: 101 }, (_, i) => `u${i}`) });
  const error = once(client.connection, 'error');
  const offline = once(client.user.watchlist, 'offline');
  client.signin();
  const cut = await error;
  assert.equal(cut.data?.code ?? cut.error?.data?.code, 4302);
  assert.equal((await offline).user_ids.length, 100);
  assert.equal(client.user.user_data.id, 'sue');
});

// Case 27
test('a member whose id is a number and who has no info', async () => {
  const watcher = await subscribed(await connected({ user: 'ann' }), 'presence-numbers');
  const added = once(watcher, 'pusher:member_added');
  const room = await subscribed(await connected({ user: 2, info: null }), 'presence-numbers');
  assert.equal(room.members.myID, 2);
  assert.deepEqual(Object.keys(room.members.members).sort(), ['2', 'ann']);
  assert.equal(room.members.get('2').info ?? null, null);
  assert.equal(room.members.me.id, 2);
  const { id, info } = await added;
  assert.equal(String(id), '2');
  assert.equal(info ?? null, null);
  const again = await subscribed(await connected({ user: '2' }), 'presence-numbers');
  assert.equal(again.members.count, 2);
  assert.equal(watcher.members.count, 2);
});
