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
import java.util.List;

import org.awaitility.Awaitility;

/**
 * The connections of some nodes to one Redis, under a key prefix of their own.
 */
final class ConnectedNodes implements AutoCloseable {

	private static final Duration TIMEOUT = RedisFixture.TIMEOUT;

	private final String prefix = RedisServer.prefix();

	private final List<RedisConnections> connections = new ArrayList<>();

	private final int port;

	/**
	 * Create nodes of the server that tests share.
	 */
	ConnectedNodes() {
		this(RedisServer.shared().port());
	}

	/**
	 * Create nodes.
	 * @param port the port of their server or a proxy
	 */
	ConnectedNodes(int port) {
		this.port = port;
	}

	RedisKeyspace keyspace() {
		return new RedisKeyspace(this.prefix);
	}

	/**
	 * Create the connections of another node, not started yet.
	 * @return the connections
	 */
	RedisConnections add() {
		return add(RedisFixture.connections(this.port));
	}

	RedisConnections add(RedisConnections added) {
		this.connections.add(added);
		return added;
	}

	/**
	 * Start them all, and wait until they are up.
	 */
	void start() {
		this.connections.forEach(RedisConnections::start);
		Awaitility.await()
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.connections.stream().allMatch(RedisConnections::isUp));
	}

	/**
	 * Create and start the connections of another node.
	 * @return the connections
	 */
	RedisConnections started() {
		RedisConnections added = add();
		start(added);
		return added;
	}

	static void start(RedisConnections connections) {
		connections.start();
		Awaitility.await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(connections::isUp);
	}

	/**
	 * Return the keys that there are.
	 * @return their names without the prefix
	 */
	List<String> keys() {
		return any().command((commands) -> commands.keys(this.prefix + ":*"))
			.block(TIMEOUT)
			.stream()
			.map((key) -> key.substring(this.prefix.length() + 1))
			.toList();
	}

	/**
	 * Return how long a key lives.
	 * @param key its name without the prefix
	 * @return the time; negative if there is no end to it
	 */
	Duration lifetime(String key) {
		return Duration.ofMillis(any().command((commands) -> commands.pttl(this.prefix + ":" + key)).block(TIMEOUT));
	}

	/**
	 * Let time pass: all keys expire so much earlier.
	 * @param duration how much time
	 */
	void advance(Duration duration) {
		for (String key : keys()) {
			Duration left = lifetime(key).minus(duration);
			any().command((commands) -> (left.toMillis() > 0) ? commands.pexpire(this.prefix + ":" + key, left)
					: commands.pexpire(this.prefix + ":" + key, 0))
				.block(TIMEOUT);
		}
	}

	private RedisConnections any() {
		return this.connections.get(0);
	}

	@Override
	public void close() {
		this.connections.forEach(RedisConnections::close);
	}

}
