/** A room of the chat: a presence channel with messages from the server and typing from browser to browser. */

import { byId, element } from '/page.js';
import { post } from '/server.js';
import { Typing } from '/typing.js';

const MAX_MESSAGES = 200;

export class Room {
  #realtime;
  #me;
  #channel;
  #typing;
  #left = false;

  constructor(realtime, name, me, refused) {
    this.name = name;
    this.#realtime = realtime;
    this.#me = me;
    this.#channel = realtime.subscribe(`presence-room-${name}`);
    this.#typing = new Typing((typing) => this.#channel.trigger('client-typing', { typing }));
    this.#bind('lattestream:subscription_succeeded', () => this.#showMembers());
    this.#bind('lattestream:subscription_error', refused);
    this.#bind('lattestream:member_added', (member) => this.#added(member));
    this.#bind('lattestream:member_removed', (member) => this.#removed(member));
    this.#bind('message', (message) => this.#showMessage(message));
    this.#bind('client-typing', (data, metadata) => this.#typing.show(metadata?.userId, data?.typing === true));
    byId('room-title').textContent = name;
    byId('messages').replaceChildren();
    byId('members').replaceChildren();
    byId('member-count').textContent = '';
  }

  leave() {
    this.#left = true;
    this.#typing.clear();
    this.#realtime.unsubscribe(`presence-room-${this.name}`);
  }

  async say(text) {
    this.#tellTyping(false);
    await post(`/rooms/${encodeURIComponent(this.name)}/messages`, { text });
  }

  edited(text) {
    this.#tellTyping(text !== '');
  }

  #tellTyping(typing) {
    if (this.#realtime.connection.state === 'connected') {
      this.#typing.tell(typing);
    }
  }

  /** Binds a handler that falls silent once the room was left. */
  #bind(event, handler) {
    this.#channel.bind(event, (...args) => {
      if (!this.#left) {
        handler(...args);
      }
    });
  }

  #added(member) {
    this.#showMembers();
    this.#append(element('li', 'note', `${member.id} came in`));
  }

  #removed(member) {
    this.#typing.show(member.id, false);
    this.#showMembers();
    this.#append(element('li', 'note', `${member.id} left`));
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
    this.#typing.show(user, false);
    const item = element('li', (user === this.#me) ? 'message mine' : 'message');
    item.dataset.testid = 'message-item';
    const time = element('time', 'when', new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    time.dateTime = at;
    const head = element('p', 'head');
    head.append(element('span', 'who', user), ' ', time);
    item.append(head, element('p', 'text', text));
    this.#append(item);
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
