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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import com.lattestream.ChannelType;
import com.lattestream.broker.Member;
import com.lattestream.broker.PresenceLimitException;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import com.lattestream.protocol.ClientFrame;
import com.lattestream.protocol.Replay;
import com.lattestream.protocol.ServerFrame;
import com.lattestream.signature.ChannelSigner;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Subscribes connections to channels and ends their subscriptions. The connection is
 * noted before the broker and the presence store are asked, so nothing is missed, and
 * what comes in meanwhile is held back until the acknowledgement is out.
 */
final class Subscriber {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(Subscriber.class));

	private final HubSettings.Limits limits;

	private final ChannelRules rules;

	private final ChannelSigner signer;

	private final MemberParser members;

	private final ChannelRegistry registry;

	private final Users users;

	private final BrokerSubscriptions subscriptions;

	private final PresenceStore presence;

	private final Typing typing;

	private final CachedEvents cache;

	private final Recovery recovery;

	private final SubscriptionCounts counts;

	private final HubListener listener;

	Subscriber(HubSettings.Limits limits, ChannelRules rules, ChannelSigner signer, MemberParser members,
			ChannelRegistry registry, Users users, BrokerSubscriptions subscriptions, PresenceStore presence,
			Typing typing, CachedEvents cache, Recovery recovery, SubscriptionCounts counts, HubListener listener) {
		this.limits = limits;
		this.rules = rules;
		this.signer = signer;
		this.members = members;
		this.registry = registry;
		this.users = users;
		this.subscriptions = subscriptions;
		this.presence = presence;
		this.typing = typing;
		this.cache = cache;
		this.recovery = recovery;
		this.counts = counts;
		this.listener = listener;
	}

	/**
	 * Subscribe a connection that asks for it.
	 * @param connection the connection
	 * @param frame what it asks
	 * @return completes when it was answered
	 */
	Mono<Void> subscribe(Connection connection, ClientFrame.Subscribe frame) {
		if (mute(connection, frame.channel(), false)) {
			connection.send(new ServerFrame.SubscriptionSucceeded(frame.channel(), Start.live(frame.replay()).point()));
			return Mono.empty();
		}
		try {
			check(connection, frame.channel());
			SubscriptionAuthorizer authorizer = isOpenTo(connection, frame.channel()) ? null
					: InlineAuthorization.of(connection, frame);
			return (authorizer != null) ? subscribe(connection, frame, authorizer)
					: subscribe(connection, authorize(connection, frame).with(frame.replay()));
		}
		catch (SubscriptionException ex) {
			denied(connection, frame.channel(), ex);
			return Mono.empty();
		}
	}

	private Mono<Void> subscribe(Connection connection, ClientFrame.Subscribe frame,
			SubscriptionAuthorizer authorizer) {
		return InlineAuthorization.ask(authorizer, connection, frame.channel())
			.flatMap((grant) -> connection.subscribe(grant.with(frame.replay())))
			.onErrorResume(SubscriptionException.class, (ex) -> {
				if (connection.isOpen()) {
					denied(connection, frame.channel(), ex);
				}
				return Mono.empty();
			});
	}

	/**
	 * Refuse a subscription that is not understood. One that there is goes on.
	 * @param connection the connection
	 * @param frame what it asks
	 */
	void refuse(Connection connection, ClientFrame.InvalidSubscribe frame) {
		denied(connection, frame.channel(), SubscriptionException.invalid(frame.reason()));
	}

	/**
	 * Subscribe a connection to a channel it may have. One that is subscribed already is
	 * told so again. A member is looked at here: it may be the client's, a sign-in's or a
	 * rule's.
	 * @param connection the connection
	 * @param grant the channel
	 * @return completes when the client was answered, or will be later because something
	 * is away
	 */
	Mono<Void> subscribe(Connection connection, ChannelGrant grant) {
		try {
			this.members.check(grant.member());
		}
		catch (SubscriptionException ex) {
			denied(connection, grant.channel(), ex);
			return Mono.empty();
		}
		Map<String, Subscription> subscriptions = connection.subscriptions();
		Subscription existing = subscriptions.get(grant.channel());
		if (existing != null) {
			existing.hold();
			return begin(new SubscriptionAttempt(existing, grant.replay()), subscribed(existing));
		}
		Subscription subscription = new Subscription(connection, grant.channel(), grant.member());
		subscriptions.put(grant.channel(), subscription);
		connection.lane().add(subscription);
		this.registry.add(grant.channel(), connection.lane());
		this.counts.joined(subscription);
		return begin(new SubscriptionAttempt(subscription, grant.replay()),
				this.subscriptions.acquire(grant.channel()));
	}

	private Mono<Void> begin(SubscriptionAttempt attempt, Mono<Void> subscribed) {
		Subscription subscription = attempt.subscription();
		Member member = subscription.member();
		if (attempt.isRepeated()) {
			return answer(attempt, members(subscription));
		}
		if (member == null) {
			return answer(attempt, subscribed.then(join(subscription)));
		}
		return this.users.listening(subscription.connection(), member.userId(),
				(heard) -> answer(attempt, subscribed.then(heard).then(join(subscription))));
	}

	private void beginAgain(SubscriptionAttempt attempt) {
		if (attempt.isWanted()) {
			unattended(begin(attempt, subscribed(attempt.subscription())));
		}
	}

	/**
	 * Wait for the broker, which may have failed before. The subscription has an interest
	 * in the name already.
	 */
	private Mono<Void> subscribed(Subscription subscription) {
		Mono<Void> subscribed = this.subscriptions.acquire(subscription.channel());
		this.subscriptions.release(subscription.channel());
		return subscribed;
	}

	/**
	 * End a subscription.
	 * @param connection the connection
	 * @param channel the name of the channel; not an error if it is not subscribed
	 * @return completes when it is ended
	 */
	Mono<Void> unsubscribe(Connection connection, String channel) {
		if (mute(connection, channel, true)) {
			return Mono.empty();
		}
		Subscription subscription = connection.subscriptions().remove(channel);
		return (subscription != null) ? remove(subscription) : Mono.empty();
	}

	/**
	 * End all subscriptions of a connection that is gone.
	 * @param connection the connection
	 */
	void unsubscribeAll(Connection connection) {
		List<Subscription> subscriptions = List.copyOf(connection.subscriptions().values());
		connection.subscriptions().clear();
		for (Subscription subscription : subscriptions) {
			unattended(remove(subscription));
		}
	}

	/**
	 * What is sent to a user reaches all of the user's connections; the channel that
	 * Pusher clients subscribe for it is a matter of wanting it only.
	 * @return whether the channel is that of the user the connection is signed in as
	 */
	private static boolean mute(Connection connection, String channel, boolean muted) {
		SignedInUser user = connection.user();
		if (user == null || !user.owns(channel)) {
			return false;
		}
		user.setMuted(muted);
		return true;
	}

	private void check(Connection connection, String channel) {
		if (channel.startsWith("#")) {
			throw new SubscriptionException("AuthError", 403, "This channel is not for this connection");
		}
		if (!this.limits.allowsChannel(channel)) {
			throw SubscriptionException.invalid("Invalid channel name");
		}
		if (!connection.rights().maySubscribe(channel)) {
			throw new SubscriptionException("AuthError", 403, "The token does not allow this channel");
		}
		boolean subscribed = connection.subscriptions().containsKey(channel);
		if (!subscribed && connection.subscriptions().size() >= this.limits.subscriptions()) {
			throw SubscriptionException
				.limitReached("A connection may have " + this.limits.subscriptions() + " subscriptions");
		}
	}

	/**
	 * Return whether a connection may have a channel without being authorised for it.
	 */
	private static boolean isOpenTo(Connection connection, String channel) {
		return ChannelType.of(channel) == ChannelType.PUBLIC || connection.rights().include(channel);
	}

	private ChannelGrant authorize(Connection connection, ClientFrame.Subscribe frame) {
		String channel = frame.channel();
		if (!isOpenTo(connection, channel)) {
			verify(connection, frame);
		}
		return new ChannelGrant(channel,
				(ChannelType.of(channel) == ChannelType.PRESENCE) ? member(connection, frame) : null);
	}

	private Member member(Connection connection, ClientFrame.Subscribe frame) {
		SignedInUser user = connection.user();
		return (frame.channelData() == null && user != null) ? user.member() : this.members.parse(frame.channelData());
	}

	private void verify(Connection connection, ClientFrame.Subscribe frame) {
		String auth = frame.auth();
		if (auth == null) {
			throw SubscriptionException.unauthorized("Auth info required to subscribe to " + frame.channel());
		}
		if (!this.signer.verify(auth, connection.socketId(), frame.channel(), frame.channelData())) {
			throw SubscriptionException.unauthorized("Invalid signature");
		}
	}

	private Mono<PresenceSnapshot> join(Subscription subscription) {
		Member member = subscription.member();
		if (member == null) {
			return Mono.just(PresenceSnapshot.EMPTY);
		}
		return this.presence.join(subscription.channel(), member, subscription.connection().socketId(),
				this.rules.members(subscription.channel()));
	}

	private Mono<PresenceSnapshot> members(Subscription subscription) {
		return (subscription.member() != null) ? this.presence.members(subscription.channel())
				: Mono.just(PresenceSnapshot.EMPTY);
	}

	private Mono<Void> answer(SubscriptionAttempt attempt, Mono<PresenceSnapshot> snapshot) {
		Subscription subscription = attempt.subscription();
		Lane lane = subscription.connection().lane();
		Mono<Start> start = this.recovery.start(subscription, attempt.replay());
		Mono<Consumer<Subscription>> greeting = this.cache.greeting(subscription);
		return snapshot
			// The cache after the history, so that no event is in neither
			.zipWhen((present) -> start.flatMap((found) -> greeting(found, greeting)))
			.doOnSuccess((answer) -> lane
				.execute(() -> established(subscription, answer.getT1(), attempt.replay(), answer.getT2())))
			.onErrorResume((ex) -> {
				lane.execute(() -> failed(attempt, ex));
				return Mono.empty();
			})
			.then();
	}

	private static Mono<Beginning> greeting(Start start, Mono<Consumer<Subscription>> greeting) {
		return start.replays() ? Mono.just(new Beginning(start, CachedEvents.NOTHING))
				: greeting.map((first) -> new Beginning(start, first));
	}

	private void established(Subscription subscription, PresenceSnapshot snapshot, Replay replay, Beginning beginning) {
		Connection connection = subscription.connection();
		Member member = subscription.member();
		if (connection.subscriptions().get(subscription.channel()) != subscription) {
			leaveBehind(subscription);
			return;
		}
		TypingSnapshot typists = (member != null) ? this.typing.snapshot(subscription.channel()) : TypingSnapshot.EMPTY;
		Start start = Recovery.settle(subscription, beginning.start(), replay);
		connection.lane().sendWaiting(subscription.channel());
		connection.send(acknowledgement(subscription, snapshot, typists, start));
		start.events().stream().filter((event) -> event.isFor(subscription)).forEach(connection::replay);
		if (!subscription.isAcknowledged()) {
			beginning.greeting().accept(subscription);
		}
		if (subscription.acknowledged(snapshot.version(), typists.version(), start)) {
			this.listener.subscriptionSucceeded(connection.socketId(), connection.userId(), subscription.channel());
		}
		if (member != null) {
			this.users.identified(connection, member.userId());
		}
	}

	/**
	 * The subscription ended while the presence store was asked, which has to be told
	 * after it answered, unless the user is back by now.
	 */
	private void leaveBehind(Subscription subscription) {
		Subscription current = subscription.connection().subscriptions().get(subscription.channel());
		if (current == null || !Objects.equals(current.userId(), subscription.userId())) {
			unattended(leave(subscription));
		}
	}

	private void failed(SubscriptionAttempt attempt, Throwable ex) {
		if (attempt.isWorthAnother(ex)) {
			attempt.lane().executeOnTick(() -> beginAgain(attempt));
			return;
		}
		Subscription subscription = attempt.subscription();
		Connection connection = subscription.connection();
		if (connection.subscriptions().remove(subscription.channel(), subscription)) {
			unattended(remove(subscription));
		}
		else {
			leaveBehind(subscription);
		}
		SubscriptionException reason;
		if (ex instanceof PresenceLimitException) {
			reason = SubscriptionException.limitReached(String.valueOf(ex.getMessage()));
		}
		else {
			troubles.warn("A subscription failed", ex);
			reason = new SubscriptionException("Unavailable", 503, "The subscription could not be made now");
		}
		denied(connection, subscription.channel(), reason);
	}

	private void denied(Connection connection, String channel, SubscriptionException reason) {
		connection.lane().sendWaiting(channel);
		connection.send(reason.toFrame(channel));
		this.listener.subscriptionDenied(connection.socketId(), connection.userId(), channel,
				String.valueOf(reason.getMessage()));
	}

	private static ServerFrame acknowledgement(Subscription subscription, PresenceSnapshot snapshot,
			TypingSnapshot typists, Start start) {
		Member member = subscription.member();
		if (member == null) {
			return new ServerFrame.SubscriptionSucceeded(subscription.channel(), start.point());
		}
		Map<String, @Nullable String> infos = new LinkedHashMap<>();
		snapshot.members().forEach((present) -> infos.put(present.userId(), present.userInfo()));
		return new ServerFrame.PresenceSucceeded(subscription.channel(), infos, member.userId(),
				typists.without(member.userId()), start.point());
	}

	private Mono<Void> remove(Subscription subscription) {
		Lane lane = subscription.connection().lane();
		String channel = subscription.channel();
		lane.remove(subscription);
		this.registry.remove(channel, lane);
		this.subscriptions.release(channel);
		forgetUser(subscription);
		this.typing.left(subscription);
		return leave(subscription);
	}

	/**
	 * Begin or end a subscription that no client waits for.
	 */
	private static void unattended(Mono<Void> operation) {
		operation.subscribe(null, (ex) -> troubles.warn("A subscription could not be changed cleanly", ex));
	}

	/**
	 * Who was lost may come back before anybody notices; who left or was sent away is
	 * gone.
	 */
	private Mono<Void> leave(Subscription subscription) {
		Member member = subscription.member();
		if (member == null) {
			return Mono.empty();
		}
		Connection connection = subscription.connection();
		Duration grace = connection.isLost() ? this.rules.presenceGrace(subscription.channel()) : Duration.ZERO;
		return this.presence.leave(subscription.channel(), member.userId(), connection.socketId(), grace);
	}

	/**
	 * The user of a connection is known by its sign-in, its handshake and its
	 * memberships.
	 */
	private void forgetUser(Subscription subscription) {
		Connection connection = subscription.connection();
		Member member = subscription.member();
		if (member == null || connection.isSignedInAs(member.userId())
				|| member.userId().equals(connection.handshake().userId())) {
			return;
		}
		boolean known = connection.subscriptions()
			.values()
			.stream()
			.anyMatch((other) -> other.member() != null && other.member().userId().equals(member.userId()));
		if (!known) {
			this.users.forget(connection, member.userId());
		}
	}

	/**
	 * What a subscriber gets first.
	 *
	 * @param start what it gets of the history
	 * @param greeting sends what it gets of the cache
	 */
	private record Beginning(Start start, Consumer<Subscription> greeting) {

	}

}
