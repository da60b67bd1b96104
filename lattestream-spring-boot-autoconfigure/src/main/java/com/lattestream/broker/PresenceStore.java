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

package com.lattestream.broker;

import java.time.Duration;

import reactor.core.publisher.Mono;

/**
 * Knows who is present where. A user is one member of a channel as long as at least one
 * of the user's connections is in it.
 * <p>
 * Implementations tell of every change as {@link PresenceListener} says, and never block.
 */
public interface PresenceStore {

	/**
	 * Start to announce changes. Called once, before any other method.
	 * @param listener is told of them
	 */
	void start(PresenceListener listener);

	/**
	 * Add a connection of a user to a channel. The first one makes the user a member;
	 * further ones leave the member as it is.
	 * @param channel the name of the channel
	 * @param member the user
	 * @param socketId the socket id of the connection
	 * @param maxMembers how many members the channel may have; a further connection of a
	 * user who is a member already is always let in
	 * @return the members, the new one included; an error of type
	 * {@link PresenceLimitException} if there are too many
	 */
	Mono<PresenceSnapshot> join(String channel, Member member, String socketId, int maxMembers);

	/**
	 * Remove a connection of a user from a channel. The last one ends the membership, at
	 * once or after a grace. In its grace the member is one as any other, and counts as
	 * one; if a connection of the user joins before it is over, nobody is told anything.
	 * The grace of the connection that was the last one counts, not those of earlier
	 * ones.
	 * @param channel the name of the channel
	 * @param userId the user's id
	 * @param socketId the socket id of the connection
	 * @param grace how long the member stays after its last connection; zero or less to
	 * end at once
	 * @return completes when the connection is removed, without waiting for the grace;
	 * also when there was nothing to remove, and then a grace goes on as it is
	 */
	Mono<Void> leave(String channel, String userId, String socketId, Duration grace);

	/**
	 * Return the members of a channel.
	 * @param channel the name of the channel
	 * @return its members
	 */
	Mono<PresenceSnapshot> members(String channel);

	/**
	 * This node stops, and its connections have left. What no other node would end when
	 * its grace is over ends now. The store may be used again afterwards.
	 */
	default void stop() {
	}

}
