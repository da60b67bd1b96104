// Channels with a history: our client and pusher-js against the hub, with connections that break at bad moments.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, test } from 'node:test';
import nacl from 'tweetnacl';
import WebSocket from 'ws';
import { connect as connectPusher, subscribed as subscribedPusher } from './pusher-client.mjs';
import { recoverMissed } from './pusher-recovery.mjs';
import { base, forget, key, once, proxy, toOthers, trigger, until } from './support.mjs';

const { default: LatteStream } = await import(
  `data:text/javascript,${encodeURIComponent(await (await fetch(`${base}/lattestream/client.js`)).text())}`);

const closeables = [];
let channels = 0;

afterEach(() => {
  closeables.splice(0).reverse().forEach((close) => close());
});

/** A client behind a proxy of its own. */
async function connect(options = {}) {
  const { user = 'ann', ...others } = options;
  const between = await proxy({ soon: true });
  const client = new LatteStream(key, {
    endpoint: `http://127.0.0.1:${between.port}/lattestream`,
    auth: { headers: { 'X-User': user } },
    WebSocket,
    nacl,
    reconnect: { minDelay: 20, maxDelay: 200 },
    ...others,
  });
  closeables.push(() => between.close(), () => client.disconnect());
  return { client, between };
}

/** What a channel tells of its history, and the data of its events, in order. */
function hear(channel) {
  const heard = [];
  channel.bindGlobal((event, data) => {
    if (event === 'n') {
      heard.push(data);
    } else if (/:(recovered|position_lost)$/.test(event)) {
      heard.push(data.reason ?? 'recovered');
    }
  });
  return heard;
}

async function subscribed(client, name, options) {
  const channel = client.subscribe(name, options);
  await once(channel, 'lattestream:subscription_succeeded', `subscription of ${name}`);
  return channel;
}

async function publish(channel, from, to = from) {
  for (let number = from; number <= to; number++) {
    await trigger(channel, 'n', number);
  }
}

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

const last = (heard, number) => until(() => heard.at(-1) === number, `event ${number}, after ${heard}`);

for (const transport of ['websocket', 'sse']) {
  describe(`${transport}:`, () => {
    const nameOf = (prefix) => `${prefix}-${transport}-${++channels}`;

    test('what is published while the client is away arrives once and in order', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('hist');
      const channel = await subscribed(client, name);
      const heard = hear(channel);
      await publish(name, 1, 3);
      await last(heard, 3);
      await between.whileOffline(() => publish(name, 4, 20));
      await last(heard, 20);
      await publish(name, 21);
      await last(heard, 21);
      assert.deepEqual(heard, [...numbers(1, 3), 'recovered', ...numbers(4, 21)]);
      assert.equal(channel.position.offset, 21);
    });

    test('two seconds offline, and events all the time', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('hist');
      const heard = hear(await subscribed(client, name));
      let number = 0;
      let going = true;
      const publishing = (async () => {
        while (going) {
          await publish(name, ++number);
        }
      })();
      await until(() => heard.length > 10, 'events');
      await between.whileOffline(() => new Promise((resolve) => setTimeout(resolve, 500)));
      await until(() => heard.includes('recovered') || heard.includes('too_many'), 'the outcome');
      going = false;
      await publishing;
      await last(heard, number);
      const events = heard.filter(Number.isInteger);
      if (heard.includes('recovered')) {
        assert.deepEqual(events, numbers(1, number));
      } else {
        assert.deepEqual(events, [...new Set(events)].sort((a, b) => a - b));
      }
    });

    test('a connection that is cut again and again loses nothing', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('hist');
      const heard = hear(await subscribed(client, name));
      for (let number = 1; number <= 60; number++) {
        await publish(name, number);
        if (number % 10 === 0) {
          between.cut();
        }
      }
      await last(heard, 60);
      assert.deepEqual(heard.filter((each) => each !== 'recovered'), numbers(1, 60));
    });

    test('several channels recover each for itself', async () => {
      const { client, between } = await connect({ transport });
      const names = [nameOf('hist'), nameOf('hist'), nameOf('js-none')];
      const heard = await Promise.all(names.map(async (name) => hear(await subscribed(client, name))));
      await between.whileOffline(() => Promise.all([publish(names[0], 1, 3), publish(names[1], 1, 2), publish(names[2], 1, 2)]));
      await Promise.all([last(heard[0], 3), last(heard[1], 2)]);
      await until(() => client.channel(names[2]).subscribed, 'the other subscription');
      await publish(names[2], 3);
      await last(heard[2], 3);
      assert.deepEqual(heard, [['recovered', 1, 2, 3], ['recovered', 1, 2], [3]]);
    });

    test('more than clients get at once is told', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('hist');
      const heard = hear(await subscribed(client, name));
      await between.whileOffline(() => publish(name, 1, 301));
      await last(heard, 'too_many');
      await publish(name, 302);
      await last(heard, 302);
      assert.deepEqual(heard, ['too_many', 302]);
    });

    test('what is kept no more is told', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('hist-small');
      const heard = hear(await subscribed(client, name));
      await between.whileOffline(() => publish(name, 1, 5));
      await last(heard, 'events_forgotten');
    });

    test('a history that began anew is told', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('hist');
      const channel = await subscribed(client, name);
      const heard = hear(channel);
      await publish(name, 1);
      await last(heard, 1);
      const before = channel.position;
      await between.whileOffline(forget);
      await last(heard, 'epoch_changed');
      assert.notEqual(channel.position.epoch, before.epoch);
      await publish(name, 2);
      await last(heard, 2);
      assert.equal(channel.position.offset, 1);
    });

    test('begins where the page is', async () => {
      const name = nameOf('hist');
      const { client: other } = await connect({ transport });
      const watched = await subscribed(other, name);
      const { position } = watched;
      await publish(name, 1, 2);
      const { client } = await connect({ transport });
      const channel = client.subscribe(name, { recover: position });
      const heard = hear(channel);
      await last(heard, 2);
      assert.deepEqual(heard, ['recovered', 1, 2]);
    });

    test('a page of another epoch is told to load anew', async () => {
      const { client } = await connect({ transport });
      const heard = hear(client.subscribe(nameOf('hist'), { recover: { epoch: 'old', offset: 3 } }));
      await last(heard, 'epoch_changed');
      const others = hear(client.subscribe(nameOf('js-none'), { recover: { epoch: 'e', offset: 3 } }));
      await last(others, 'no_history');
    });

    test('rewinds by number and by time', async () => {
      const name = nameOf('hist');
      await publish(name, 1, 5);
      for (const [rewind, expected] of [[2, [4, 5]], [10, numbers(1, 5)], ['10m', numbers(1, 5)]]) {
        const { client } = await connect({ transport });
        const channel = client.subscribe(name, { rewind });
        const heard = hear(channel);
        await last(heard, 5);
        assert.deepEqual(heard, expected);
        assert.equal(channel.position.offset, 5);
      }
    });

    test('gets nothing of what it caused itself, on the former connection either', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('hist');
      const heard = hear(await subscribed(client, name));
      const headers = client.headers();
      await between.whileOffline(async () => {
        await toOthers(name, 'n', headers);
        await publish(name, 2);
      });
      await last(heard, 2);
      assert.deepEqual(heard, ['recovered', 2]);
    });

    test('a cache channel with a history tells its last event once', async () => {
      const { client, between } = await connect({ transport });
      const name = nameOf('cache-hist');
      await publish(name, 1, 2);
      const heard = hear(client.subscribe(name));
      await last(heard, 2);
      await between.whileOffline(() => publish(name, 3, 4));
      await last(heard, 4);
      between.cut();
      await until(() => heard.filter((each) => each === 'recovered').length === 2, 'the second recovery');
      await publish(name, 5);
      await last(heard, 5);
      assert.deepEqual(heard, [2, 'recovered', 3, 4, 'recovered', 5]);
    });
  });
}

test('events of clients are in the history, but not for their sender', async () => {
  const [sender, receiver] = [await connect({ transport: 'websocket' }), await connect({ transport: 'websocket', user: 'bob' })];
  const name = `private-hist-${++channels}`;
  const channel = await subscribed(sender.client, name);
  const witness = await subscribed((await connect({ transport: 'websocket', user: 'carl' })).client, name);
  const heard = [];
  for (const each of [channel, await subscribed(receiver.client, name)]) {
    each.bind('client-n', (data) => heard.push([each === channel ? 'sender' : 'receiver', data]));
  }
  await receiver.between.whileOffline(async () => {
    channel.trigger('client-n', 1);
    channel.trigger('client-n', 2);
    await until(() => witness.position.offset === 2, 'both events');
    await publish(name, 3);
    await until(() => channel.position.offset === 3, 'the event after');
  });
  sender.between.cut();
  await once(channel, 'lattestream:recovered');
  await until(() => heard.length === 2, 'the events');
  channel.trigger('client-n', 4);
  await until(() => heard.length === 3, 'the last event');
  assert.deepEqual(heard, [1, 2, 4].map((number) => ['receiver', number]));
});

test('members, bytes and typing after a reconnect', async () => {
  const [ann, bob] = [await connect({ transport: 'websocket' }), await connect({ transport: 'websocket', user: 'bob' })];
  const name = `presence-hist-${++channels}`;
  const room = await subscribed(ann.client, name);
  const other = await subscribed(bob.client, name);
  const witness = await subscribed((await connect({ transport: 'websocket', user: 'carl' })).client, name);
  const heard = [];
  room.bind('client-b', (data, { binaryData, userId, position }) => heard.push([...binaryData, userId, position.offset]));
  await ann.between.whileOffline(async () => {
    const seen = once(witness, 'client-b');
    other.trigger('client-b', Uint8Array.of(1, 2));
    await seen;
    other.typing();
    await publish(name, 1);
    await until(() => other.position.offset === 2, 'the event after');
  });
  await until(() => heard.length === 1, 'the bytes');
  assert.deepEqual(heard, [[1, 2, 'bob', 1]]);
  assert.deepEqual(room.members.ids.sort(), ['ann', 'bob', 'carl']);
  assert.ok(room.typingUsers.has('bob'));
});

test('encrypted events are decrypted when they come late, too', async () => {
  const { client, between } = await connect({ transport: 'websocket' });
  const name = `private-encrypted-hist-${++channels}`;
  const heard = hear(await subscribed(client, name));
  await between.whileOffline(() => publish(name, 1, 2));
  await last(heard, 2);
  assert.deepEqual(heard, ['recovered', 1, 2]);
});

test('with tickets and inline rules it recovers the same', async () => {
  const login = { ticketEndpoint: `${base}/lattestream/ticket`, auth: { headers: { Authorization: 'Bearer ann' } } };
  const { client, between } = await connect({ transport: 'websocket', ...login });
  const name = `private-inline-ann`;
  const heard = hear(await subscribed(client, name));
  await between.whileOffline(() => publish(name, 1, 2));
  await last(heard, 2);
  assert.deepEqual(heard, ['recovered', 1, 2]);
});

describe('pusher-js', () => {
  const pusher = async (user) => {
    const between = await proxy({ soon: true });
    closeables.push(() => between.close());
    return { client: connectPusher({ user, wsPort: between.port }), between };
  };

  const hearPusher = (channel) => {
    const heard = [];
    channel.bind('n', (data) => heard.push(data));
    channel.bind('pusher:position_lost', ({ reason }) => heard.push(reason));
    return heard;
  };

  test('works as ever on channels with a history', async () => {
    const { client } = await pusher('ann');
    const room = await subscribedPusher(client, `presence-hist-${++channels}`);
    assert.equal(room.members.count, 1);
    assert.equal(room.members.me.id, 'ann');
    const heard = hearPusher(room);
    await publish(room.name, 1, 2);
    await last(heard, 2);
    const other = await subscribedPusher((await pusher('bob')).client, room.name);
    await until(() => room.members.count === 2, 'the other member');
    const received = once(room, 'client-hi');
    other.trigger('client-hi', { a: 1 });
    assert.deepEqual(await received, { a: 1 });
    assert.deepEqual(heard, [1, 2]);
  });

  for (const prefix of ['hist', 'private-hist', 'presence-hist', 'private-encrypted-hist']) {
    test(`recovers with a few lines more: ${prefix}`, async () => {
      const { client, between } = await pusher('ann');
      recoverMissed(client);
      const channel = await subscribedPusher(client, `${prefix}-${++channels}`);
      const heard = hearPusher(channel);
      await publish(channel.name, 1);
      await last(heard, 1);
      for (const from of [2, 5]) {
        await between.whileOffline(() => publish(channel.name, from, from + 2));
        await last(heard, from + 2);
      }
      assert.deepEqual(heard, numbers(1, 7));
    });
  }

  test('is told what is lost, and forgets what it unsubscribed', async () => {
    const { client, between } = await pusher('ann');
    recoverMissed(client);
    const channel = await subscribedPusher(client, `hist-small-${++channels}`);
    const heard = hearPusher(channel);
    await between.whileOffline(() => publish(channel.name, 1, 5));
    await last(heard, 'events_forgotten');
    client.unsubscribe(channel.name);
    await publish(channel.name, 6);
    const again = await subscribedPusher(client, channel.name);
    const later = hearPusher(again);
    await publish(channel.name, 7);
    await last(later, 7);
    assert.deepEqual(later, [7]);
  });

  test('these lines are those of the documentation', async () => {
    const code = await readFile(new URL('pusher-recovery.mjs', import.meta.url), 'utf8');
    let directory = new URL('.', import.meta.url);
    const readme = () => readFile(new URL('README.md', directory), 'utf8').catch(() => '');
    while (!(await readme()).startsWith('# LatteStream')) {
      assert.notEqual(directory.pathname, '/', 'there is no README.md');
      directory = new URL('..', directory);
    }
    assert.ok((await readme()).includes(code.trimEnd()));
  });
});
