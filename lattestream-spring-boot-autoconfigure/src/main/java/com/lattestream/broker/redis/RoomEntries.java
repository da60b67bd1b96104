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

package com.lattestream.broker.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.lattestream.broker.Member;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this node that are in a channel, and what Redis may still have of
 * others. Not safe for threads.
 */
final class RoomEntries {

	/** How many connections one script takes: all of Redis waits for it. */
	private static final int MAX_TOLD = 1000;

	private final Map<Key, Entry> entries = new HashMap<>(2);

	/** Until when users stay whose last connection left while Redis could not be told. */
	private final Map<String, Long> leaving = new HashMap<>(0);

	/** Former incarnations of this node that Redis may still have something of. */
	private final Set<String> former = new HashSet<>(0);

	/**
	 * Return what tells one connection of a user in a channel from all others.
	 * @param userId the user's id
	 * @param socketId the socket id
	 * @return the key
	 */
	static Object key(String userId, String socketId) {
		return new Key(userId, socketId);
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Return whether anybody is there because of this node after Redis was told all.
	 * @return whether connections are in the channel, or have left it untold
	 */
	boolean isKnown() {
		return !this.entries.isEmpty() || !this.leaving.isEmpty();
	}

	/**
	 * A connection joins.
	 * @param member its user
	 * @param socketId its socket id
	 * @param call the number of the call
	 */
	void add(Member member, String socketId, long call) {
		this.entries.compute(new Key(member.userId(), socketId), (key, existing) -> new Entry(member, call, existing));
		this.leaving.remove(member.userId());
	}

	/**
	 * A connection leaves.
	 * @param userId the id of its user
	 * @param socketId its socket id
	 * @return the number of the call that it joined with, or {@code null} if it did not
	 */
	@Nullable Long remove(String userId, String socketId) {
		Entry removed = this.entries.remove(new Key(userId, socketId));
		return (removed != null) ? removed.call() : null;
	}

	/**
	 * A connection could not join. If it was there before, it still is.
	 * @param userId the id of its user
	 * @param socketId its socket id
	 * @param call the number of the call; a later one is not touched
	 */
	void remove(String userId, String socketId, long call) {
		Key key = new Key(userId, socketId);
		Entry entry = this.entries.get(key);
		if (entry == null || entry.call() != call) {
			return;
		}
		if (entry.before() != null) {
			this.entries.put(key, entry.before());
		}
		else {
			this.entries.remove(key);
		}
	}

	/**
	 * A connection left while Redis could not be told.
	 * @param userId the id of its user
	 * @param until until when the member stays, in nanoseconds
	 */
	void leftUntold(String userId, long until) {
		if (this.entries.keySet().stream().noneMatch((key) -> key.userId().equals(userId))) {
			this.leaving.put(userId, until);
		}
	}

	/**
	 * This node got a new incarnation.
	 * @param incarnation the one it had
	 */
	void formerly(String incarnation) {
		this.former.add(incarnation);
	}

	/**
	 * Return all that Redis should know: in one step, or if there are many connections
	 * some of them at a time, then without them, and if Redis still has others all at
	 * once.
	 * @param birth the birth of the room as this node knows it
	 * @param now the time in nanoseconds
	 * @return what the script takes; nothing may change until it is used
	 */
	Refresh refresh(String birth, long now) {
		List<Map.Entry<Key, Entry>> all = List.copyOf(this.entries.entrySet());
		int parts = (all.size() > MAX_TOLD) ? (all.size() + MAX_TOLD - 1) / MAX_TOLD : 0;
		Iterator<List<Object>> steps = IntStream.rangeClosed((parts > 0) ? 0 : 1, parts + 1).mapToObj((step) -> {
			if (step < parts) {
				return part(birth, all.subList(step * MAX_TOLD, Math.min(all.size(), (step + 1) * MAX_TOLD)));
			}
			return whole(birth, now, (step > parts) ? all : List.of());
		}).iterator();
		return new Refresh(steps, Set.copyOf(this.former));
	}

	private static List<Object> part(String birth, List<Map.Entry<Key, Entry>> connections) {
		List<Object> arguments = new ArrayList<>(List.of("tell", birth));
		connections.forEach((entry) -> add(arguments, entry));
		return arguments;
	}

	private List<Object> whole(String birth, long now, List<Map.Entry<Key, Entry>> connections) {
		List<Object> arguments = new ArrayList<>(List.of("refresh", birth, this.former.size()));
		arguments.addAll(this.former);
		arguments.add(this.leaving.size());
		this.leaving.forEach((userId, until) -> {
			arguments.add(userId);
			arguments.add(Math.max(0, Duration.ofNanos(until - now).toMillis()));
		});
		arguments.add(this.entries.size());
		connections.forEach((entry) -> add(arguments, entry));
		return arguments;
	}

	private static void add(List<Object> arguments, Map.Entry<Key, Entry> connection) {
		Member member = connection.getValue().member();
		arguments.add(connection.getKey().socketId());
		arguments.add(member.userId());
		arguments.add((member.userInfo() != null) ? member.userInfo() : "");
		arguments.add(connection.getValue().call());
	}

	/**
	 * Redis knows now.
	 * @param refresh what it was told; nobody left since
	 */
	void refreshed(Refresh refresh) {
		this.former.removeAll(refresh.former());
		this.leaving.clear();
	}

	/**
	 * What Redis is told.
	 *
	 * @param steps what the script takes, one step after the other until it says that all
	 * is done; the last one does all
	 * @param former incarnations of which nothing is left afterwards
	 */
	record Refresh(Iterator<List<Object>> steps, Set<String> former) {

	}

	private record Key(String userId, String socketId) {

	}

	/**
	 * A connection.
	 *
	 * @param member its user
	 * @param call the number of the call that it joined with
	 * @param before how it was there before that call
	 */
	private record Entry(Member member, long call, @Nullable Entry before) {

		Entry {
			before = (before != null) ? new Entry(before.member(), before.call(), null) : null;
		}

	}

}
