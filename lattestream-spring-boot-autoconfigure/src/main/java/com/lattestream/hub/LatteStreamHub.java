/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package com.lattestream.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import com.lattestream.AccessToken;
import com.lattestream.ConnectionInfo;
import com.lattestream.EventName;
import com.lattestream.InvalidRequestException;
import com.lattestream.StreamPosition;
import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.CachedPublication;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceListener;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncryptedData;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.JsonText;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.UserSigner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The hub of one node: takes connections from web adapters, publications from anywhere,
 * and brings them together. Safe for use by many threads; nothing here blocks.
 */
public final class LatteStreamHub {

	private final Clock clock;

	private final HubSettings settings;

	private final ChannelRules rules;

	private final Broker broker;

	private final PresenceStore presence;

	private final HubListener listener;

	private final FrameCodec codec;

	private final EventData data;

	private final Authenticator authenticator;

	private final ChannelRegistry registry;

	private final ConnectionRegistry connections;

	private final BrokerSubscriptions subscriptions;

	private final OccupancyStore occupancy;

	private final Groups groups;

	private final UserRegistry userRegistry;

	private final Users users;

	private final DirectMessages directMessages;

	private final NodeCommands commands;

	private final ChannelHistories histories;

	private final CachedEvents cache;

	private final SubscriptionCounts counts;

	private final Subscriber subscriber;

	private final ClientEvents clientEvents;

	private final Typing typing;

	private final Watchlists watchlists;

	private final SignIns signIns;

	private final LaneTimer laneTimer;

	private final SocketIds socketIds = new SocketIds();

	private final Map<Executor, Lane> lanes = new ConcurrentHashMap<>();

	private final Heartbeats heartbeats;

	private volatile boolean stopping;

	LatteStreamHub(LatteStreamHubBuilder builder) {
		HubSettings.Limits limits = builder.settings.limits();
		JsonText json = new JsonText(limits.nestingDepth());
		ChannelSigner signer = new ChannelSigner(builder.credentials, builder.clock);
		this.settings = builder.settings;
		this.rules = new ChannelRules(this.settings, builder.policies);
		this.broker = builder.broker;
		this.presence = builder.presence;
		this.listener = builder.listener;
		this.codec = new FrameCodec(json);
		this.clock = builder.clock;
		this.laneTimer = builder.laneTimer;
		this.authenticator = new Authenticator(builder.credentials, signer, this.clock);
		this.occupancy = builder.occupancy;
		this.registry = new ChannelRegistry(this.occupancy);
		this.subscriptions = new BrokerSubscriptions(this.broker, builder.nanoTime);
		this.userRegistry = new UserRegistry();
		this.groups = new Groups(builder.groups, this.userRegistry);
		this.users = new Users(this.userRegistry, this.subscriptions, this.groups);
		this.connections = new ConnectionRegistry(limits.connections());
		this.directMessages = new DirectMessages(this.connections, this.userRegistry, this.lanes);
		this.commands = new NodeCommands(builder.bus,
				new ConnectionOperations(this.connections, this.userRegistry, this.groups), this.groups, limits,
				new ConnectionInfoText(builder.jsonMapper));
		this.data = new EventData(builder.jsonMapper, limits.eventData());
		this.typing = new Typing(this.settings, this.rules, this.broker, builder.nanoTime, this::announce);
		HistoryStore history = builder.history();
		this.histories = new ChannelHistories(builder.policies, history, this.broker);
		this.cache = new CachedEvents(builder.cache(), this.rules, this.histories::publish, this.codec, this.listener);
		this.counts = new SubscriptionCounts(this.settings.subscriptionCounts(), this.occupancy, this.registry::deliver,
				this.codec, builder.nanoTime);
		this.subscriber = new Subscriber(limits, this.rules, signer, new MemberParser(json, limits.memberSize()),
				this.registry, this.users, this.subscriptions, this.presence, this.typing, this.cache,
				new Recovery(this.histories, history, this.settings.maxRecovery(), this.codec), this.counts,
				this.listener);
		this.clientEvents = new ClientEvents(this.settings, this.rules, this.histories, this.listener,
				new EncryptedData(json), builder.clientEvents, this.data);
		this.watchlists = new Watchlists(this.presence, this.subscriptions, this.codec);
		this.signIns = new SignIns(new UserSigner(builder.credentials), json, this.users, this.watchlists);
		this.heartbeats = new Heartbeats(this.settings, this.lanes::values, builder.nanoTime, this::tick);
		this.broker.start(new BrokerListener() {

			@Override
			public Mono<Integer> received(Publication publication) {
				return deliver(publication);
			}

			@Override
			public void lost(String channel, StreamPosition position, HistoryGap gap) {
				deliver(Delivery.ofLoss(channel, position, gap, LatteStreamHub.this.codec));
			}

		});
		this.occupancy.start(new ChannelOccupancy(this.listener, this.counts));
		this.presence.start(new PresenceListener() {

			@Override
			public void announced(MemberChange change) {
				announce(change);
			}

			@Override
			public void caused(MemberChange change) {
				tell(change);
			}

		});
		this.commands.start();
	}

	/**
	 * Begin to build a hub.
	 * @param credentials the application's credentials
	 * @param settings limits and times
	 * @return a builder
	 */
	public static LatteStreamHubBuilder builder(AppCredentials credentials, HubSettings settings) {
		return new LatteStreamHubBuilder(credentials, settings);
	}

	/**
	 * Return a socket id for a connection that is about to open.
	 * @return the socket id, never given twice
	 */
	public String nextSocketId() {
		return this.socketIds.next();
	}

	/**
	 * Issue a token that a LatteStream client may connect with instead of the key, for
	 * one minute.
	 * @return the token
	 */
	public DiscoveryToken issueDiscoveryToken() {
		return this.authenticator.issueDiscoveryToken();
	}

	/**
	 * Issue a token that LatteStream clients connect with instead of the key, on
	 * WebSockets and event streams. Connections are closed when it expires.
	 * @param socketId the socket id of an open WebSocket that sends the token as its key
	 * again; the token is good for nothing else then
	 * @param permissions what it allows, as {@code subscribe:private-room-*},
	 * {@code publish:private-room-1} or {@code *}; empty for what the public key does
	 * @param lifetime how long it is good for, 1 s to 24 h; an hour by default
	 * @return the token
	 * @throws InvalidRequestException if the socket id, a permission or the lifetime is
	 * not valid
	 */
	public AccessToken issueToken(@Nullable String socketId, Collection<String> permissions,
			@Nullable Duration lifetime) {
		return this.authenticator.accessTokens().issue(socketId, permissions, lifetime);
	}

	/**
	 * Return what an event stream may that has a key or token in its address.
	 * @param key the public key or an access token
	 * @return its rights, or {@code null} if it is not known or has expired
	 */
	public @Nullable StreamRights streamRights(String key) {
		return this.authenticator.authenticateStream(key);
	}

	/**
	 * Return whether a text is the public key of the application.
	 * @param key the text
	 * @return whether it is
	 */
	public boolean isKey(@Nullable String key) {
		return this.authenticator.isKey(key);
	}

	/**
	 * Return whether there is room for another connection.
	 * @return whether one would be taken now
	 */
	public boolean isAccepting() {
		return !this.stopping && this.connections.hasRoom();
	}

	/**
	 * Take a connection. To be called on the thread that is to be its lane.
	 * @param handshake what is known of it
	 * @param transport the way out
	 * @param executor runs tasks one after the other on the current thread
	 * @return the connection; may be closed already
	 */
	public Connection open(Handshake handshake, Transport transport, Executor executor) {
		Lane lane = this.lanes.computeIfAbsent(executor,
				(created) -> new Lane(created, this.laneTimer, this.rules::batchWindow));
		Connection connection = new Connection(this, lane, transport, handshake);
		lane.execute(connection::open);
		return connection;
	}

	/**
	 * Publish an event of a server. If it is for a cache channel or one with a history,
	 * it is kept for those who subscribe later.
	 * @param publication the event
	 * @return what is known of it, once it is certain to be carried; never empty
	 */
	public Mono<PublicationReceipt> publish(Publication publication) {
		return this.cache.publish(publication);
	}

	/**
	 * Send an event to everybody who is connected, in no channel.
	 * @param event the name of the event
	 * @param data its data, anything that can be written as JSON, or bytes
	 * @return the number of connections of this node that were reached; empty if not
	 * known; fails with {@link InvalidRequestException} if the name or the data is not
	 * valid
	 */
	public Mono<Integer> broadcast(String event, @Nullable Object data) {
		return send(Address.EVERYBODY, event, data);
	}

	/**
	 * Send an event to all connections of a user, in no channel.
	 * @param userId the user's id
	 * @param event the name of the event
	 * @param data its data, anything that can be written as JSON, or bytes
	 * @return the number of connections of this node that were reached; empty if not
	 * known; fails with {@link InvalidRequestException} if the name or the data is not
	 * valid
	 */
	public Mono<Integer> sendToUser(String userId, String event, @Nullable Object data) {
		return send(Address.ofUser(userId), event, data);
	}

	/**
	 * Send an event to one connection, in no channel.
	 * @param socketId its socket id
	 * @param event the name of the event
	 * @param data its data, anything that can be written as JSON, or bytes
	 * @return the number of connections of this node that were reached, one or none;
	 * empty if not known; fails with {@link InvalidRequestException} if the name or the
	 * data is not valid
	 */
	public Mono<Integer> sendToSocket(String socketId, String event, @Nullable Object data) {
		return send(Address.ofSocket(socketId), event, data);
	}

	private Mono<Integer> send(Address address, String event, @Nullable Object data) {
		return Mono.defer(
				() -> publish(this.data.write(data).toPublication(address.name(), new EventName(event).value(), null)))
			.mapNotNull(PublicationReceipt::reached);
	}

	/**
	 * Subscribe a connection to a channel, without it asking. It is told so like one that
	 * asked, and may unsubscribe. A presence channel is joined as the connection's user.
	 * @param socketId its socket id
	 * @param channel the name of the channel
	 * @return whether it is subscribed now; not if no node has it; fails with
	 * {@link InvalidRequestException} if the name of the channel is not valid, or if a
	 * connection without a user is to join a presence channel
	 */
	public Mono<Boolean> subscribeSocket(String socketId, String channel) {
		return this.commands.subscribeSocket(socketId, channel);
	}

	/**
	 * End a connection's subscription.
	 * @param socketId its socket id
	 * @param channel the name of the channel
	 * @return whether there was one
	 */
	public Mono<Boolean> unsubscribeSocket(String socketId, String channel) {
		return this.commands.unsubscribeSocket(socketId, channel);
	}

	/**
	 * Subscribe a user's connections to a channel, without them asking: a group is made
	 * like this. A presence channel is joined as that user.
	 * @param userId the user's id
	 * @param channel the name of the channel
	 * @param scope which connections
	 * @return the number of connections that are subscribed now, on all nodes that
	 * answered; fails with {@link InvalidRequestException} if the name of the channel is
	 * not valid
	 */
	public Mono<Integer> subscribeUser(String userId, String channel, UserScope scope) {
		return this.commands.subscribeUser(userId, channel, scope);
	}

	/**
	 * End the subscriptions that a user's connections have of a channel, and subscribe
	 * later ones no more.
	 * @param userId the user's id
	 * @param channel the name of the channel
	 * @return the number of subscriptions that were ended, on all nodes that answered
	 */
	public Mono<Integer> unsubscribeUser(String userId, String channel) {
		return this.commands.unsubscribeUser(userId, channel);
	}

	/**
	 * Return the open connections of all nodes that answer. The other nodes each send all
	 * of theirs at once, so where there are many this is for rare occasions.
	 * @return each as it is when it is its turn; the attributes of connections of other
	 * nodes are what JSON makes of them, or missing if they cannot be written as JSON
	 */
	public Flux<ConnectionInfo> connections() {
		return this.commands.all();
	}

	/**
	 * Return the open connections that a user has to any node that answers.
	 * @param userId the user's id
	 * @return each as it is when it is its turn, as {@link #connections()} has them
	 */
	public Flux<ConnectionInfo> connections(String userId) {
		return this.commands.of(userId);
	}

	/**
	 * Note something about a connection.
	 * @param socketId its socket id
	 * @param name the name of the attribute
	 * @param value what to note; {@code null} to forget it
	 * @return whether there is such a connection on any node; fails with
	 * {@link InvalidRequestException} if the value cannot be written as JSON, wherever
	 * the connection is
	 */
	public Mono<Boolean> setAttribute(String socketId, String name, @Nullable Object value) {
		return this.commands.setAttribute(socketId, name, value);
	}

	/**
	 * Close a connection. The client is told that it is unauthorised and does not come
	 * back by itself.
	 * @param socketId its socket id
	 * @return whether any node had it
	 */
	public Mono<Boolean> disconnect(String socketId) {
		return this.commands.disconnect(socketId);
	}

	/**
	 * Close all connections of a user.
	 * @param userId the user's id
	 * @return how many were closed on all nodes that answered; fails if the others cannot
	 * be asked, but those of this node are closed in any case
	 */
	public Mono<Integer> terminate(String userId) {
		return this.commands.terminate(userId);
	}

	/**
	 * Return the number of subscriptions of a channel.
	 * @param channel the name of the channel
	 * @return the number on all nodes
	 */
	public Mono<Integer> subscriptionCount(String channel) {
		return this.occupancy.count(channel);
	}

	/**
	 * Return the channels that have subscriptions on any node.
	 * @param prefix the beginning of their names, empty for all
	 * @return the names, each once, in no particular order
	 */
	public Flux<String> channels(String prefix) {
		return this.occupancy.channels(prefix);
	}

	/**
	 * Return the members of a presence channel.
	 * @param channel the name of the channel
	 * @return its members
	 */
	public Mono<PresenceSnapshot> members(String channel) {
		return this.presence.members(channel);
	}

	/**
	 * Tell the others in a presence channel whether a user types. The user need not be a
	 * member. Without being told so again, the user ends after the time to live for
	 * typing.
	 * @param channel the name of the presence channel
	 * @param userId the user's id
	 * @param typing whether the user types; {@code false} leaves alone what the user's
	 * connections say
	 * @return completes when that is certain to be told; fails with
	 * {@link InvalidRequestException} if it is no presence channel or no user id
	 */
	public Mono<Void> typing(String channel, String userId, boolean typing) {
		return Mono.defer(() -> {
			this.settings.limits().checkChannel(channel);
			return this.typing.say(channel, userId, typing);
		});
	}

	/**
	 * Return who types in a presence channel, as far as this node knows.
	 * @param channel the name of the channel
	 * @return the users' ids, in the order in which they began
	 */
	public List<String> typing(String channel) {
		return this.typing.snapshot(channel).userIds();
	}

	/**
	 * Return the last event of a cache channel.
	 * @param channel the name of the channel
	 * @return the event; empty if there is none, or if it is no cache channel
	 */
	public Mono<CachedPublication> lastEvent(String channel) {
		return this.cache.last(channel);
	}

	/**
	 * Return the events of a channel after a position.
	 * @param channel the name of the channel
	 * @param since the position; {@code null} for that before the oldest event that is
	 * kept
	 * @param limit how many events to return at most, 1 at least
	 * @return the events; fails with {@link InvalidRequestException} if no policy gives
	 * the channel a history
	 */
	public Mono<HistoryPage> history(String channel, @Nullable StreamPosition since, int limit) {
		return this.histories.read(channel, since, limit)
			.switchIfEmpty(Mono.error(() -> new InvalidRequestException("The channel '" + channel
					+ "' has no history; history.size and history.ttl of lattestream.hub.channels[*] give it one")));
	}

	/**
	 * Return the number of open connections of this node.
	 * @return the number
	 */
	public int connectionCount() {
		return this.connections.count();
	}

	/**
	 * Return the limits and times of this hub.
	 * @return the settings
	 */
	public HubSettings settings() {
		return this.settings;
	}

	/**
	 * Return what counts in which channel of this hub.
	 * @return the rules
	 */
	public ChannelRules rules() {
		return this.rules;
	}

	/**
	 * Take connections again after {@link #stop}. A new hub takes them already.
	 */
	public void start() {
		this.stopping = false;
	}

	/**
	 * Refuse new connections and close those there are; many of them not all at once, so
	 * that other nodes are not run over.
	 * @param timeout how long it may take
	 * @return how many were closed, when no connection is left or time is up
	 */
	public Mono<Integer> stop(Duration timeout) {
		return Mono.defer(() -> {
			this.stopping = true;
			int open = connectionCount();
			return Shutdown.closeAll(this.lanes.values(), open, this.settings.shutdownSpread())
				.timeout(timeout, Mono.empty())
				.then(Mono.fromSupplier(() -> open - connectionCount()))
				.doFinally((signal) -> {
					this.heartbeats.stop();
					this.presence.stop();
				});
		});
	}

	/**
	 * Return whether nothing is left of any connection.
	 * @return whether all registries are empty
	 */
	boolean isEmpty() {
		return connectionCount() == 0 && this.registry.isEmpty() && this.userRegistry.isEmpty() && this.typing.isEmpty()
				&& this.watchlists.isEmpty() && this.groups.isEmpty() && this.subscriptions.isEmpty();
	}

	private Mono<Integer> deliver(Publication publication) {
		if (this.typing.heard(publication)) {
			return Mono.empty();
		}
		return deliver(Delivery.of(publication, this.codec));
	}

	private void announce(TypingChange change) {
		deliver(Delivery.of(change, this.codec));
	}

	private void announce(MemberChange change) {
		if (this.watchlists.announce(change)) {
			return;
		}
		if (!change.added()) {
			this.typing.left(change.channel(), change.member().userId());
		}
		deliver(Delivery.of(change, this.codec));
	}

	private void tell(MemberChange change) {
		if (Watchlists.concerns(change)) {
			return;
		}
		if (change.added()) {
			this.listener.memberAdded(change.channel(), change.member());
		}
		else {
			this.listener.memberRemoved(change.channel(), change.member());
		}
	}

	private Mono<Integer> deliver(Delivery delivery) {
		Address address = Address.parse(delivery.channel());
		if (address != null) {
			this.directMessages.deliver(address, delivery);
		}
		else {
			this.registry.deliver(delivery);
		}
		return Mono.fromFuture(delivery.result(), true);
	}

	/**
	 * Count a new connection in, if there is room.
	 * @param connection the connection
	 * @return why it is not wanted, or {@code null} if it is
	 */
	@Nullable CloseCode admit(Connection connection) {
		if (connection.handshake().refusal() != null) {
			return connection.handshake().refusal();
		}
		if (this.stopping) {
			return CloseCode.OVER_CAPACITY;
		}
		if (!this.connections.add(connection)) {
			return CloseCode.OVER_CONNECTION_QUOTA;
		}
		connection.lane().add(connection);
		this.heartbeats.start();
		return null;
	}

	void dismiss(Connection connection) {
		if (connection.laneIndex < 0) {
			return;
		}
		connection.lane().remove(connection);
		this.connections.remove(connection);
		this.signIns.signOut(connection);
		String user = connection.handshake().userId();
		if (user != null) {
			this.users.forget(connection, user);
		}
	}

	private void tick(Lane lane) {
		this.typing.expire(lane);
		long now = now();
		this.counts.tick(now);
		this.subscriptions.tick(now);
	}

	Authenticator authenticator() {
		return this.authenticator;
	}

	HubListener listener() {
		return this.listener;
	}

	Instant instant() {
		return this.clock.instant();
	}

	long now() {
		return this.heartbeats.now();
	}

	FrameCodec codec() {
		return this.codec;
	}

	Subscriber subscriber() {
		return this.subscriber;
	}

	Heartbeats heartbeats() {
		return this.heartbeats;
	}

	Typing typing() {
		return this.typing;
	}

	ClientEvents clientEvents() {
		return this.clientEvents;
	}

	Users users() {
		return this.users;
	}

	SignIns signIns() {
		return this.signIns;
	}

	/**
	 * A token to connect with.
	 *
	 * @param token the token
	 * @param expiresAt when it expires, in epoch milliseconds
	 */
	public record DiscoveryToken(String token, long expiresAt) {

	}

}
