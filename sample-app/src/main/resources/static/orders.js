/** The order board: a private channel of each user. */

import { byId, element, reasonOf, showError } from '/page.js';

const MAX_ORDERS = 20;
const STATES = ['PLACED', 'PAID', 'SHIPPED', 'DELIVERED'];

export function watchOrders(realtime, user, refused) {
  const channel = realtime.subscribe(`private-orders-${user}`);
  channel.bind('order', showOrder);
  channel.bind('lattestream:subscription_error', refused);
}

export function clearOrders() {
  byId('orders').replaceChildren();
  byId('no-orders').hidden = false;
}

function showOrder({ number, drink, state }) {
  const reached = STATES.indexOf(state);
  const steps = element('span', 'steps');
  steps.ariaHidden = 'true';
  steps.append(...STATES.map((_, index) => element('span', (index <= reached) ? 'step done' : 'step')));
  const item = itemOf(number);
  item.dataset.state = state;
  item.replaceChildren(element('span', 'number', `No. ${number}`), element('span', 'drink', drink),
      element('span', 'state', state.toLowerCase()), steps);
  byId('no-orders').hidden = true;
}

function itemOf(number) {
  const list = byId('orders');
  let item = [...list.children].find((child) => child.dataset.number === String(number));
  if (!item) {
    item = element('li', 'order');
    item.dataset.testid = 'order';
    item.dataset.number = number;
    list.prepend(item);
    while (list.children.length > MAX_ORDERS) {
      list.lastElementChild.remove();
    }
  }
  return item;
}

/** Asks for the board of somebody else, to show that it is refused. */
export function spyOn(realtime, user) {
  const name = `private-orders-${user}`;
  const channel = realtime.subscribe(name);
  channel.bind('lattestream:subscription_succeeded', () => {
    realtime.unsubscribe(name);
    showError(`The board of ${user} was not refused`);
  });
  channel.bind('lattestream:subscription_error', (error) => {
    realtime.unsubscribe(name);
    showError(`The board of ${user} is private: ${reasonOf(error)}`);
  });
}
