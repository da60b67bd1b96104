/** What the hub told this application by webhook; a private channel says when there is more. */

import LatteStream from '/lattestream/client.js';
import { attempt, byId, element, reasonOf, showError } from '/page.js';
import { config, webhooks } from '/server.js';

function itemOf({ time, event }) {
  const { name, channel, ...others } = event;
  const item = element('li', 'webhook');
  item.dataset.testid = 'webhook';
  const when = element('time', 'when', new Date(time).toLocaleTimeString());
  when.dateTime = new Date(time).toISOString();
  const rest = Object.entries(others).map(([key, value]) => `${key}: ${value}`).join(', ');
  item.append(when, element('span', 'name', name), element('span', 'channel', channel), element('span', 'rest', rest));
  return item;
}

async function show() {
  const items = (await webhooks()).map(itemOf);
  byId('webhooks').replaceChildren(...items);
  byId('no-webhooks').hidden = items.length > 0;
}

function showConnection(state) {
  byId('connection-state').textContent = state;
  byId('connection-state').dataset.state = state;
}

attempt(async () => {
  const { key, user } = await config();
  if (!user) {
    throw new Error('Sign in at the shop first.');
  }
  const realtime = new LatteStream(key);
  realtime.connection.bind('state_change', ({ current }) => showConnection(current));
  const channel = realtime.subscribe('private-webhooks');
  channel.bind('lattestream:subscription_succeeded', () => attempt(show));
  channel.bind('lattestream:subscription_error', (error) => showError(reasonOf(error)));
  channel.bind('received', () => attempt(show));
});
