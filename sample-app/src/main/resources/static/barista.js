/** Questions to the application over the socket, and their answers. */

import { byId } from '/page.js';

export async function askForPrice(room) {
  const { drink, cents } = await room.ask('client-price', { drink: byId('drink').value.trim().toLowerCase() });
  byId('barista-form').reset();
  byId('price').textContent = `${drink}: €${(cents / 100).toFixed(2)}`;
}
