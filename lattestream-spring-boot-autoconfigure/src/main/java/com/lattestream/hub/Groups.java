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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import com.lattestream.broker.GroupStore;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Puts connections into the channels of their users. The store is asked once for each
 * user of each connection. One that fails is no reason to turn anybody away: the
 * connection is in none of those channels then.
 */
final class Groups {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(Groups.class));

	private final GroupStore store;

	private final UserRegistry users;

	/** By user, those that the store is being asked for. */
	private final Map<String, Set<Reading>> readings = new ConcurrentHashMap<>();

	Groups(GroupStore store, UserRegistry users) {
		this.store = store;
		this.users = users;
	}

	/**
	 * Put the user's later connections into a channel, on all nodes.
	 * @param userId the user's id
	 * @param channel the name of the channel
	 * @return completes when that is certain
	 */
	Mono<Void> add(String userId, String channel) {
		return this.store.add(userId, channel);
	}

	/**
	 * Put later connections into a channel no more.
	 * @param userId the user's id
	 * @param channel the name of the channel
	 * @return completes when that is certain
	 */
	Mono<Void> remove(String userId, String channel) {
		return this.store.remove(userId, channel);
	}

	/**
	 * A user was taken out of a channel: what the store is about to say may be old.
	 * @param userId the user's id
	 * @param channel the name of the channel
	 */
	void removed(String userId, String channel) {
		this.readings.computeIfPresent(userId, (id, set) -> {
			set.forEach((reading) -> reading.removed.add(channel));
			return set;
		});
	}

	/**
	 * Put a connection that was just noted as one of a user into the user's channels. To
	 * be called on its lane.
	 * @param connection the connection
	 * @param userId the user's id
	 */
	void join(Connection connection, String userId) {
		Reading reading = new Reading();
		this.readings.compute(userId, (id, existing) -> {
			Set<Reading> set = (existing != null) ? existing : ConcurrentHashMap.newKeySet(1);
			set.add(reading);
			return set;
		});
		Mono.defer(() -> this.store.channels(userId).collectList())
			.subscribe((channels) -> later(connection, userId, reading, channels), (ex) -> {
				end(userId, reading);
				troubles.warn("The channels of a user could not be read", ex);
			});
	}

	private void later(Connection connection, String userId, Reading reading, List<String> channels) {
		try {
			connection.lane().execute(() -> {
				end(userId, reading);
				join(connection, userId, channels.stream().filter((name) -> !reading.removed.contains(name)).toList());
			});
		}
		catch (RejectedExecutionException ex) {
			// The server behind this lane has stopped, and its connections with it
			end(userId, reading);
		}
	}

	private void join(Connection connection, String userId, List<String> channels) {
		if (!channels.isEmpty() && this.users.of(userId).contains(connection)) {
			for (String channel : channels) {
				connection.subscribe(ChannelGrant.asUser(channel, userId))
					.subscribe(null, (ex) -> troubles.warn("A connection could not be put into a channel", ex));
			}
		}
	}

	private void end(String userId, Reading reading) {
		this.readings.computeIfPresent(userId, (id, set) -> {
			set.remove(reading);
			return (!set.isEmpty()) ? set : null;
		});
	}

	boolean isEmpty() {
		return this.readings.isEmpty();
	}

	/**
	 * What the user was taken out of while the store was asked.
	 */
	private static final class Reading {

		private final Set<String> removed = ConcurrentHashMap.newKeySet(1);

	}

}
