/** The encrypted channel: the browser decrypts what is said there. */

import { byId } from '/page.js';
import { post } from '/server.js';

export function watchBackRoom(realtime, refused) {
  const channel = realtime.subscribe('private-encrypted-back-room');
  channel.bind('lattestream:subscription_error', refused);
  channel.bind('secret', ({ user, text }) => {
    byId('secret').textContent = `${user}: ${text}`;
  });
}

export async function tellSecret() {
  await post('/back-room/messages', { text: byId('secret-text').value });
  byId('back-room-form').reset();
}
