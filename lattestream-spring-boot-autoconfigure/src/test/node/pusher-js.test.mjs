import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, connected, subscribed } from './pusher-client.mjs';
import { key, once, proxy, sendToUser, terminate, trigger, until } from './support.mjs';

test('connects and gets a socket id', async () => {
  const client = await connected();
  assert.match(client.connection.socket_id, /^\d+\.\d+$/);
});

test('gives up on an unknown key and does not come back', async () => {
  const client = connect({ appKey: 'lspk_unknown' });
  const states = [];
  client.connection.bind('state_change', ({ current }) => states.push(current));
  const error = await once(client.connection, 'error');
  assert.equal(error.data?.code ?? error.error?.data?.code, 4001);
  await until(() => client.connection.state === 'disconnected', 'the state disconnected');
  const connects = states.filter((state) => state === 'connecting').length;
  assert.ok(connects <= 1, `tried ${connects} times`);
});

test('receives events of a public channel with their data decoded', async () => {
  const channel = await subscribed(await connected(), 'orders');
  for (const data of [{ a: 'é' }, [1], 'plain', 12, true, '12']) {
    const received = once(channel, 'changed');
    await trigger('orders', 'changed', data);
    assert.deepEqual(await received, data);
  }
});

test('is left out when its socket id is excluded', async () => {
  const one = await connected();
  const two = await connected();
  const channelOne = await subscribed(one, 'others');
  const channelTwo = await subscribed(two, 'others');
  const seen = [];
  channelOne.bind('ping', () => seen.push('ping'));
  const received = once(channelTwo, 'ping');
  const marker = once(channelOne, 'marker');
  const result = await trigger('others', 'ping', {}, one.connection.socket_id);
  assert.equal(result.connections, 1);
  await received;
  await trigger('others', 'marker', {});
  await marker;
  assert.deepEqual(seen, []);
});

// Case 21
for (const type of ['', 'private-', 'presence-']) {
  test(`leaves a ${type}channel that it left before it was in, and leaves it once`, async () => {
    const client = await connected();
    const name = `${type}left-js`;
    const events = [];
    client.bind_global((event, data) => events.push([event, data]));
    client.connection.bind('error', (error) => events.push(['error', error]));
    client.subscribe(name);
    client.unsubscribe(name);
    client.unsubscribe(name);
    // It unsubscribes as soon as it is told that it is subscribed
    const frames = [];
    client.connection.bind('message', ({ event, channel }) => channel === name && frames.push(event));
    await until(() => frames.includes('pusher_internal:subscription_succeeded'), 'the acknowledgement');
    await subscribed(client, 'left-marker');
    assert.equal((await trigger(name, 'event', 1)).connections, 0);

    await subscribed(client, name);
    assert.equal((await trigger(name, 'event', 2)).connections, 1);
    await until(() => events.some(([event]) => event === 'event'), 'the event');
    client.unsubscribe(name);
    client.unsubscribe(name);
    await subscribed(client, 'left-marker-2');
    assert.equal((await trigger(name, 'event', 3)).connections, 0);
    await trigger('left-marker', 'last', 4);
    await until(() => events.some(([event]) => event === 'last'), 'the last event');
    assert.deepEqual(events.filter(([event]) => !event.startsWith('pusher:subscription_succeeded')), [['event', 2], ['last', 4]]);
  });
}

// Case 22
for (const [steps, order] of [
  ['subscribed twice', ['subscribe', 'subscribe']],
  ['subscribed, left and subscribed', ['subscribe', 'unsubscribe', 'subscribe']],
  ['subscribed, left, subscribed, left and subscribed', ['subscribe', 'unsubscribe', 'subscribe', 'unsubscribe', 'subscribe']],
]) {
  for (const type of ['', 'private-', 'presence-']) {
    for (const before of ['', ', having been in it']) {
      test(`${steps} in one moment, it is in the ${type}channel once${before}`, async () => {
        const client = await connected();
        const name = `${type}toggled-${order.length}-${before.length}`;
        if (before) {
          await subscribed(client, name);
        }
        order.forEach((step) => client[step](name));
        const channel = client.channel(name);
        const received = [];
        channel.bind('event', (data) => received.push(data));
        await until(() => channel.subscribed, 'the subscription');
        await subscribed(client, 'toggled-marker');
        assert.equal((await trigger(name, 'event', 1)).connections, 1);
        const last = once(client.channel('toggled-marker'), 'last');
        await trigger('toggled-marker', 'last', 1);
        await last;
        assert.deepEqual(received, [1]);
        client.unsubscribe(name);
        await subscribed(client, 'toggled-marker-2');
        assert.equal((await trigger(name, 'event', 2)).connections, 0);
      });
    }
  }
}

// Case 24
test('is gone with all it had when its TCP connection is', async () => {
  const between = await proxy();
  try {
    const room = await subscribed(await connected(), 'presence-killed');
    const changes = [];
    room.bind('pusher:member_added', ({ id }) => changes.push(`+${id}`));
    room.bind('pusher:member_removed', ({ id }) => changes.push(`-${id}`));
    const bob = await connected({ user: 'bob', wsPort: between.port });
    await subscribed(bob, 'presence-killed');
    await subscribed(bob, 'killed');
    await until(() => changes.length === 1, 'the member');
    between.close();
    await until(() => changes.length === 2, 'the end of the member');
    assert.deepEqual(changes, ['+bob', '-bob']);
    assert.equal((await trigger('killed', 'event', 1)).connections, 0);
    assert.equal((await trigger('presence-killed', 'event', 1)).connections, 1);
  } finally {
    between.close();
  }
});

test('subscribes to a private channel and is told when it may not', async () => {
  await subscribed(await connected(), 'private-x');
  const refused = (await connected({ user: 'mallory' })).subscribe('private-x');
  const error = await once(refused, 'pusher:subscription_error');
  assert.equal(error.type, 'AuthError');
  assert.ok([401, 403].includes(error.status), `status ${error.status}`);
});

// Cases 25 and 26
test('sees members come and go, each user once', async () => {
  const ann = await connected();
  const roomOfAnn = await subscribed(ann, 'presence-room-1');
  assert.equal(roomOfAnn.members.count, 1);
  assert.equal(roomOfAnn.members.me.id, 'ann');
  assert.deepEqual(roomOfAnn.members.me.info, { name: 'ANN' });

  const added = once(roomOfAnn, 'pusher:member_added');
  const bob = await connected({ user: 'bob' });
  const roomOfBob = await subscribed(bob, 'presence-room-1');
  assert.deepEqual(await added, { id: 'bob', info: { name: 'BOB' } });
  assert.equal(roomOfBob.members.count, 2);
  assert.deepEqual(roomOfBob.members.get('ann').info, { name: 'ANN' });

  const changes = [];
  roomOfAnn.bind('pusher:member_added', ({ id }) => changes.push(`+${id}`));
  roomOfAnn.bind('pusher:member_removed', ({ id }) => changes.push(`-${id}`));
  const secondTab = await connected({ user: 'bob' });
  const roomOfSecondTab = await subscribed(secondTab, 'presence-room-1');
  assert.equal(roomOfSecondTab.members.count, 2);
  bob.disconnect();
  const marker = once(roomOfAnn, 'client-marker');
  roomOfSecondTab.trigger('client-marker', {});
  await marker;
  assert.deepEqual(changes, []);
  secondTab.disconnect();
  await until(() => changes.length > 0, 'member_removed');
  assert.deepEqual(changes, ['-bob']);
});

// Cases 39 and 40
test('passes client events on to the others, with the user on presence channels only', async () => {
  const ann = await connected();
  const bob = await connected({ user: 'bob' });
  const privateOfAnn = await subscribed(ann, 'private-chat');
  const privateOfBob = await subscribed(bob, 'private-chat');
  const echoed = [];
  privateOfAnn.bind('client-hello', (data) => echoed.push(data));
  let metadata;
  const received = new Promise((resolve) => {
    privateOfBob.bind('client-hello', (data, meta) => {
      metadata = meta;
      resolve(data);
    });
  });
  privateOfAnn.trigger('client-hello', { text: 'hi', nested: [1, null] });
  assert.deepEqual(await received, { text: 'hi', nested: [1, null] });
  assert.equal(metadata.user_id, undefined);

  const roomOfAnn = await subscribed(ann, 'presence-chat');
  const roomOfBob = await subscribed(bob, 'presence-chat');
  const fromAnn = new Promise((resolve) => {
    roomOfBob.bind('client-hello', (data, meta) => resolve(meta));
  });
  roomOfAnn.trigger('client-hello', 'text');
  assert.equal((await fromAnn).user_id, 'ann');
  assert.deepEqual(echoed, []);
});

// Cases 45 and 46
for (const type of ['', 'private-', 'presence-']) {
  test(`begins with the last event of a ${type}cache channel`, async () => {
    const name = `${type}cache-pusher-js`;
    const first = (await connected()).subscribe(name);
    assert.deepEqual(await once(first, 'pusher:cache_miss'), {});
    assert.ok(first.subscribed);
    const received = once(first, 'price');
    await trigger(name, 'price', { cents: 250 });
    assert.deepEqual(await received, { cents: 250 });
    const seen = [];
    const second = (await connected({ user: 'bob' })).subscribe(name);
    second.bind_global((event) => seen.push(event));
    assert.deepEqual(await once(second, 'price'), { cents: 250 });
    const later = once(second, 'later');
    await trigger(name, 'later', 1);
    await later;
    assert.deepEqual(seen, ['pusher:subscription_succeeded', 'price', 'later']);
  });
}

// Case 41
test('gets an error for a client event on a public channel and stays connected', async () => {
  const client = await connected();
  const channel = await subscribed(client, 'public');
  const error = once(client.connection, 'error');
  channel.trigger('client-x', {});
  const frame = await error;
  assert.equal(frame.data?.code ?? frame.error?.data?.code, 4301);
  assert.equal(client.connection.state, 'connected');
});

test('comes back after its socket was cut and has its channels again', async () => {
  const between = await proxy();
  try {
    const client = await connected({ wsPort: between.port });
    const channel = await subscribed(client, 'private-cut');
    const first = client.connection.socket_id;
    const again = once(channel, 'pusher:subscription_succeeded', 'second subscription');
    between.cut();
    await again;
    assert.notEqual(client.connection.socket_id, first);
    const received = once(channel, 'event');
    await trigger('private-cut', 'event', 'back');
    assert.equal(await received, 'back');
  } finally {
    between.close();
  }
});

// Case 50
test('stays away when its user is terminated', async () => {
  const client = await connected({ user: 'zoe' });
  await subscribed(client, 'presence-terminated');
  const error = once(client.connection, 'error');
  assert.equal(await terminate('zoe'), 1);
  const closed = await error;
  assert.equal(closed.data?.code ?? closed.error?.data?.code, 4009);
  await until(() => client.connection.state === 'disconnected', 'the state disconnected');
});

test('client events are changed and answered by methods of the application', async () => {
  const desk = await subscribed(await connected(), 'private-desk-9');
  const other = await subscribed(await connected(), 'private-desk-9');
  const shouted = once(other, 'client-shout');
  desk.trigger('client-shout', { text: 'hi' });
  assert.deepEqual(await shouted, { text: 'HI' });
  const reply = once(desk, 'lattestream:reply');
  desk.trigger('client-sum', { numbers: [1, 2] });
  assert.deepEqual(await reply, { desk: 9, sum: 3 });
});

test('says who types and takes no harm from hearing of it', async () => {
  const ann = await connected();
  const bob = await connected({ user: 'bob' });
  const room = await subscribed(ann, 'presence-typing-js');
  const roomOfBob = await subscribed(bob, 'presence-typing-js');
  await until(() => room.members.count === 2, 'both members');
  const problems = [];
  ann.connection.bind('error', (error) => problems.push(error));
  const heard = [];
  ann.connection.bind('message', (message) => heard.push(message));
  const seen = [];
  room.bind_global((event) => seen.push(event));
  bob.connection.send_event('pusher:typing', { typing: true }, 'presence-typing-js');
  await until(() => heard.length > 0, 'the word that bob types');
  assert.deepEqual(heard.map(({ event, channel, data }) => ({ event, channel, data })), [
    { event: 'pusher_internal:typing', channel: 'presence-typing-js', data: { user_id: 'bob', typing: true } },
  ]);
  assert.deepEqual(seen, [], 'pusher-js keeps it to itself');
  const third = await subscribed(await connected({ user: 'carl' }), 'presence-typing-js');
  assert.equal(third.members.count, 3);
  const received = once(roomOfBob, 'after');
  await trigger('presence-typing-js', 'after', 1);
  assert.equal(await received, 1);
  assert.equal(room.members.count, 3);
  assert.deepEqual(problems, []);
});

async function signedIn(options) {
  const client = await connected(options);
  client.signin();
  await client.user.signinDonePromise;
  assert.equal(client.user.user_data?.id, options.user);
  return client;
}

// Case 48
test('signs in and hears of what is sent to the user, once on each connection', async () => {
  const clients = await Promise.all([signedIn({ user: 'sue' }), signedIn({ user: 'sue' }), signedIn({ user: 'tim' })]);
  const heard = clients.map(() => []);
  clients.forEach((client, i) => client.user.bind('note', (data) => heard[i].push(data)));
  await until(() => clients[0].user.serverToUserChannel.subscribed, 'the channel of the user');
  assert.equal(await sendToUser('sue', 'note', { n: 1 }), 2);
  assert.equal(await sendToUser('tim', 'note', { n: 2 }), 1);
  await until(() => heard.every(({ length }) => length > 0), 'the events');
  assert.deepEqual(heard, [[{ n: 1 }], [{ n: 1 }], [{ n: 2 }]]);
});

test('is told that it may not sign in', async () => {
  const client = await connected({ user: 'mallory' });
  const error = once(client.user, 'pusher:signin_error');
  client.signin();
  assert.equal((await error).status, 401);
  assert.equal(client.connection.state, 'connected');
});

test('signs in again after its socket was cut', async () => {
  const between = await proxy();
  try {
    const client = await signedIn({ user: 'sue', wsPort: between.port });
    const first = client.connection.socket_id;
    const again = once(client.connection, 'connected');
    between.cut();
    await again;
    assert.notEqual(client.connection.socket_id, first);
    const heard = once(client.user, 'note');
    for (let sent = 0; sent === 0;) {
      sent = await sendToUser('sue', 'note', 1);
    }
    assert.equal(await heard, 1);
  } finally {
    between.close();
  }
});

// Case 51
test('watches others come and go', async () => {
  const watcher = await connected({ user: 'uma', watch: 'vic,wes' });
  const changes = [];
  for (const event of ['online', 'offline']) {
    watcher.user.watchlist.bind(event, ({ user_ids: ids }) => changes.push(`${event} ${ids}`));
  }
  watcher.signin();
  await until(() => changes.length === 1, 'the first events');
  assert.deepEqual(changes, ['offline vic,wes']);
  const vic = await signedIn({ user: 'vic' });
  const tab = await signedIn({ user: 'vic' });
  await until(() => changes.length === 2, 'the user online');
  vic.disconnect();
  tab.disconnect();
  await until(() => changes.length === 3, 'the user offline');
  assert.deepEqual(changes.slice(1), ['online vic', 'offline vic']);
});
