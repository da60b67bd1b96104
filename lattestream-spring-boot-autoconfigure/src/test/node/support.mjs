// What the tests against a real hub share. The hub's port comes from the environment.
import net from 'node:net';
import { Transform } from 'node:stream';

export const port = Number(process.env.HUB_PORT);
export const key = 'lspk_node';
export const base = `http://127.0.0.1:${port}`;

export async function trigger(channel, event, data, except = null) {
  const response = await fetch(`${base}/test/trigger`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ channel, event, data, except }),
  });
  if (!response.ok) {
    throw new Error(`trigger answered ${response.status}`);
  }
  return response.json();
}

/** Triggers an event by a request that says whose connection to leave out. */
export async function toOthers(channel, event, headers) {
  const response = await fetch(`${base}/test/to-others`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ channel, event, data: null }),
  });
  return response.json();
}

/** Makes the hub lose all histories. */
export async function forget() {
  await fetch(`${base}/test/forget`, { method: 'POST' });
}

export async function terminate(user) {
  const response = await fetch(`${base}/test/terminate`, { method: 'POST', body: user, headers: { 'Content-Type': 'text/plain' } });
  return response.json();
}

export async function sendToUser(user, event, data) {
  const response = await fetch(`${base}/test/send`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, event, data }),
  });
  return response.json();
}

/** Waits until a condition holds. */
export async function until(condition, what, millis = 20_000) {
  const deadline = Date.now() + millis;
  for (;;) {
    const value = condition();
    if (value) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The next call of a callback-style binding. */
export function once(target, event, what = event, millis = 20_000) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${what} came`)), millis);
    const callback = (data) => {
      clearTimeout(timer);
      target.unbind(event, callback);
      resolve(data);
    };
    target.bind(event, callback);
  });
}

/** Has clients of event streams come back after 50 ms, whatever the hub says, in as many bytes. */
function hasty() {
  return new Transform({
    transform(chunk, encoding, done) {
      const text = chunk.toString('latin1').replace(/retry: (\d{2,})/g, (all, digits) => `retry: ${'50'.padStart(digits.length, '0')}`);
      done(null, Buffer.from(text, 'latin1'));
    },
  });
}

/** A TCP proxy in front of the hub whose connections can be cut. */
export async function proxy({ soon = false } = {}) {
  const sockets = new Set();
  let offline = false;
  const server = net.createServer((client) => {
    if (offline) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const upstream = net.connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    (soon ? upstream.pipe(hasty()) : upstream).pipe(client);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    cut() {
      sockets.forEach((socket) => socket.resetAndDestroy());
    },
    /** Cuts all connections and lets none through while the action runs. */
    async whileOffline(action) {
      offline = true;
      this.cut();
      try {
        await action();
      } finally {
        offline = false;
      }
    },
    /** Passes nothing on any more, in either direction, and says so to nobody. */
    freeze() {
      server.close();
      sockets.forEach((socket) => socket.unpipe().pause());
    },
    close() {
      this.cut();
      server.close();
    },
  };
}
