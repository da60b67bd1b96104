/** Messages to one user: they come in no channel, to each window that user has open. */

import { byId } from '/page.js';
import { post } from '/server.js';

export function watchDirectMessages(realtime) {
  realtime.bind('direct-message', ({ from, text }) => {
    byId('direct-message').textContent = `${from}: ${text}`;
  });
}

export async function sendDirectMessage() {
  const to = byId('direct-user').value;
  const response = await post(`/users/${to}/messages`, { text: byId('direct-text').value });
  const { connections } = await response.json();
  byId('direct-form').reset();
  byId('direct-receipt').textContent = connections ? `Sent to ${to}` : `${to} is not here`;
}
