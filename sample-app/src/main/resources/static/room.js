/** A room of the chat: a presence channel with messages from the server. */

import { byId, element } from '/page.js';
import { post } from '/server.js';
import { showTyping } from '/typing.js';

const MAX_MESSAGES = 200;

/** How many events of the room to begin with. */
const REWIND = 20;

export class Room {
  #realtime;
  #me;
  #channel;
  #left = false;

  constructor(realtime, name, me, refused) {
    this.name = name;
    this.#realtime = realtime;
    this.#me = me;
    this.#channel = realtime.subscribe(`presence-room-${name}`, { rewind: REWIND });
    this.#bind('lattestream:subscription_succeeded', () => this.#subscribed());
    this.#bind('lattestream:subscription_error', refused);
    this.#bind('lattestream:member_added', (member) => this.#added(member));
    this.#bind('lattestream:member_removed', (member) => this.#removed(member));
    this.#bind('lattestream:recovered', () => this.#tell('Back again: nothing was missed'));
    this.#bind('lattestream:position_lost', ({ reason }) => this.#lost(reason));
    this.#bind('message', (message) => this.#showMessage(message));
    this.#bind('client-wave', (data, { userId }) => this.#note(`${userId} waves`));
    this.#bind('lattestream:typing', () => showTyping(this.#channel.typingUsers));
    showTyping([]);
    this.#tell('Nothing was missed yet');
    byId('room-title').textContent = name;
    byId('messages').replaceChildren();
    byId('members').replaceChildren();
    byId('member-count').textContent = '';
  }

  leave() {
    this.#left = true;
    showTyping([]);
    this.#realtime.unsubscribe(`presence-room-${this.name}`);
  }

  async say(text) {
    this.#channel.typing(false);
    await post(`/rooms/${encodeURIComponent(this.name)}/messages`, { text });
  }

  edited(text) {
    this.#channel.typing(text !== '');
  }

  /** Goes from browser to browser, without the application. */
  wave() {
    if (this.#channel.trigger('client-wave', {})) {
      this.#note('You wave');
    }
  }

  /** Asks the application something; the answer comes over the socket. */
  ask(event, data) {
    return this.#channel.request(event, data);
  }

  /** Binds a handler that falls silent once the room was left. */
  #bind(event, handler) {
    this.#channel.bind(event, (...args) => {
      if (!this.#left) {
        handler(...args);
      }
    });
  }

  #subscribed() {
    this.#showMembers();
    showTyping(this.#channel.typingUsers);
  }

  /** The last messages follow anew. */
  #lost(reason) {
    byId('messages').replaceChildren();
    this.#tell(`Some messages were missed: ${reason}`);
  }

  #tell(text) {
    byId('recovery').textContent = text;
  }

  #added(member) {
    this.#showMembers();
    this.#note(`${member.id} came in`);
  }

  #removed(member) {
    this.#showMembers();
    this.#note(`${member.id} left`);
  }

  #showMembers() {
    const items = [];
    this.#channel.members.each((member) => {
      const item = element('li', '', member.id);
      item.dataset.testid = 'member';
      item.dataset.user = member.id;
      if (member.id === this.#me) {
        item.append(element('span', 'you', ' (you)'));
      }
      items.push(item);
    });
    items.sort((a, b) => a.dataset.user.localeCompare(b.dataset.user));
    byId('members').replaceChildren(...items);
    byId('member-count').textContent = `(${items.length})`;
  }

  #showMessage({ user, text, at }) {
    const item = element('li', (user === this.#me) ? 'message mine' : 'message');
    item.dataset.testid = 'message-item';
    const time = element('time', 'when', new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    time.dateTime = at;
    const head = element('p', 'head');
    head.append(element('span', 'who', user), ' ', time);
    item.append(head, element('p', 'text', text));
    this.#append(item);
  }

  #note(text) {
    this.#append(element('li', 'note', text));
  }

  #append(item) {
    const log = byId('log');
    const messages = byId('messages');
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    messages.append(item);
    while (messages.children.length > MAX_MESSAGES) {
      messages.firstElementChild.remove();
    }
    if (atEnd) {
      log.scrollTop = log.scrollHeight;
    }
  }
}
