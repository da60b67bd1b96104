// pusher-js against a hub with short heartbeats and room for three members.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, subscribed } from './pusher-client.mjs';
import { once, proxy, trigger, until } from './support.mjs';

// Case 24
test('is gone within the heartbeats when its line is dead', async () => {
  const between = await proxy();
  try {
    const room = await subscribed(await connected({ user: 'ann' }), 'presence-dead');
    const changes = [];
    room.bind('pusher:member_added', ({ id }) => changes.push(`+${id}`));
    room.bind('pusher:member_removed', ({ id }) => changes.push(`-${id}`));
    const bob = await connected({ user: 'bob', wsPort: between.port });
    await subscribed(bob, 'presence-dead');
    await subscribed(bob, 'dead');
    await until(() => changes.length === 1, 'the member');
    between.freeze();
    assert.equal((await trigger('dead', 'event', 1)).connections, 1, 'nobody knows yet');
    await until(() => changes.length === 2, 'the end of the member', 10_000);
    assert.deepEqual(changes, ['+bob', '-bob']);
    assert.equal((await trigger('dead', 'event', 1)).connections, 0);
    assert.equal((await trigger('presence-dead', 'event', 1)).connections, 1);
  } finally {
    between.close();
  }
});

// Case 29
test('is no member where there is no room, but may have another tab', async () => {
  const users = ['ann', 'bob', 'carl'];
  const members = await Promise.all(users.map((user) => connected({ user })));
  const rooms = await Promise.all(members.map((client) => subscribed(client, 'presence-full')));
  await until(() => rooms.every(({ members }) => members.count === 3), 'all members');
  const dora = await connected({ user: 'dora' });
  const refused = dora.subscribe('presence-full');
  const error = await once(refused, 'pusher:subscription_error');
  assert.equal(error.type, 'LimitReached');
  assert.equal(dora.connection.state, 'connected');
  const tab = await subscribed(await connected({ user: 'bob' }), 'presence-full');
  assert.equal(tab.members.count, 3);
  const changes = [];
  rooms[1].bind('pusher:member_removed', ({ id }) => changes.push(`-${id}`));
  rooms[1].bind('pusher:member_added', ({ id }) => changes.push(`+${id}`));
  members[0].disconnect();
  await until(() => changes.length === 1, 'the end of a member');
  await subscribed(await connected({ user: 'dora' }), 'presence-full');
  await until(() => changes.length === 2, 'the new member');
  assert.deepEqual(changes, ['-ann', '+dora']);
});
