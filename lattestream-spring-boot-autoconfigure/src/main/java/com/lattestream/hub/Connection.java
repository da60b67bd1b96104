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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import com.lattestream.ConnectionInfo;
import com.lattestream.TransportType;
import com.lattestream.broker.Member;
import com.lattestream.protocol.ClientFrame;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.ServerFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * A client's connection and the only state machine of the protocol. Frames are handled
 * one after the other: one that has to wait for something makes the later ones wait, so
 * answers come in the order of the questions. All methods are for the connection's lane.
 */
public final class Connection {

	private static final Log logger = LogFactory.getLog(Connection.class);

	private static final LogThrottle troubles = new LogThrottle(logger);

	private static final String USER_UNAVAILABLE = "What is sent to the user cannot be had now";

	private static final String TOKEN_EXPIRED = "Token expired";

	private enum State {

		OPENING, AUTHENTICATING, OPEN, CLOSED

	}

	private final LatteStreamHub hub;

	private final Lane lane;

	private final Transport transport;

	private final Handshake handshake;

	private final OutboundQueue queue;

	private final Deque<ClientFrame> inbox = new ArrayDeque<>(2);

	private final Map<String, Subscription> subscriptions = new HashMap<>(4);

	private final long openedAt;

	private final Instant openedOn;

	private Map<String, Object> attributes;

	private State state = State.OPENING;

	/** Whether a frame is being handled that has to wait for something. */
	private boolean busy;

	/** Whether frames are being handled, further down on the stack. */
	private boolean draining;

	/** Whether something was written and not flushed. */
	private boolean written;

	/** Whether client or transport could not keep up; the close is on its way. */
	private boolean overrun;

	/** Whether the hub closed it for good. */
	private boolean sentAway;

	private boolean pinged;

	private long lastSeen;

	private long lastSent;

	private ClientRights rights = ClientRights.NONE;

	private @Nullable SignedInUser user;

	/** Channels to subscribe to as soon as it is open. */
	private @Nullable Collection<ChannelGrant> grants;

	private @Nullable TokenBucket clientEvents;

	/** Where it stands among the connections of its lane; negative if not among them. */
	int laneIndex = -1;

	Connection(LatteStreamHub hub, Lane lane, Transport transport, Handshake handshake) {
		this.hub = hub;
		this.lane = lane;
		this.transport = transport;
		this.handshake = handshake;
		HubSettings.Limits limits = hub.settings().limits();
		this.queue = new OutboundQueue(limits.queuedMessages(), limits.queuedBytes());
		this.openedAt = hub.now();
		this.openedOn = hub.instant();
		this.attributes = handshake.client().attributes();
		this.lastSeen = this.openedAt;
		this.lastSent = this.openedAt;
	}

	/**
	 * Return the socket id.
	 * @return the socket id
	 */
	public String socketId() {
		return this.handshake.socketId();
	}

	/**
	 * A text message came in.
	 * @param text the message
	 */
	public void received(String text) {
		alive();
		if (this.state == State.CLOSED) {
			return;
		}
		received(this.hub.codec().decode(text, dialect()));
	}

	/**
	 * A binary message came in. LatteStream clients send JSON so, and events with bytes;
	 * what cannot be read at all, and all from clients of Pusher, closes the connection.
	 * @param message the message, not to be changed
	 */
	public void receivedBinary(byte[] message) {
		alive();
		if (this.state == State.CLOSED) {
			return;
		}
		ClientFrame frame = (dialect() == Dialect.LATTESTREAM) ? this.hub.codec().decode(message) : null;
		if (frame != null) {
			received(frame);
		}
		else {
			close(CloseCode.UNSUPPORTED_DATA, CloseCode.UNSUPPORTED_DATA.reason());
		}
	}

	private void received(ClientFrame frame) {
		this.inbox.add(frame);
		if (this.inbox.size() > this.hub.settings().limits().pendingFrames()) {
			close(CloseCode.OVER_CAPACITY, "Too many messages at once");
			return;
		}
		drainInbox();
	}

	/**
	 * There was a sign of life, for example a native ping or pong.
	 */
	public void alive() {
		this.lastSeen = this.hub.now();
		this.pinged = false;
	}

	/**
	 * The transport takes frames again.
	 */
	public void writable() {
		while (!this.overrun && this.transport.isWritable()) {
			EncodedFrame frame = this.queue.poll();
			if (frame == null) {
				break;
			}
			write(frame);
		}
	}

	/**
	 * The transport is closed, by whichever side.
	 */
	public void closed() {
		if (this.state != State.CLOSED) {
			release(null, "The client is gone");
		}
	}

	/**
	 * Close the connection.
	 * @param code why
	 * @param reason why, in words
	 */
	public void close(CloseCode code, String reason) {
		if (this.state == State.CLOSED) {
			return;
		}
		logger.debug(LogMessage.format("Closing %s: %d %s", socketId(), code.code(), reason));
		this.lane.sendWaiting(this);
		if (dialect() == Dialect.LATTESTREAM && this.queue.isEmpty()) {
			write(encode(new ServerFrame.ErrorFrame(code.code(), reason)));
		}
		attempt(this.transport::flush);
		this.sentAway = code.isFinal();
		release(code.code(), reason);
		this.transport.close(code, reason);
	}

	/**
	 * Subscribe to channels that the application has authorised already.
	 * @param grants the channels
	 */
	public void subscribe(Collection<ChannelGrant> grants) {
		this.lane.execute(() -> {
			if (isOpen()) {
				subscribeNow(grants);
			}
			else if (!isClosed()) {
				this.grants = grants;
			}
		});
	}

	private void subscribeNow(Collection<ChannelGrant> channels) {
		channels.forEach((channel) -> waitFor(subscribe(channel)));
	}

	/**
	 * Subscribe to a channel, unless the connection is not open.
	 * @param grant the channel
	 * @return completes when the client was answered
	 */
	Mono<Void> subscribe(ChannelGrant grant) {
		return isOpen() ? this.hub.subscriber().subscribe(this, grant) : Mono.empty();
	}

	Mono<Void> unsubscribe(String channel) {
		return this.hub.subscriber().unsubscribe(this, channel);
	}

	/**
	 * Open the connection. The first one of a lane may be opened after the transport was
	 * closed or something came in.
	 */
	void open() {
		if (this.state == State.CLOSED) {
			return;
		}
		this.state = State.AUTHENTICATING;
		CloseCode refusal = this.hub.admit(this);
		if (refusal != null) {
			String reason = this.handshake.client().refusal();
			close(refusal, (reason != null) ? reason : refusal.reason());
		}
		else if (this.handshake.key() != null) {
			authenticate(this.handshake.key());
		}
		else if (this.transport.type() == TransportType.SSE) {
			// Nobody gets as far as a stream without having been authenticated
			established(ClientRights.NONE);
		}
		else if (this.handshake.admitted()) {
			established(ClientRights.NONE);
		}
		drainInbox();
	}

	private void authenticate(String key) {
		ClientRights granted = this.hub.authenticator().authenticate(key, dialect());
		String refusal = (granted != null) ? refusal(granted) : null;
		if (granted == null) {
			close(CloseCode.UNKNOWN_KEY, CloseCode.UNKNOWN_KEY.reason());
		}
		else if (refusal != null) {
			close(CloseCode.UNAUTHORIZED, refusal);
		}
		else {
			established(granted);
		}
	}

	/**
	 * Take a token in place of the key or token that the connection was opened with.
	 * Other keys change nothing any more.
	 */
	private void renew(String key) {
		ClientRights granted = this.hub.authenticator().accessTokens().read(key);
		String refusal = (granted != null) ? refusal(granted) : null;
		if (refusal != null) {
			send(new ServerFrame.ErrorFrame(CloseCode.UNAUTHORIZED.code(), refusal));
		}
		else if (granted != null) {
			this.rights = granted;
		}
	}

	private @Nullable String refusal(ClientRights granted) {
		if (granted.isExpired(this.hub.instant().toEpochMilli())) {
			return TOKEN_EXPIRED;
		}
		return granted.isFor(socketId()) ? null : "The token is for another connection";
	}

	/**
	 * The connection may be opened. If it is one of a user, it is when all will reach it
	 * that is sent to the user.
	 */
	private void established(ClientRights granted) {
		this.rights = granted;
		String userId = this.handshake.userId();
		if (userId == null) {
			established();
		}
		else {
			waitFor(this.hub.users()
				.listening(this, userId, (heard) -> onLane(heard, this::established,
						(ex) -> close(CloseCode.OVER_CAPACITY, USER_UNAVAILABLE))));
		}
	}

	private void established() {
		if (this.state == State.CLOSED) {
			return;
		}
		this.state = State.OPEN;
		// Clients of Pusher take 0 for a failure
		long activityTimeout = Math.max(1, this.hub.settings().activityTimeout().toSeconds());
		send(new ServerFrame.ConnectionEstablished(socketId(), activityTimeout));
		this.hub.listener().connectionOpened(info());
		String userId = this.handshake.userId();
		if (userId != null) {
			this.hub.users().identified(this, userId);
		}
		Collection<ChannelGrant> waiting = this.grants;
		if (waiting != null) {
			this.grants = null;
			subscribeNow(waiting);
		}
	}

	private void drainInbox() {
		if (this.draining) {
			return;
		}
		this.draining = true;
		try {
			while (!this.busy && this.state != State.OPENING && this.state != State.CLOSED && !this.inbox.isEmpty()) {
				handle(this.inbox.remove());
			}
		}
		finally {
			this.draining = false;
		}
	}

	private void handle(ClientFrame frame) {
		if (frame instanceof ClientFrame.Batch batch) {
			List<ClientFrame> frames = batch.frames();
			for (int i = frames.size() - 1; i >= 0; i--) {
				this.inbox.addFirst(frames.get(i));
			}
		}
		else if (frame instanceof ClientFrame.Ping) {
			send(new ServerFrame.Pong());
		}
		else if (frame instanceof ClientFrame.Authenticate authenticate) {
			if (this.state == State.AUTHENTICATING) {
				authenticate(authenticate.apiKey());
			}
			else {
				renew(authenticate.apiKey());
			}
		}
		else if (this.state == State.AUTHENTICATING) {
			close(CloseCode.UNAUTHORIZED, "The first message must bring the key");
		}
		else if (frame instanceof ClientFrame.Subscribe subscribe) {
			waitFor(this.hub.subscriber().subscribe(this, subscribe));
		}
		else if (frame instanceof ClientFrame.InvalidSubscribe invalid) {
			this.hub.subscriber().refuse(this, invalid);
		}
		else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
			waitFor(unsubscribe(unsubscribe.channel()));
		}
		else if (frame instanceof ClientFrame.SignIn signIn) {
			waitFor(this.hub.signIns().signIn(this, signIn));
		}
		else if (frame instanceof ClientFrame.ClientEvent event) {
			waitFor(this.hub.clientEvents().publish(this, event));
		}
		else if (frame instanceof ClientFrame.Typing typing) {
			waitFor(this.hub.typing().say(this, typing));
		}
		else if (frame instanceof ClientFrame.BinaryEvent binary) {
			waitFor(this.hub.clientEvents().publish(this, binary.event(), binary.bytes()));
		}
		else if (frame instanceof ClientFrame.Malformed malformed) {
			send(new ServerFrame.ErrorFrame(null, malformed.reason()));
		}
	}

	/**
	 * Let later frames wait until something is done. It may be done at once.
	 */
	private void waitFor(Mono<Void> operation) {
		this.busy = true;
		operation.subscribe(null, (ex) -> {
			troubles.warn("A message of a client could not be handled", ex);
			this.lane.execute(this::proceed);
		}, () -> this.lane.execute(this::proceed));
	}

	/**
	 * Wait for something that may be answered elsewhere.
	 * @param operation what to wait for
	 * @param task what to do then, on the lane
	 * @param otherwise what to do on the lane if it fails
	 * @return completes when the lane knows
	 */
	Mono<Void> onLane(Mono<Void> operation, Runnable task, Consumer<Throwable> otherwise) {
		return operation.doOnSuccess((done) -> this.lane.execute(task)).onErrorResume((ex) -> {
			this.lane.execute(() -> otherwise.accept(ex));
			return Mono.empty();
		});
	}

	private void proceed() {
		this.busy = false;
		drainInbox();
	}

	/**
	 * Hand something over that is for the connection itself.
	 * @param delivery what to hand over
	 * @return whether the client gets it
	 */
	boolean deliver(Delivery delivery) {
		if (!isOpen() || (this.user != null && this.user.isMuted(delivery.channel()))) {
			return false;
		}
		send(delivery.frame(dialect()));
		return isOpen();
	}

	void send(ServerFrame frame) {
		send(encode(frame));
	}

	/**
	 * Send a frame, now or when the transport takes it. Who reads too slowly is closed;
	 * that happens in a later task, because this one may be on its way through all
	 * subscribers.
	 */
	void send(EncodedFrame frame) {
		if (this.state == State.CLOSED || this.overrun) {
			return;
		}
		if (this.queue.isEmpty() && this.transport.isWritable()) {
			write(frame);
		}
		else if (!this.queue.offer(frame)) {
			this.overrun = true;
			this.lane.executeLater(() -> close(CloseCode.OVER_CAPACITY, "The client reads too slowly"));
		}
	}

	/**
	 * Send frames that leave together. If they have to wait, each counts as one.
	 */
	void send(JoinedFrames frames) {
		if (this.state == State.CLOSED || this.overrun) {
			return;
		}
		if (this.queue.isEmpty() && this.transport.isWritable()) {
			write(() -> this.transport.write(frames));
		}
		else {
			frames.forEach(this::send);
		}
	}

	/**
	 * Send an earlier event. Who comes back gets as many as there may be, however few may
	 * wait otherwise: closing it would bring it back for the same ones.
	 */
	void replay(Delivery delivery) {
		if (this.state == State.CLOSED || this.overrun) {
			return;
		}
		if (this.queue.isEmpty() && this.transport.isWritable()) {
			write(delivery.frame(dialect()));
		}
		else {
			this.queue.addReplay(() -> delivery.frame(dialect()));
		}
	}

	private void write(EncodedFrame frame) {
		write(() -> this.transport.write(frame));
	}

	private void write(Runnable operation) {
		attempt(operation);
		this.lastSent = this.hub.now();
		if (!this.written) {
			this.written = true;
			this.lane.flushLater(this);
		}
	}

	void flush() {
		this.written = false;
		if (this.state != State.CLOSED) {
			attempt(this.transport::flush);
			// A transport that was full has room again, and need not say so
			writable();
		}
	}

	/**
	 * Keep what a transport throws away from the other connections of the lane. The close
	 * comes later: the lane may be on its way through all of them.
	 */
	private void attempt(Runnable operation) {
		try {
			operation.run();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			logger.warn(LogMessage.format("The transport of %s failed", socketId()), ex);
			this.overrun = true;
			this.lane.executeLater(() -> close(CloseCode.OVER_CAPACITY, "The transport failed"));
		}
	}

	void tick(long now) {
		HubSettings settings = this.hub.settings();
		if (this.state == State.AUTHENTICATING) {
			if (now - this.openedAt > settings.authenticationTimeout().toNanos()) {
				// Busy is who has been let in and waits for the broker
				close((this.busy) ? CloseCode.OVER_CAPACITY : CloseCode.UNAUTHORIZED,
						(this.busy) ? USER_UNAVAILABLE : "Authentication timed out");
			}
		}
		else if (this.rights.token() != null && this.rights.isExpired(this.hub.instant().toEpochMilli())) {
			close(CloseCode.UNAUTHORIZED, TOKEN_EXPIRED);
		}
		else if (this.transport.type() == TransportType.SSE) {
			if (now - this.lastSent > settings.sseHeartbeat().toNanos() && this.transport.isWritable()) {
				attempt(this.transport::ping);
				this.lastSent = now;
			}
		}
		else {
			checkAlive(now - this.lastSeen, settings);
		}
	}

	private void checkAlive(long silence, HubSettings settings) {
		long patience = settings.activityTimeout().toNanos();
		if (silence > patience + settings.pongTimeout().toNanos()) {
			close(CloseCode.PONG_NOT_RECEIVED, CloseCode.PONG_NOT_RECEIVED.reason());
		}
		else if (silence > patience && !this.pinged) {
			this.pinged = true;
			attempt(this.transport::ping);
		}
	}

	private void release(@Nullable Integer code, String reason) {
		ConnectionInfo last = isOpen() ? info() : null;
		this.state = State.CLOSED;
		this.queue.clear();
		this.inbox.clear();
		this.grants = null;
		this.hub.subscriber().unsubscribeAll(this);
		this.hub.dismiss(this);
		if (last != null) {
			Duration duration = Duration.ofNanos(this.hub.now() - this.openedAt);
			this.hub.listener().connectionClosed(last, code, reason, duration);
		}
	}

	private EncodedFrame encode(ServerFrame frame) {
		return this.hub.codec().encode(frame, dialect());
	}

	Dialect dialect() {
		return this.handshake.dialect();
	}

	Handshake handshake() {
		return this.handshake;
	}

	/**
	 * Return the user that the connection belongs to.
	 * @return the user it is signed in as, or else of the handshake, or else of the first
	 * membership; may be nobody
	 */
	@Nullable String userId() {
		if (this.user != null) {
			return this.user.id();
		}
		String userId = this.handshake.userId();
		return (userId != null) ? userId
				: this.subscriptions.values()
					.stream()
					.map(Subscription::member)
					.filter(Objects::nonNull)
					.map(Member::userId)
					.findFirst()
					.orElse(null);
	}

	@Nullable SignedInUser user() {
		return this.user;
	}

	void setUser(@Nullable SignedInUser user) {
		this.user = user;
	}

	boolean isSignedInAs(String userId) {
		return this.user != null && this.user.id().equals(userId);
	}

	ConnectionInfo info() {
		return new ConnectionInfo(socketId(), userId(), this.transport.type(), dialect().protocol(), this.openedOn,
				this.subscriptions.keySet(), this.attributes, this.handshake.client().remoteAddress());
	}

	/**
	 * Note something about the connection.
	 * @param name the name of the attribute
	 * @param value what to note; {@code null} to forget it
	 */
	void setAttribute(String name, @Nullable Object value) {
		// Most connections have none, or only those of their handshake
		Map<String, Object> changed = new HashMap<>(this.attributes);
		if (value != null) {
			changed.put(name, value);
		}
		else {
			changed.remove(name);
		}
		this.attributes = changed;
	}

	Lane lane() {
		return this.lane;
	}

	boolean isOpen() {
		return this.state == State.OPEN;
	}

	boolean isClosed() {
		return this.state == State.CLOSED;
	}

	/**
	 * Return whether the connection was lost, so that its client may be expected back.
	 * @return whether it is closed, and not because the client should stay away
	 */
	boolean isLost() {
		return this.state == State.CLOSED && !this.sentAway;
	}

	/**
	 * Return the subscriptions by channel.
	 * @return the live map
	 */
	Map<String, Subscription> subscriptions() {
		return this.subscriptions;
	}

	ClientRights rights() {
		return this.rights;
	}

	long now() {
		return this.hub.now();
	}

	/**
	 * Count a client event.
	 * @return whether it may be sent
	 */
	boolean mayPublish() {
		long now = now();
		if (this.clientEvents == null) {
			this.clientEvents = new TokenBucket(this.hub.settings().limits().clientEventsPerSecond(), now);
		}
		return this.clientEvents.take(now);
	}

}
