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

package com.lattestream;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes events and asks about channels. Injected into services; whether the embedded
 * hub or a remote service stands behind it is a matter of configuration.
 * <p>
 * Nothing happens before the returned publisher is subscribed to, and each subscription
 * sends anew. Requests that break a rule of the protocol fail with an
 * {@link InvalidRequestException} or a {@link PayloadTooLargeException} before anything
 * is sent. The data of events in encrypted channels is encrypted; they and authorisations
 * for such channels fail with a {@link MissingMasterKeyException} if the application has
 * no master key. Where a remote service stands behind it, calls also fail with a
 * {@link RequestRefusedException}, {@link NotFoundException},
 * {@link RateLimitedException}, {@link OverloadedException}, {@link TimedOutException} or
 * {@link UnavailableException}. Implementations are safe for use by many threads and
 * never block.
 * <p>
 * Data that is a {@code byte[]} or a {@link java.nio.ByteBuffer} makes a binary event. It
 * is not written as JSON and not by the application's mapper: LatteStream clients get the
 * bytes over WebSocket as they are, all others an object that has them in base64 as
 * {@code binaryData}. The bytes are copied when the publisher is subscribed to; inside of
 * other objects they are written as the mapper does.
 */
public interface LatteStreamClient {

	/**
	 * Publish an event in one channel.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data, written as JSON; of a {@code byte[]} or
	 * {@link java.nio.ByteBuffer} the bytes are sent as they are
	 * @return the result, once the event was accepted
	 */
	default Mono<TriggerResult> trigger(String channel, String event, @Nullable Object data) {
		return Mono.defer(() -> trigger(TriggerRequest.of(channel, event, data)));
	}

	/**
	 * Publish an event in several channels: in all of them or, if one name is not valid
	 * or that of an encrypted channel, in none.
	 * @param channels the names of the channels, at most
	 * {@value TriggerRequest#MAX_CHANNELS}
	 * @param event the name of the event
	 * @param data the data, written as JSON; of a {@code byte[]} or
	 * {@link java.nio.ByteBuffer} the bytes are sent as they are
	 * @return the result, once the event was accepted
	 */
	default Mono<TriggerResult> trigger(Collection<String> channels, String event, @Nullable Object data) {
		return Mono.defer(() -> trigger(TriggerRequest.of(channels, event, data)));
	}

	/**
	 * Publish an event.
	 * @param request the event and where it goes
	 * @return the result, once the event was accepted; the first one if the
	 * {@linkplain TriggerRequest#withIdempotencyKey idempotency key} is known
	 */
	Mono<TriggerResult> trigger(TriggerRequest request);

	/**
	 * Publish several events in their order: all of them or, if one is not valid, none.
	 * @param events the events, at most {@value BatchEvent#MAX_EVENTS}
	 * @return a result for each event, in the same order
	 */
	Mono<List<TriggerResult>> triggerBatch(List<BatchEvent> events);

	/**
	 * Ask about one channel.
	 * @param channel the name of the channel
	 * @param attributes what to ask for
	 * @return the answer; for a channel nobody is subscribed to one that says so
	 */
	Mono<ChannelInfo> channel(String channel, ChannelAttribute... attributes);

	/**
	 * Ask for the channels that have subscriptions.
	 * @param prefix the beginning of their names, empty for all
	 * @param attributes what to ask for
	 * @return the channels, in no particular order
	 */
	Flux<ChannelInfo> channels(String prefix, ChannelAttribute... attributes);

	/**
	 * Read the history of a channel, a page at a time, oldest events first.
	 * @param channel the name of the channel
	 * @param since the position to begin after, for example {@link ChannelHistory#end()}
	 * of the last page or one of {@link TriggerResult#positions()}; {@code null} for the
	 * oldest event that is kept
	 * @param limit how many events to return at most, 1 to
	 * {@value ChannelHistory#MAX_EVENTS}; there may be fewer although
	 * {@linkplain ChannelHistory#hasMore() there are more}
	 * @return the page; an {@link InvalidRequestException} as error if the channel has no
	 * history or the limit is not valid, or an {@link UnavailableException} if the
	 * history cannot be read now
	 */
	Mono<ChannelHistory> history(String channel, @Nullable StreamPosition since, int limit);

	/**
	 * Ask for the members of a presence channel.
	 * @param channel the name of the channel
	 * @return the members, each user once
	 */
	Flux<PresenceMember> users(String channel);

	/**
	 * Authorise one connection for one private or presence channel. Whether it may have
	 * the channel is for the caller to decide first.
	 * @param socketId the connection's socket id
	 * @param channel the name of the channel
	 * @param member the member, for presence channels only
	 * @return what the browser needs to subscribe
	 */
	Mono<ChannelToken> authorizeChannel(String socketId, String channel, @Nullable PresenceMember member);

	/**
	 * Authenticate the user of one connection, which can sign in with the result. Who the
	 * user is is for the caller to find out first.
	 * @param socketId the connection's socket id
	 * @param user the user
	 * @return what the browser needs to sign in
	 */
	Mono<UserToken> authenticateUser(String socketId, UserData user);

	/**
	 * Issue a token that clients connect with instead of the public key, to give them
	 * less or more than it, for a time.
	 * @param permissions what it allows: texts like {@code subscribe:private-room-*},
	 * {@code publish:private-room-1} or {@code *}; empty for what the public key does
	 * @param lifetime how long it is good for, 1 s to 24 h, in whole seconds;
	 * {@code null} for an hour
	 * @return the token
	 */
	default Mono<AccessToken> issueToken(Collection<String> permissions, @Nullable Duration lifetime) {
		return issueToken(null, permissions, lifetime);
	}

	/**
	 * Issue a token for one connection that is open already. Its client sends the token
	 * as its key once more; what it allows and how long then takes the place of what the
	 * connection was opened with.
	 * @param socketId the connection's socket id; {@code null} for new connections of
	 * anybody
	 * @param permissions what it allows; empty for what the public key does
	 * @param lifetime how long it is good for, 1 s to 24 h, in whole seconds;
	 * {@code null} for an hour
	 * @return the token
	 */
	Mono<AccessToken> issueToken(@Nullable String socketId, Collection<String> permissions,
			@Nullable Duration lifetime);

	/**
	 * Close all connections of a user: those that signed in, those whose handshake was
	 * made by a principal of that name, and those with a presence membership of that id.
	 * @param userId the user's id
	 * @return how many connections were closed, on all nodes that answered; none if a
	 * remote service closes them
	 */
	Mono<Integer> terminateConnections(String userId);

}
