// pusher-js beside Pusher's Java client, which the test in Java has in the same channels; both SDKs for servers publish.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Pusher from 'pusher';
import { connected, subscribed } from './pusher-client.mjs';
import { key, once, port } from './support.mjs';

const pusher = new Pusher({
  appId: 'app', key, secret: process.env.HUB_SECRET, host: '127.0.0.1', port, useTLS: false,
  encryptionMasterKeyBase64: process.env.HUB_MASTER_KEY,
});

// Case 39
test('an object is text in Java, and what Java has as text is an object', async () => {
  const channel = await subscribed(await connected(), 'private-languages');
  const echoed = [];
  channel.bind('client-from-js', (data) => echoed.push(data));
  for (const data of [{ k: 1, text: 'é' }, [1, { a: [] }], 12, true]) {
    const answered = once(channel, 'client-from-java');
    channel.trigger('client-from-js', data);
    // Java sends back the text it got, as a string
    assert.deepEqual(await answered, data);
  }
  assert.deepEqual(echoed, []);
});

// Case 47
test('both decrypt what servers of both languages send', async () => {
  const channel = await subscribed(await connected(), 'private-encrypted-languages');
  for (const data of [{ k: 1, text: 'é😀' }, [1, { a: [] }], 12]) {
    const received = [once(channel, 'from-node'), once(channel, 'from-java')];
    // The test in Java, when its client has decrypted it, publishes the same
    await pusher.trigger('private-encrypted-languages', 'from-node', data);
    assert.deepEqual(await Promise.all(received), [data, data]);
  }
});
