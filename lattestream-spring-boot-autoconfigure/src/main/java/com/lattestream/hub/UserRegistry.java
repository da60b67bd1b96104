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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The connections of each user on this node.
 */
final class UserRegistry {

	private final Map<String, Set<Connection>> connections = new ConcurrentHashMap<>();

	/**
	 * Note that a connection belongs to a user.
	 * @param userId the user's id
	 * @param connection the connection
	 * @return whether that is news
	 */
	boolean add(String userId, Connection connection) {
		boolean[] added = new boolean[1];
		this.connections.compute(userId, (id, existing) -> {
			Set<Connection> set = (existing != null) ? existing : new HashSet<>(2);
			added[0] = set.add(connection);
			return set;
		});
		return added[0];
	}

	/**
	 * Note that a connection does not belong to a user any more.
	 * @param userId the user's id
	 * @param connection the connection
	 * @return whether that is news
	 */
	boolean remove(String userId, Connection connection) {
		boolean[] removed = new boolean[1];
		this.connections.computeIfPresent(userId, (id, set) -> {
			removed[0] = set.remove(connection);
			return (!set.isEmpty()) ? set : null;
		});
		return removed[0];
	}

	/**
	 * Return the connections of a user.
	 * @param userId the user's id
	 * @return a copy
	 */
	Collection<Connection> of(String userId) {
		List<Connection> copy = new ArrayList<>();
		inOrder(userId, copy::addAll);
		return copy;
	}

	/**
	 * Do something with the connections of a user, and nothing else with them meanwhile.
	 * @param userId the user's id
	 * @param action is not called if there are none
	 * @return whether there are any
	 */
	boolean inOrder(String userId, Consumer<Collection<Connection>> action) {
		return this.connections.computeIfPresent(userId, (id, set) -> {
			action.accept(set);
			return set;
		}) != null;
	}

	boolean isEmpty() {
		return this.connections.isEmpty();
	}

}
