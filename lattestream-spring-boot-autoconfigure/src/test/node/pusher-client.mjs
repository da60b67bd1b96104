// Clients of pusher-js, which are disconnected after each test.
import { afterEach } from 'node:test';
import Pusher from 'pusher-js';
import { base, key, once, port } from './support.mjs';

const clients = [];

export function connect({ user = 'ann', appKey = key, wsPort = port, watch = '' } = {}) {
  const client = new Pusher(appKey, {
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort,
    wssPort: wsPort,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: {
      endpoint: `${base}/lattestream/auth`,
      transport: 'ajax',
      headers: { 'X-User': user },
    },
    userAuthentication: {
      endpoint: `${base}/lattestream/user-auth`,
      transport: 'ajax',
      headers: { 'X-User': user, 'X-Watch': watch },
    },
  });
  clients.push(client);
  return client;
}

export async function connected(options) {
  const client = connect(options);
  await once(client.connection, 'connected');
  return client;
}

export async function subscribed(client, name) {
  const channel = client.subscribe(name);
  await once(channel, 'pusher:subscription_succeeded', `subscription of ${name}`);
  return channel;
}

afterEach(() => {
  clients.splice(0).forEach((client) => client.disconnect());
});
