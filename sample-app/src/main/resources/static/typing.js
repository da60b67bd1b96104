/** Who is typing: tells the others now and then, and forgets what they told after a while. */

import { byId } from '/page.js';

const TOLD_EVERY = 2000;
const LASTS = 4000;

export class Typing {
  #send;
  #toldAt = 0;
  #timers = new Map();

  constructor(send) {
    this.#send = send;
    this.clear();
  }

  tell(typing) {
    const now = Date.now();
    const worth = typing ? now - this.#toldAt >= TOLD_EVERY : this.#toldAt > 0;
    if (worth) {
      this.#toldAt = typing ? now : 0;
      this.#send(typing);
    }
  }

  show(user, typing) {
    if (!user) {
      return;
    }
    clearTimeout(this.#timers.get(user));
    this.#timers.delete(user);
    if (typing) {
      this.#timers.set(user, setTimeout(() => this.show(user, false), LASTS));
    }
    this.#render();
  }

  clear() {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.#render();
  }

  #render() {
    const [first, second, ...more] = this.#timers.keys();
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
}
