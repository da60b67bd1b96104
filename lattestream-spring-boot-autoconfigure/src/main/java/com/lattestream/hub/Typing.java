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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import com.lattestream.ChannelType;
import com.lattestream.InvalidRequestException;
import com.lattestream.PresenceMember;
import com.lattestream.broker.Broker;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.ClientFrame;
import com.lattestream.protocol.ServerFrame;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes from clients and from the application who types in a presence channel. All nodes
 * hear of it through the broker, under the name of the channel. This node looks after its
 * own connections: it repeats what they renew and tells when their time is over.
 */
final class Typing {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(Typing.class));

	/** No event of an application can have this name. */
	private static final String EVENT = "lattestream_internal:typing";

	private static final int REFUSED = 4301;

	private final HubSettings settings;

	private final ChannelRules rules;

	private final Broker broker;

	private final LongSupplier nanoTime;

	private final TypingView view;

	private final Map<Lane, Typists> typists = new ConcurrentHashMap<>();

	/**
	 * Create for a hub in which nobody types.
	 * @param settings limits and times
	 * @param rules what counts in which channel
	 * @param broker carries who types
	 * @param nanoTime the time in nanoseconds
	 * @param listener takes changes, a channel's in their order; it does not block
	 */
	Typing(HubSettings settings, ChannelRules rules, Broker broker, LongSupplier nanoTime,
			Consumer<TypingChange> listener) {
		this.settings = settings;
		this.rules = rules;
		this.broker = broker;
		this.nanoTime = nanoTime;
		this.view = new TypingView(settings.typingTtl(), nanoTime, listener);
	}

	/**
	 * A client says whether its user types.
	 * @param connection the client's connection
	 * @param frame what it says
	 * @return completes when that is published, is no news or is refused
	 */
	Mono<Void> say(Connection connection, ClientFrame.Typing frame) {
		Subscription subscription = connection.subscriptions().get(frame.channel());
		Member member = (subscription != null && subscription.isAcknowledged()) ? subscription.member() : null;
		String refusal = refusal(connection, (member != null) ? subscription : null, frame);
		if (refusal != null || member == null) {
			connection.send(new ServerFrame.ErrorFrame(REFUSED, String.valueOf(refusal)));
			return Mono.empty();
		}
		TypingSource source = new TypingSource(frame.channel(), member.userId(), connection.socketId());
		Typists typists = this.typists.computeIfAbsent(connection.lane(),
				(lane) -> new Typists(this.settings.typingTtl()));
		boolean news = (frame.typing()) ? typists.begin(source, this.nanoTime.getAsLong()) : typists.end(source);
		if (!news) {
			return Mono.empty();
		}
		return publish(source, frame.typing()).doOnError((ex) -> connection.lane().execute(() -> typists.end(source)));
	}

	/**
	 * The application says whether a user types.
	 * @param channel the name of a presence channel, checked already
	 * @param userId the user's id
	 * @param typing whether the user types
	 * @return completes when that is published
	 * @throws InvalidRequestException if it is no presence channel or no user id
	 */
	Mono<Void> say(String channel, String userId, boolean typing) {
		if (ChannelType.of(channel) != ChannelType.PRESENCE) {
			throw new InvalidRequestException("Typing is for presence channels");
		}
		if (userId.isEmpty() || userId.length() > PresenceMember.MAX_ID_LENGTH) {
			throw new InvalidRequestException("User ids have 1 to " + PresenceMember.MAX_ID_LENGTH + " characters");
		}
		return publish(new TypingSource(channel, userId, null), typing);
	}

	/**
	 * A connection is in a channel no more.
	 * @param subscription its place there
	 */
	void left(Subscription subscription) {
		Member member = subscription.member();
		if (member != null) {
			TypingSource source = new TypingSource(subscription.channel(), member.userId(),
					subscription.connection().socketId());
			Typists typists = this.typists.get(subscription.connection().lane());
			if (typists != null && typists.end(source)) {
				publishEnd(source);
			}
		}
	}

	/**
	 * A user is no member of a channel any more.
	 * @param channel the name of the channel
	 * @param userId the user's id
	 */
	void left(String channel, String userId) {
		this.view.left(channel, userId);
	}

	/**
	 * End what was not renewed in time.
	 * @param lane the current lane
	 */
	void expire(Lane lane) {
		Typists typists = this.typists.get(lane);
		if (typists != null) {
			typists.expire(this.nanoTime.getAsLong()).forEach(this::publishEnd);
		}
		this.view.expire();
	}

	TypingSnapshot snapshot(String channel) {
		return this.view.snapshot(channel);
	}

	boolean isEmpty() {
		return this.view.isEmpty() && this.typists.values().stream().allMatch(Typists::isEmpty);
	}

	/**
	 * Take a publication of any node, if it is about typing.
	 * @param publication the publication
	 * @return whether it is
	 */
	boolean heard(Publication publication) {
		String userId = publication.userId();
		if (userId == null || !publication.event().equals(EVENT)) {
			return false;
		}
		TypingSource source = new TypingSource(publication.channel(), userId, publication.excludedSocketId());
		this.view.heard(source, Boolean.parseBoolean(publication.data()));
		return true;
	}

	private @Nullable String refusal(Connection connection, @Nullable Subscription subscription,
			ClientFrame.Typing frame) {
		if (!this.rules.allowClientEvents(frame.channel())) {
			return "Client events are not enabled";
		}
		if (ChannelType.of(frame.channel()) != ChannelType.PRESENCE) {
			return "Typing is for presence channels";
		}
		if (subscription == null) {
			return "Typing takes a subscription of its channel";
		}
		if (!connection.rights().mayPublish(frame.channel())) {
			return "The token does not allow typing here";
		}
		return this.rules.countClientEvent(subscription);
	}

	private void publishEnd(TypingSource source) {
		publish(source, false).subscribe(null, (ex) -> troubles.warn("The end of typing could not be published", ex));
	}

	private Mono<Void> publish(TypingSource source, boolean typing) {
		return this.broker
			.publish(new Publication(source.channel(), EVENT, String.valueOf(typing), false, source.socketId(),
					source.userId()))
			.then();
	}

}
