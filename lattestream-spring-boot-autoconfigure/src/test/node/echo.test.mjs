import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Echo from 'laravel-echo';
import Pusher from 'pusher-js';
import { base, key, port, sendToUser, toOthers, trigger } from './support.mjs';

const echos = [];

function connect(user = 'ann', { csrfToken = process.env.CSRF_TOKEN, bearerToken = user } = {}) {
  const echo = new Echo({
    broadcaster: 'reverb',
    Pusher,
    key,
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort: port,
    wssPort: port,
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: `${base}/broadcasting/auth`,
    // Else all share the headers of the first
    auth: { headers: {} },
    userAuthentication: { endpoint: `${base}/broadcasting/user-auth`, headers: {} },
    csrfToken,
    bearerToken,
  });
  echos.push(echo);
  return echo;
}

const within = (register, what) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${what} came`)), 20_000);
    register((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });

afterEach(() => {
  echos.splice(0).forEach((echo) => echo.disconnect());
});

// Case 63
test('listens on public and private channels', async () => {
  const echo = connect();
  for (const subscribe of [() => echo.channel('news'), () => echo.private('news')]) {
    const channel = subscribe();
    await within((done) => channel.subscribed(done), `subscription of ${channel.name}`);
    const received = within((done) => channel.listen('.order.created', done), 'event');
    await trigger(channel.name, 'order.created', { id: 7 });
    assert.deepEqual(await received, { id: 7 });
  }
  assert.match(echo.socketId(), /^\d+\.\d+$/);
});

test('is told of a refusal', async () => {
  const channel = connect('mallory').private('secret');
  const error = await within((done) => channel.error(done), 'error');
  assert.equal(error.status, 403);
});

// Case 63
test('is refused without the tokens of the page', async () => {
  for (const [tokens, status] of [[{ csrfToken: null }, 403], [{ csrfToken: 'other' }, 403], [{ bearerToken: null }, 401]]) {
    const echo = connect('ann', tokens);
    const channel = echo.private('news');
    assert.equal((await within((done) => channel.error(done), `refusal ${status}`)).status, status);
    const { user } = echo.connector.pusher;
    const error = within((done) => user.bind('pusher:signin_error', done), 'error of the sign-in');
    echo.connector.signin();
    assert.equal((await error).status, status);
  }
});

// Case 63
test('joins, sees others joining and leaving, and whispers', async () => {
  const ann = connect();
  const room = ann.join('lounge');
  const here = await within((done) => room.here(done), 'list of members');
  assert.deepEqual(here, [{ name: 'ANN' }]);

  const joining = within((done) => room.joining(done), 'joining member');
  const bob = connect('bob');
  const roomOfBob = bob.join('lounge');
  assert.equal((await within((done) => roomOfBob.here(done), 'list of members')).length, 2);
  assert.deepEqual(await joining, { name: 'BOB' });

  const whispered = within((done) => roomOfBob.listenForWhisper('typing', done), 'whisper');
  room.whisper('typing', { on: true });
  assert.deepEqual(await whispered, { on: true });

  const leaving = within((done) => room.leaving(done), 'leaving member');
  bob.leave('lounge');
  assert.deepEqual(await leaving, { name: 'BOB' });
});

// Case 63
test('whispers on private channels, not to itself', async () => {
  const [ann, bob] = [connect().private('chat'), connect('bob').private('chat')];
  await Promise.all([ann, bob].map((channel) => within((done) => channel.subscribed(done), 'subscription')));
  const heard = [];
  ann.listenForWhisper('typing', (data) => heard.push(data));
  const whispered = within((done) => bob.listenForWhisper('typing', done), 'whisper');
  ann.whisper('typing', { on: true });
  assert.deepEqual(await whispered, { on: true });
  const last = within((done) => ann.listenForWhisper('last', done), 'whisper');
  bob.whisper('last', {});
  await last;
  assert.deepEqual(heard, []);
});

test('gets nothing of what it causes itself', async () => {
  const [ann, bob] = [connect(), connect('bob')];
  const events = [];
  for (const echo of [ann, bob]) {
    const channel = echo.channel('shared');
    await within((done) => channel.subscribed(done), 'subscription');
    channel.listenToAll((event) => events.push(`${echo === ann ? 'ann' : 'bob'} ${event}`));
  }
  const marked = Promise.all([ann, bob].map((echo) =>
    within((done) => echo.channel('shared').listen('.marker', done), 'marker')));
  assert.equal((await toOthers('shared', 'moved', { 'X-Socket-Id': ann.socketId() })).connections, 1);
  assert.equal((await toOthers('shared', 'marker', {})).connections, 2);
  await marked;
  assert.deepEqual(events.sort(), ['ann .marker', 'bob .marker', 'bob .moved']);
});

// Case 63
test('leaves a channel, and the private and the presence channel of that name, for good', async () => {
  const echo = connect();
  const channels = [echo.channel('left'), echo.private('left'), echo.join('left')];
  await Promise.all(channels.map((channel) => within((done) => channel.subscribed(done), `subscription of ${channel.name}`)));
  for (const { name } of channels) {
    assert.equal((await trigger(name, 'event', {})).connections, 1, name);
  }
  echo.leave('left');
  const marker = echo.channel('marker');
  await within((done) => marker.subscribed(done), 'subscription of marker');
  for (const { name } of channels) {
    assert.equal((await trigger(name, 'event', {})).connections, 0, name);
  }
});

// Case 63
test('signs in', async () => {
  const echo = connect('sue');
  const { pusher } = echo.connector;
  await within((done) => pusher.connection.bind('connected', done), 'connection');
  echo.connector.signin();
  await pusher.user.signinDonePromise;
  const received = within((done) => pusher.user.bind('note', done), 'event');
  assert.equal(await sendToUser('sue', 'note', { n: 1 }), 1);
  assert.deepEqual(await received, { n: 1 });
});
