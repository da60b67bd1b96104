/** Who is typing, in words. */

import { byId } from '/page.js';

export function showTyping(users) {
  const [first, second, ...more] = users;
  let text = '';
  if (more.length > 0) {
    text = 'Several people are typing…';
  } else if (second) {
    text = `${first} and ${second} are typing…`;
  } else if (first) {
    text = `${first} is typing…`;
  }
  byId('typing').textContent = text;
}
