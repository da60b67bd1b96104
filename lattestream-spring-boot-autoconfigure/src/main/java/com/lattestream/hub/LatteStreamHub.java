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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import com.lattestream.broker.Broker;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.JsonText;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.HmacSigner;
import com.lattestream.signature.TokenSigner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The hub of one node: takes connections from web adapters, publications from anywhere,
 * and brings them together. Safe for use by many threads; nothing here blocks.
 */
public final class LatteStreamHub {

	private static final Duration DISCOVERY_LIFETIME = Duration.ofMinutes(1);

	private final AppCredentials credentials;

	private final Clock clock;

	private final HubSettings settings;

	private final Broker broker;

	private final PresenceStore presence;

	private final HubListener listener;

	private final FrameCodec codec;

	private final ChannelSigner signer;

	private final TokenSigner tokens;

	private final ChannelRegistry registry;

	private final UserRegistry users = new UserRegistry();

	private final Subscriber subscriber;

	private final ClientEvents clientEvents;

	private final SocketIds socketIds = new SocketIds();

	private final Map<Executor, Lane> lanes = new ConcurrentHashMap<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final Heartbeats heartbeats;

	private volatile boolean stopping;

	/**
	 * Create a hub.
	 * @param credentials the application's credentials
	 * @param settings limits and times
	 * @param broker carries publications
	 * @param presence keeps members
	 * @param listeners are told what happens, one after the other
	 * @param clock the clock that tokens expire by
	 */
	public LatteStreamHub(AppCredentials credentials, HubSettings settings, Broker broker, PresenceStore presence,
			List<HubListener> listeners, Clock clock) {
		this(credentials, settings, broker, presence, new HubListeners(listeners), clock, System::nanoTime);
	}

	LatteStreamHub(AppCredentials credentials, HubSettings settings, Broker broker, PresenceStore presence,
			HubListener listener, Clock clock, LongSupplier nanoTime) {
		HubSettings.Limits limits = settings.limits();
		JsonText json = new JsonText(limits.nestingDepth());
		this.credentials = credentials;
		this.settings = settings;
		this.broker = broker;
		this.presence = presence;
		this.listener = listener;
		this.codec = new FrameCodec(json);
		this.signer = new ChannelSigner(credentials, clock);
		this.clock = clock;
		this.tokens = new TokenSigner(credentials.secret(), clock);
		this.registry = new ChannelRegistry(listener);
		this.subscriber = new Subscriber(limits, this.signer, new MemberParser(json, limits.memberSize()),
				this.registry, this.users, broker, presence);
		this.clientEvents = new ClientEvents(settings, broker, listener);
		this.heartbeats = new Heartbeats(settings, this.lanes::values, nanoTime);
		broker.start(this::deliver);
		presence.start(this::announce);
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
		String token = this.tokens.issue(TokenSigner.DISCOVERY, DISCOVERY_LIFETIME, this.credentials.key());
		return new DiscoveryToken(token, this.clock.millis() + DISCOVERY_LIFETIME.toMillis());
	}

	/**
	 * Return whether a text is the public key of the application.
	 * @param key the text
	 * @return whether it is
	 */
	public boolean isKey(@Nullable String key) {
		return key != null && HmacSigner.equal(this.credentials.key(), key);
	}

	/**
	 * Return whether there is room for another connection.
	 * @return whether one would be taken now
	 */
	public boolean isAccepting() {
		return !this.stopping && connectionCount() < this.settings.limits().connections();
	}

	/**
	 * Take a connection. To be called on the thread that is to be its lane.
	 * @param handshake what is known of it
	 * @param transport the way out
	 * @param executor runs tasks one after the other on the current thread
	 * @return the connection; may be closed already
	 */
	public Connection open(Handshake handshake, Transport transport, Executor executor) {
		Lane lane = this.lanes.computeIfAbsent(executor, Lane::new);
		Connection connection = new Connection(this, lane, transport, handshake);
		lane.execute(connection::open);
		return connection;
	}

	/**
	 * Publish an event.
	 * @param publication the event
	 * @return the number of connections of this node that were reached; empty if not
	 * known
	 */
	public Mono<Integer> publish(Publication publication) {
		return this.broker.publish(publication);
	}

	/**
	 * Close all connections of a user.
	 * @param userId the user's id
	 * @return how many were closed on this node
	 */
	public Mono<Integer> terminate(String userId) {
		return Mono.fromSupplier(() -> {
			Collection<Connection> terminated = this.users.of(userId);
			for (Connection connection : terminated) {
				connection.lane()
					.execute(() -> connection.close(CloseCode.UNAUTHORIZED, "The user's connections were terminated"));
			}
			return terminated.size();
		});
	}

	/**
	 * Return the number of subscriptions of a channel.
	 * @param channel the name of the channel
	 * @return the number
	 */
	public int subscriptionCount(String channel) {
		return this.registry.count(channel);
	}

	/**
	 * Return the channels that have subscriptions.
	 * @param prefix the beginning of their names, empty for all
	 * @return the names, in no particular order
	 */
	public List<String> channels(String prefix) {
		return this.registry.channels(prefix);
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
	 * Return the number of open connections.
	 * @return the number
	 */
	public int connectionCount() {
		return this.connections.get();
	}

	/**
	 * Return the limits and times of this hub.
	 * @return the settings
	 */
	public HubSettings settings() {
		return this.settings;
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
				.doFinally((signal) -> this.heartbeats.stop());
		});
	}

	/**
	 * Return whether nothing is left of any connection.
	 * @return whether all registries are empty
	 */
	boolean isEmpty() {
		return connectionCount() == 0 && this.registry.isEmpty() && this.users.isEmpty();
	}

	private Mono<Integer> deliver(Publication publication) {
		return deliver(Delivery.of(publication, this.codec));
	}

	private void announce(MemberChange change) {
		deliver(Delivery.of(change, this.codec));
		if (change.added()) {
			this.listener.memberAdded(change.channel(), change.member());
		}
		else {
			this.listener.memberRemoved(change.channel(), change.member());
		}
	}

	private Mono<Integer> deliver(Delivery delivery) {
		this.registry.deliver(delivery);
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
		if (this.connections.incrementAndGet() > this.settings.limits().connections()) {
			this.connections.decrementAndGet();
			return CloseCode.OVER_CONNECTION_QUOTA;
		}
		connection.lane().add(connection);
		this.heartbeats.start();
		String user = connection.principalName();
		if (user != null) {
			this.users.add(user, connection);
		}
		return null;
	}

	void dismiss(Connection connection) {
		if (connection.laneIndex < 0) {
			return;
		}
		connection.lane().remove(connection);
		this.connections.decrementAndGet();
		String user = connection.principalName();
		if (user != null) {
			this.users.remove(user, connection);
		}
	}

	/**
	 * Return what a client may that connects with a key or token.
	 * @param key the key or token
	 * @param dialect the dialect of the client
	 * @return its rights, or {@code null} if it is not known
	 */
	@Nullable ClientRights authenticate(String key, Dialect dialect) {
		if (isKey(key)) {
			return ClientRights.NONE;
		}
		if (dialect == Dialect.PUSHER) {
			return null;
		}
		if (HmacSigner.equal(this.credentials.secret(), key)) {
			return new ClientRights(true, null);
		}
		if (this.tokens.verify(TokenSigner.DISCOVERY, key) != null) {
			return ClientRights.NONE;
		}
		String channel = this.signer.channelOf(key);
		return (channel != null) ? new ClientRights(false, channel) : null;
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

	ClientEvents clientEvents() {
		return this.clientEvents;
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
