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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import com.lattestream.protocol.FrameCodec;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells clients when the users they watch come and go. A user is there as long as at
 * least one connection, on any node, is signed in as that user: the presence store knows,
 * by a room of each user under a name that no channel can have. A watch is noted, and the
 * broker asked for its rooms, before the store is, so no change is missed.
 */
final class Watchlists {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(Watchlists.class));

	private static final String PREFIX = "#signed-in-";

	private final PresenceStore presence;

	private final BrokerSubscriptions subscriptions;

	private final FrameCodec codec;

	private final Map<String, Set<Watch>> watches = new ConcurrentHashMap<>();

	Watchlists(PresenceStore presence, BrokerSubscriptions subscriptions, FrameCodec codec) {
		this.presence = presence;
		this.subscriptions = subscriptions;
		this.codec = codec;
	}

	/**
	 * A connection signed in.
	 * @param connection the connection
	 * @param userId the user's id
	 */
	void online(Connection connection, String userId) {
		unattended(this.presence.join(PREFIX + userId, new Member(userId, null), connection.socketId(), 1)
			.doOnSuccess((snapshot) -> connection.lane().execute(() -> joined(connection, userId))));
	}

	private void joined(Connection connection, String userId) {
		if (!connection.isSignedInAs(userId)) {
			// Closed while the store was asked: it has to be told after it answered
			offline(connection, userId);
		}
	}

	/**
	 * A connection that was signed in is gone.
	 * @param connection the connection
	 * @param userId the user's id
	 */
	void offline(Connection connection, String userId) {
		unattended(this.presence.leave(PREFIX + userId, userId, connection.socketId(), Duration.ZERO));
	}

	/**
	 * Tell a client who of those it watches is there, and from then on who comes and
	 * goes. Nothing is told if the store does not know.
	 * @param watch whom it watches
	 */
	void start(Watch watch) {
		Map<String, Mono<Void>> subscribed = new LinkedHashMap<>();
		for (String userId : watch.userIds()) {
			this.watches.compute(userId, (id, existing) -> {
				Set<Watch> set = (existing != null) ? existing : ConcurrentHashMap.newKeySet(1);
				set.add(watch);
				return set;
			});
			subscribed.put(userId, this.subscriptions.acquire(PREFIX + userId));
		}
		unattended(Flux.fromIterable(watch.userIds())
			.flatMap((userId) -> subscribed.get(userId)
				.then(this.presence.members(PREFIX + userId))
				.map((snapshot) -> Map.entry(userId, snapshot)))
			.collectMap(Map.Entry::getKey, Map.Entry::getValue)
			.doOnSuccess((snapshots) -> established(watch, snapshots))
			// Otherwise it would hold changes back for as long as the connection lives
			.doOnError((ex) -> stop(watch)));
	}

	private static void established(Watch watch, Map<String, PresenceSnapshot> snapshots) {
		watch.connection().lane().execute(() -> watch.established(snapshots));
	}

	void stop(Watch watch) {
		for (String userId : watch.userIds()) {
			boolean[] removed = new boolean[1];
			this.watches.computeIfPresent(userId, (id, set) -> {
				removed[0] = set.remove(watch);
				return (!set.isEmpty()) ? set : null;
			});
			if (removed[0]) {
				this.subscriptions.release(PREFIX + userId);
			}
		}
	}

	/**
	 * Tell those who watch, if a change is about somebody who signed in or out.
	 * @param change the change
	 * @return whether it is
	 */
	boolean announce(MemberChange change) {
		if (!concerns(change)) {
			return false;
		}
		Set<Watch> watching = this.watches.get(change.member().userId());
		if (watching != null) {
			Delivery delivery = Delivery.ofOnline(change, this.codec);
			Map<Lane, List<Watch>> byLane = watching.stream()
				.collect(Collectors.groupingBy((watch) -> watch.connection().lane()));
			byLane.forEach((lane, some) -> later(lane, () -> some.forEach((watch) -> watch.changed(change, delivery))));
		}
		return true;
	}

	static boolean concerns(MemberChange change) {
		return change.channel().startsWith(PREFIX);
	}

	private static void later(Lane lane, Runnable task) {
		try {
			lane.executeLater(task);
		}
		catch (RejectedExecutionException ex) {
			// The server behind this lane has stopped, and its connections with it
		}
	}

	boolean isEmpty() {
		return this.watches.isEmpty();
	}

	private static void unattended(Mono<?> operation) {
		operation.subscribe(null, (ex) -> troubles.warn("Who is signed in could not be told or asked", ex));
	}

}
