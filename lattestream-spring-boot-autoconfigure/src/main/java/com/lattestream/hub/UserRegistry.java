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

/**
 * The connections of each user on this node.
 */
final class UserRegistry {

	private final Map<String, Set<Connection>> connections = new ConcurrentHashMap<>();

	void add(String userId, Connection connection) {
		this.connections.compute(userId, (id, existing) -> {
			Set<Connection> set = (existing != null) ? existing : new HashSet<>(2);
			set.add(connection);
			return set;
		});
	}

	void remove(String userId, Connection connection) {
		this.connections.computeIfPresent(userId, (id, set) -> {
			set.remove(connection);
			return (!set.isEmpty()) ? set : null;
		});
	}

	/**
	 * Return the connections of a user.
	 * @param userId the user's id
	 * @return a copy
	 */
	Collection<Connection> of(String userId) {
		List<Connection> copy = new ArrayList<>();
		this.connections.computeIfPresent(userId, (id, set) -> {
			copy.addAll(set);
			return set;
		});
		return copy;
	}

	boolean isEmpty() {
		return this.connections.isEmpty();
	}

}
