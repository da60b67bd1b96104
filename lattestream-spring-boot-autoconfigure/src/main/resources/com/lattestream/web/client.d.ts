/** Data of events is the application's own; name its type where it is known: `bind<Order>('shipped', …)`. */
export interface Metadata {
  /** The channel of the event; absent for events without a channel. */
  channel?: string;
  /** The user who sent a client event on a presence channel. */
  userId?: string;
  /** The bytes of a binary event; its data is an object then, empty if there was none. */
  binaryData?: Uint8Array;
  /** Where the event is in the history of its channel; absent without one. */
  position?: Position;
}

/** A place in the history of a channel: the event with that offset was the last one before. */
export interface Position {
  /** Another one means another history, in which nothing of the former one is known. */
  readonly epoch: string;
  readonly offset: number;
}

export interface PositionLost extends Partial<Position> {
  /**
   * `events_forgotten` when the history has not kept all that was missed; `too_many` when that is more than the hub sends
   * (`lattestream.hub.history.max-recovery`); `epoch_changed` when the history began anew; `position_unknown` when it has no
   * such position; `no_history` when the channel has none, and no `epoch` and `offset` then.
   */
  reason: 'events_forgotten' | 'too_many' | 'epoch_changed' | 'position_unknown' | 'no_history' | (string & {});
}

/** For channels with a history; without one they have no effect, but that a lost position is told. */
export interface SubscribeOptions {
  /**
   * Where to begin: the position that the page got from the server together with its data, so that nothing is missed between.
   * Null for a page that got none. What becomes of it is told like that of a reconnect.
   */
  recover?: Position | null;
  /**
   * How much to get of what was before: the last events by number, or those of a time (`'30s'`, `'2m'`, `'1h'`), for a first
   * subscription and whenever nothing can be recovered.
   */
  rewind?: number | string;
}

export type Bytes = ArrayBuffer | ArrayBufferView;

export type EventCallback<T = any> = (data: T, metadata: Metadata) => void;
export type GlobalCallback = (event: string, data: any, metadata: Metadata) => void;

export class Emitter {
  /** Calls the callback for each event of that name. A callback that throws is reported and stops nobody else. */
  bind<T = any>(event: string, callback: EventCallback<T>): this;
  /** Removes one binding, all of an event, all of a callback (`unbind(null, callback)`), or all; global ones stay. */
  unbind(event?: string | null, callback?: EventCallback<any>): this;
  /** Calls the callback for every event. */
  bindGlobal(callback: GlobalCallback): this;
  /** Removes one global binding, or all of them. */
  unbindGlobal(callback?: GlobalCallback): this;
  /** The same as `bindGlobal`. */
  bind_global(callback: GlobalCallback): this;
  /** The same as `unbindGlobal`. */
  unbind_global(callback?: GlobalCallback): this;
}

/**
 * - `initialized`: not started; or on Server-Sent Events without any channel, as no stream is opened for nothing
 * - `connecting`: an attempt is under way
 * - `connected`
 * - `unavailable`: an attempt or the connection failed, and the next attempt waits for its time
 * - `disconnected`: by `disconnect()`; lasts until `connect()`
 * - `failed`: refused for good (close codes 4000-4099, HTTP 400, 401, 403); lasts until `connect()`
 */
export type ConnectionState = 'initialized' | 'connecting' | 'connected' | 'unavailable' | 'disconnected' | 'failed';

export interface StateChange {
  previous: ConnectionState;
  current: ConnectionState;
}

export interface ConnectionError {
  /**
   * `HubError`: a `lattestream:error` frame. `TransportError`: an attempt or a connection that failed.
   * `DecryptionError`: an event of an encrypted channel that was not encrypted with the channel's key, and is dropped.
   */
  type: 'HubError' | 'TransportError' | 'DecryptionError';
  /** The channel, for `DecryptionError`. */
  channel?: string;
  /** The close code, or the code of the frame. */
  code?: number;
  /** The HTTP status, for discovery and Server-Sent Events. */
  status?: number;
  message?: string;
}

export class Connection extends Emitter {
  private constructor();
  readonly state: ConnectionState;
  /** The hub's name for this connection; null while there is none. */
  readonly socketId: string | null;
  bind(event: 'state_change', callback: (change: StateChange) => void): this;
  bind(event: 'error', callback: (error: ConnectionError) => void): this;
  bind(event: ConnectionState, callback: () => void): this;
  bind<T = any>(event: string, callback: EventCallback<T>): this;
}

export interface SubscriptionError {
  /**
   * `AuthError` when the channel's authorisation failed; `EncryptionError` when an encrypted channel cannot be read here,
   * without `nacl` or on Server-Sent Events; otherwise the hub's own type.
   */
  type: string;
  error: string;
  /** Like an HTTP status; 0 when there was no answer. */
  status: number;
  /**
   * Whether the client tries again by itself, as it does after status 503: what the subscription takes is away for the moment.
   * Told once, not after further attempts; `lattestream:subscription_succeeded` follows, or an error without this. The waits
   * are those of `reconnect`; `subscribe` hurries, `unsubscribe` and `disconnect` give up.
   */
  retrying?: true;
}

export interface RequestError extends Error {
  name: 'RequestError';
  /**
   * A number when the hub or the application refused; `timeout` when no answer came in time; `disconnected` when the
   * connection was lost before, so nobody knows what became of the request; `not_sent` when the channel is not subscribed,
   * public, encrypted, or on Server-Sent Events.
   */
  code: number | 'timeout' | 'disconnected' | 'not_sent';
}

export interface SubscriptionCount {
  subscription_count: number;
}

/** A subscription. After `unsubscribe()` the object is done with: `subscribe` then makes a new one. */
export class Channel extends Emitter {
  protected constructor();
  readonly name: string;
  /** Whether the hub has acknowledged the subscription on the present connection. */
  readonly subscribed: boolean;
  /** How many subscriptions the channel has, as told last; null where the hub does not tell. */
  readonly subscriptionCount: number | null;
  /**
   * Where in the channel's history this subscription is: all up to there was here. Kept over a loss of the connection, and over
   * `disconnect()`; null without a history and before the first acknowledgement, unless `recover` was given.
   */
  readonly position: Position | null;
  /** Comes after every (re)connection. The data is the members on a presence channel. */
  bind(event: 'lattestream:subscription_succeeded', callback: EventCallback<any>): this;
  bind(event: 'lattestream:subscription_error', callback: EventCallback<SubscriptionError>): this;
  /** On a cache channel: it has no last event. Otherwise that event follows the acknowledgement, like any other. */
  bind(event: 'lattestream:cache_miss', callback: EventCallback<{}>): this;
  /**
   * After a reconnect, or for the `recover` of a page: what was missed follows, each event once and in order, before any live
   * one. Comes right after `lattestream:subscription_succeeded`.
   */
  bind(event: 'lattestream:recovered', callback: EventCallback<Position>): this;
  /**
   * Something was missed that will not come: time to load anew what the channel is about. From here on nothing is missed. Comes
   * after `lattestream:subscription_succeeded` when a position cannot be recovered, and at any time when the hub lost events.
   */
  bind(event: 'lattestream:position_lost', callback: EventCallback<PositionLost>): this;
  /** After each change, for large channels once in a while; where the hub is set to tell it. */
  bind(event: 'lattestream:subscription_count', callback: EventCallback<SubscriptionCount>): this;
  bind<T = any>(event: string, callback: EventCallback<T>): this;
  /**
   * Sends a client event (`client-…`, on private and presence channels); tells whether it was sent.
   * Bytes go as they are, alone or beside data that is an object.
   */
  trigger(event: string, data?: unknown): boolean;
  trigger(event: string, data: object | undefined, binaryData: Bytes): boolean;
  /**
   * Sends a client event that a method of the application answers; nobody else gets it unless that says so. Resolves
   * with the data of the answer, and with null when there is none but the event was dealt with. Rejects with a
   * {@link RequestError}.
   * @param options `timeout` in milliseconds; default 10 s
   */
  request<T = any>(event: string, data?: unknown, options?: { timeout?: number }): Promise<T>;
  unsubscribe(): void;
}

export interface Member<Info = any> {
  id: string;
  info: Info;
}

/** The members of a presence channel; ids are always strings. */
export class Members<Info = any> {
  private constructor();
  readonly count: number;
  readonly ids: string[];
  /** The id of this client's own user; null when it is not known. */
  readonly myId: string | null;
  /** This client's own member, or null. */
  readonly me: Member<Info> | null;
  get(id: string | number): Member<Info> | null;
  each(fn: (member: Member<Info>) => void): void;
}

/** A user who is no member, such as one the application speaks for, has no info. */
export interface TypingChange<Info = any> {
  id: string;
  typing: boolean;
  info: Info | null;
}

/** A subscription to a `presence-` channel. */
export class PresenceChannel<Info = any> extends Channel {
  protected constructor();
  /** Kept over a loss of the connection, until the next acknowledgement renews them. */
  readonly members: Members<Info>;
  /** The ids of the other users who type: a set of its own, as of now. Kept and renewed together with the members. */
  readonly typingUsers: ReadonlySet<string>;
  /**
   * Says whether this client's user types (default true), as often as there is a reason to: the hub is told only what it does
   * not know. It ends by itself when it is not said again. Tells whether the hub knows; never on SSE.
   */
  typing(on?: boolean): boolean;
  bind(event: 'lattestream:subscription_succeeded', callback: EventCallback<Members<Info>>): this;
  bind(event: 'lattestream:subscription_error', callback: EventCallback<SubscriptionError>): this;
  bind(event: 'lattestream:cache_miss', callback: EventCallback<{}>): this;
  bind(event: 'lattestream:recovered', callback: EventCallback<Position>): this;
  bind(event: 'lattestream:position_lost', callback: EventCallback<PositionLost>): this;
  bind(event: 'lattestream:member_added' | 'lattestream:member_removed', callback: EventCallback<Member<Info>>): this;
  /** Another user began or ended to type; who leaves ends before. Not called for those of the acknowledgement. */
  bind(event: 'lattestream:typing', callback: EventCallback<TypingChange<Info>>): this;
  bind<T = any>(event: string, callback: EventCallback<T>): this;
}

export interface ChannelAuthorization {
  auth: string;
  /** Required for presence channels; passed on exactly as it is. */
  channel_data?: string | null;
  /** Required for encrypted channels: their key in base64, which stays in this client. */
  shared_secret?: string;
}

/** What is used of tweetnacl. */
export interface Nacl {
  secretbox: {
    (message: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array;
    open(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | null;
    readonly nonceLength: number;
  };
  randomBytes(length: number): Uint8Array;
}

/** The user that a connection is signed in as. */
export interface SignedInUser<Data = any> {
  id: string;
  /** What the application said of the user: `id`, and `user_info` and `watchlist` if there are any. */
  data: Data;
}

export interface WatchlistChange {
  userIds: string[];
}

export interface LatteStreamOptions {
  /** `host[:port][/path]` or an http(s) URL. Default: the page's host with the path `/lattestream`. */
  endpoint?: string;
  /** Default: as the endpoint's URL or the page says; for another host true unless it is local. */
  tls?: boolean;
  /**
   * Where private and presence channels are authorised; default `{endpoint}/auth`, or null with tickets. With null the
   * client asks nobody and subscribes without a token ("inline"): the hub asks its rules, by the login of the WebSocket's
   * own handshake or by its ticket. Encrypted channels need an endpoint or an `authorizer`, for their keys.
   */
  authEndpoint?: string | null;
  /** Where `signin()` asks who the user is; default `{endpoint}/user-auth`. */
  userAuthEndpoint?: string;
  /**
   * Where to POST for a ticket, `{endpoint}/ticket` as a rule; default none. It is asked anew for each attempt to connect, with
   * `auth.headers`, so that a login that travels in a header holds for WebSocket and Server-Sent Events. A refusal (400, 401,
   * 403) ends in the state `failed`.
   */
  ticketEndpoint?: string;
  /** Takes the place of the request to `ticketEndpoint`. An error with the `status` of a refusal ends in the state `failed`. */
  ticket?: () => string | Promise<string>;
  /** `headers` go with each request to these endpoints, `params` with those to `authEndpoint` and `userAuthEndpoint`. */
  auth?: { headers?: Record<string, string>; params?: Record<string, unknown> };
  /** Takes the place of the request to `authEndpoint`. */
  authorizer?: (channelName: string, socketId: string) => ChannelAuthorization | Promise<ChannelAuthorization>;
  /** The module tweetnacl, for encrypted channels (`private-encrypted-…`), which take a WebSocket, too. */
  nacl?: Nacl;
  /** Send cookies to other origins also; default false. */
  withCredentials?: boolean;
  /** Default `auto`: WebSocket, or Server-Sent Events after two WebSocket failures in a row before anything has worked. */
  transport?: 'auto' | 'websocket' | 'sse';
  /** Milliseconds of silence before a ping; default 120 s, or less when the hub says so. */
  activityTimeout?: number;
  /** Milliseconds to wait for the answer to a ping; default 30 s. An attempt to connect has this time too, at most 10 s. */
  pongTimeout?: number;
  /** Milliseconds after which the hub takes a user for typing no more (`lattestream.hub.typing-ttl`); default 5 s. */
  typingTtl?: number;
  /** Bounds of the back-off of connections and subscriptions in milliseconds, doubling with full jitter; default 1 s and 30 s. */
  reconnect?: { minDelay?: number; maxDelay?: number };
  /** Ask `{endpoint}/discover` for a token before each WebSocket; default false. */
  discovery?: boolean;
  /** Connect in the constructor; default true. */
  autoConnect?: boolean;
  /** A WebSocket class, for environments without one. */
  WebSocket?: new (url: string) => any;
  /** A fetch function, for environments without one. */
  fetch?: typeof globalThis.fetch;
}

export class LatteStream extends Emitter {
  /** @param key the public key, `lspk_…`, or an access token, `lsat_…` */
  constructor(key: string, options?: LatteStreamOptions);
  readonly connection: Connection;
  readonly socketId: string | null;
  /** Headers for requests to the application, whose `toOthers()` then leaves this connection out; none while there is none. */
  headers(): Record<string, string>;
  /** The user this connection is signed in as; null while there is none. */
  readonly user: SignedInUser | null;
  /**
   * Signs in as the user that `userAuthEndpoint` names: now or as soon as there is a connection, and on each later one.
   * Takes a WebSocket; event streams belong to the user of their login.
   */
  signin(): void;
  /** As on the channel, which is `metadata.channel`: one place for all of them. */
  bind(event: 'lattestream:recovered', callback: EventCallback<Position>): this;
  bind(event: 'lattestream:position_lost', callback: EventCallback<PositionLost>): this;
  /** Comes after every (re)connection. */
  bind(event: 'lattestream:signin_success', callback: EventCallback<SignedInUser>): this;
  bind(event: 'lattestream:signin_error', callback: EventCallback<SubscriptionError>): this;
  /** Users of the watchlist came or went; right after sign-in, those who are there and those who are not. */
  bind(event: 'lattestream:online' | 'lattestream:offline', callback: EventCallback<WatchlistChange>): this;
  bind<T = any>(event: string, callback: EventCallback<T>): this;
  /** Connects, or hurries a waiting attempt; also the way out of `failed` and `disconnected`. */
  connect(): void;
  /** Disconnects. The channels are kept with their positions, and are subscribed to again after `connect()`. */
  disconnect(): void;
  /**
   * The channel of that name, subscribed to now or as soon as there is a connection. One that was refused is tried again.
   * The options are for a channel that is not subscribed to yet.
   */
  subscribe<Info = any>(channel: `presence-${string}`, options?: SubscribeOptions): PresenceChannel<Info>;
  subscribe(channel: string, options?: SubscribeOptions): Channel;
  /** Its position is forgotten, too. */
  unsubscribe(channel: string): void;
  /** The channel of that name, or undefined when it is not subscribed to. */
  channel<Info = any>(name: `presence-${string}`): PresenceChannel<Info> | undefined;
  channel(name: string): Channel | undefined;
  /**
   * Sends a client event on a subscribed private or presence channel; tells whether it was sent; never on SSE.
   * Bytes go as they are, alone or beside data that is an object.
   */
  trigger(channel: string, event: string, data?: unknown): boolean;
  trigger(channel: string, event: string, data: object | undefined, binaryData: Bytes): boolean;
}

export interface EventStreamMessage {
  event: string;
  data: string;
  id: string;
}

/**
 * An incremental parser of a text/event-stream. Returns the function to feed with bytes, cut anywhere;
 * `onRetry` is called with the milliseconds of each `retry:` field.
 */
export function createEventStreamParser(
  onEvent: (message: EventStreamMessage) => void,
  onRetry?: (milliseconds: number) => void
): (bytes: Uint8Array) => void;

export default LatteStream;
