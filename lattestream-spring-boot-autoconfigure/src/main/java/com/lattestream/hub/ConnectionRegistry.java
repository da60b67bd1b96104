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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The connections of this node.
 */
final class ConnectionRegistry {

	private final int limit;

	private final Map<String, Connection> connections = new ConcurrentHashMap<>();

	/** Beside the map, whose size is no more than a guess while it changes. */
	private final AtomicInteger count = new AtomicInteger();

	ConnectionRegistry(int limit) {
		this.limit = limit;
	}

	/**
	 * Count a connection in, if there is room.
	 * @param connection the connection
	 * @return whether there was
	 */
	boolean add(Connection connection) {
		if (this.count.incrementAndGet() > this.limit) {
			this.count.decrementAndGet();
			return false;
		}
		this.connections.put(connection.socketId(), connection);
		return true;
	}

	void remove(Connection connection) {
		this.connections.remove(connection.socketId());
		this.count.decrementAndGet();
	}

	@Nullable Connection find(String socketId) {
		return this.connections.get(socketId);
	}

	Collection<Connection> all() {
		return List.copyOf(this.connections.values());
	}

	int count() {
		return this.count.get();
	}

	boolean hasRoom() {
		return count() < this.limit;
	}

}
