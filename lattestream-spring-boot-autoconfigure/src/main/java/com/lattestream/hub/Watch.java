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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.broker.MemberChange;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * What a connection knows of the users it watches. Changes are held back until it is
 * known who is there. All but the connection and the ids is for the connection's lane.
 */
final class Watch {

	private final Connection connection;

	private final Set<String> userIds;

	private final Map<String, Sighting> sightings = new HashMap<>();

	/** What changed meanwhile; {@code null} once the client knows who is there. */
	private @Nullable List<MemberChange> held = new ArrayList<>(0);

	/**
	 * Create a watch.
	 * @param connection the connection
	 * @param userIds the ids of the users, in order
	 */
	Watch(Connection connection, Set<String> userIds) {
		this.connection = connection;
		this.userIds = userIds;
	}

	Connection connection() {
		return this.connection;
	}

	Set<String> userIds() {
		return this.userIds;
	}

	/**
	 * Tell the client who is there. Changes that came meanwhile are part of that.
	 * @param snapshots what is known of each user
	 */
	void established(Map<String, PresenceSnapshot> snapshots) {
		List<MemberChange> changes = this.held;
		if (changes == null || !isCurrent()) {
			return;
		}
		snapshots.forEach((userId, snapshot) -> this.sightings.put(userId,
				new Sighting(!snapshot.members().isEmpty(), snapshot.version())));
		this.held = null;
		changes.forEach(this::note);
		Set<String> online = new LinkedHashSet<>();
		Set<String> offline = new LinkedHashSet<>();
		for (String userId : this.userIds) {
			(this.sightings.get(userId).online() ? online : offline).add(userId);
		}
		this.connection.send(new ServerFrame.WatchlistEvents(online, offline));
	}

	/**
	 * A user came or went.
	 * @param change the change
	 * @param delivery tells the client
	 */
	void changed(MemberChange change, Delivery delivery) {
		if (!isCurrent()) {
			return;
		}
		if (this.held != null) {
			this.held.add(change);
		}
		else if (note(change)) {
			this.connection.send(delivery.frame(this.connection.dialect()));
		}
	}

	/**
	 * Note a change.
	 * @param change the change
	 * @return whether it is news
	 */
	private boolean note(MemberChange change) {
		Sighting last = this.sightings.get(change.member().userId());
		if (last == null || change.version() <= last.version()) {
			return false;
		}
		this.sightings.put(change.member().userId(), new Sighting(change.added(), change.version()));
		return change.added() != last.online();
	}

	/**
	 * Another sign-in may have brought another watchlist.
	 */
	private boolean isCurrent() {
		SignedInUser user = this.connection.user();
		return user != null && user.watch() == this;
	}

	/**
	 * What was last heard of a user.
	 *
	 * @param online whether the user was there
	 * @param version the version of that news
	 */
	private record Sighting(boolean online, long version) {

	}

}
