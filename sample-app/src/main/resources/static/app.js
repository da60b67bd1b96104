import '/webjars/tweetnacl/0.14.5/nacl-fast.min.js';
import LatteStream from '/lattestream/client.js';
import { tellSecret, watchBackRoom } from '/backroom.js';
import { askForPrice } from '/barista.js';
import { sendDirectMessage, watchDirectMessages } from '/direct.js';
import { publishNews, showCommand, watchNews } from '/news.js';
import { clearOrders, spyOn, watchOrders } from '/orders.js';
import { attempt, byId, onSubmit, reasonOf, showError } from '/page.js';
import { Room } from '/room.js';
import { config, post, SignedOutError } from '/server.js';
import { startTicker } from '/ticker.js';

let key;
let me = null;
let realtime = null;
let room = null;

function showSignedIn(user) {
  me = user;
  byId('me').textContent = user;
  byId('account').hidden = false;
  byId('welcome').hidden = true;
  byId('shop').hidden = false;
  byId('login-form').reset();
  connect();
  enter(roomOfAddress());
  byId('message').focus();
}

function showSignedOut() {
  room?.leave();
  realtime?.disconnect();
  me = null;
  realtime = null;
  room = null;
  showConnection('disconnected');
  clearOrders();
  byId('message-form').reset();
  byId('account').hidden = true;
  byId('shop').hidden = true;
  byId('welcome').hidden = false;
  byId('user').focus();
}

/** The socket: its handshake carries the session, so the server knows whose it is. */
function connect() {
  realtime = new LatteStream(key, { nacl: globalThis.nacl });
  showConnection('connecting');
  realtime.connection.bind('state_change', ({ current }) => showConnection(current));
  realtime.connection.bind('failed', () => refused({ error: 'The connection was ended' }));
  watchOrders(realtime, me, refused);
  watchNews(realtime);
  watchDirectMessages(realtime);
  watchBackRoom(realtime, refused);
}

function showConnection(state) {
  byId('connection-state').textContent = state;
  byId('connection-state').dataset.state = state;
}

/** A channel or the connection was refused, most likely because the session is over. */
function refused(error) {
  const refusedFor = me;
  attempt(async () => {
    const { user } = await config();
    if (!refusedFor || refusedFor !== me) {
      return; // signed out meanwhile
    }
    if (user === me) {
      throw new Error(reasonOf(error));
    }
    showSignedOut();
    throw new SignedOutError();
  });
}

function roomOfAddress() {
  const name = location.hash.slice(1);
  return /^[A-Za-z0-9_-]{1,32}$/.test(name) ? name : 'lobby';
}

function enter(name) {
  if (room?.name !== name) {
    room?.leave();
    room = new Room(realtime, name, me, refused);
    history.replaceState(null, '', `#${name}`);
  }
}

/** Posts for the one who is signed in; if the session is over the page says so. */
async function whileSignedIn(action) {
  try {
    await action();
  } catch (error) {
    if (error instanceof SignedOutError) {
      showSignedOut();
    }
    throw error;
  }
}

async function say() {
  const input = byId('message');
  const text = input.value;
  if (text.trim()) {
    input.value = '';
    try {
      await whileSignedIn(() => room.say(text));
    } catch (error) {
      input.value ||= text;
      throw error;
    }
  }
}

async function signIn() {
  const user = byId('user').value;
  await post('/login', new URLSearchParams({ user }));
  showSignedIn(user);
}

async function signOut(path) {
  await post(path);
  showSignedOut();
  await config(); // for the next CSRF cookie
}

function join() {
  enter(byId('room').value);
  byId('room-form').reset();
  byId('message').focus();
}

function spy() {
  const user = byId('spy-user').value;
  if (user === me) {
    throw new Error('That is your own board. Try somebody else’s.');
  }
  spyOn(realtime, user);
  byId('spy-form').reset();
}

onSubmit('login-form', signIn);
onSubmit('room-form', join);
onSubmit('message-form', say);
onSubmit('spy-form', spy);
onSubmit('direct-form', () => whileSignedIn(sendDirectMessage));
onSubmit('barista-form', () => askForPrice(room));
onSubmit('back-room-form', () => whileSignedIn(tellSecret));
onSubmit('news-form', () => whileSignedIn(publishNews));
byId('logout').addEventListener('click', () => attempt(() => signOut('/logout')));
byId('logout-everywhere').addEventListener('click', () => attempt(() => signOut('/logout-everywhere')));
byId('order-button').addEventListener('click', () => attempt(() => whileSignedIn(() => post('/orders'))));
byId('wave').addEventListener('click', () => room.wave());
byId('dismiss').addEventListener('click', () => showError(''));
byId('news-text').addEventListener('input', showCommand);
byId('message').addEventListener('input', (event) => room.edited(event.target.value));
showCommand();
window.addEventListener('hashchange', () => me && enter(roomOfAddress()));

attempt(async () => {
  const begin = await config();
  key = begin.key;
  startTicker(key);
  if (begin.user) {
    showSignedIn(begin.user);
  } else {
    showSignedOut();
  }
});
