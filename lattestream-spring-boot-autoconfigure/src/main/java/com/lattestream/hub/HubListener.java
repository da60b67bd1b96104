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

import com.lattestream.ConnectionInfo;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a hub. Called on lanes and publishers' threads while order is
 * kept, so implementations must return at once: hand over, never block, never call back.
 */
public interface HubListener {

	/**
	 * A client connected and was let in, by a key, a token, a ticket or a login.
	 * @param connection the connection
	 */
	default void connectionOpened(ConnectionInfo connection) {
	}

	/**
	 * A connection ended that had been opened.
	 * @param connection the connection as it was
	 * @param code the close code; {@code null} if the client or the network ended it
	 * @param reason why, in words
	 * @param duration how long it was open
	 */
	default void connectionClosed(ConnectionInfo connection, @Nullable Integer code, String reason, Duration duration) {
	}

	/**
	 * A connection was subscribed to a channel.
	 * @param socketId the socket id of the connection
	 * @param userId the user that it belongs to, if known
	 * @param channel the name of the channel
	 */
	default void subscriptionSucceeded(String socketId, @Nullable String userId, String channel) {
	}

	/**
	 * A connection asked for a channel and did not get it.
	 * @param socketId the socket id of the connection
	 * @param userId the user that it belongs to, if known
	 * @param channel the name of the channel as the client gave it
	 * @param reason why
	 */
	default void subscriptionDenied(String socketId, @Nullable String userId, String channel, String reason) {
	}

	/**
	 * A channel got its first subscription of all nodes. Told on one node.
	 * @param channel the name of the channel
	 */
	default void channelOccupied(String channel) {
	}

	/**
	 * A channel lost its last subscription of all nodes. Told on one node.
	 * @param channel the name of the channel
	 */
	default void channelVacated(String channel) {
	}

	/**
	 * The number of subscriptions of a channel changed. Told on one node, but not for a
	 * change that another one follows at once.
	 * @param channel the name of the channel
	 * @param count the number on all nodes
	 */
	default void subscriptionCountChanged(String channel, int count) {
	}

	/**
	 * A cache channel had no event for a new subscriber. Told on the node that has the
	 * subscriber.
	 * @param channel the name of the channel
	 */
	default void cacheMissed(String channel) {
	}

	/**
	 * A user joined a presence channel. Told on one node.
	 * @param channel the name of the channel
	 * @param member the user
	 */
	default void memberAdded(String channel, Member member) {
	}

	/**
	 * A user left a presence channel. Told on one node.
	 * @param channel the name of the channel
	 * @param member the user
	 */
	default void memberRemoved(String channel, Member member) {
	}

	/**
	 * A client sent an event, which is about to be passed on. Told on the node that has
	 * the client. What a handler keeps from the others is not told.
	 * @param publication the event with the data that the others get; the excluded socket
	 * id is that of the sender; bytes come in base64 in the property {@code binaryData}
	 */
	default void clientEvent(Publication publication) {
	}

}
