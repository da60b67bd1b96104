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

import io.lettuce.core.resource.ClientResources;
import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections to the Redis servers of tests.
 */
final class RedisFixture {

	/** How long to wait for what has to happen, however busy the machine is. */
	static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Much less than it takes to give a command up. */
	static final Duration AT_ONCE = Duration.ofSeconds(5);

	/** For tests of links that are silent. */
	static final Duration SHORT_COMMAND_TIMEOUT = Duration.ofSeconds(1);

	/**
	 * Most tests are not about timeouts, however busy the machine is. What was under way
	 * when a server died is given up so late.
	 */
	private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

	private static final ClientResources RESOURCES = TestClientResources.create();

	private RedisFixture() {
	}

	/**
	 * Create connections as an application would have them, not started yet, that wait
	 * long for answers.
	 * @param port the port of a server or proxy
	 * @return the connections
	 */
	static RedisConnections connections(int port) {
		return connections(port, COMMAND_TIMEOUT);
	}

	/**
	 * Create connections as an application would have them, not started yet.
	 * @param port the port of a server or proxy
	 * @param commandTimeout how long to wait for an answer
	 * @return the connections
	 */
	static RedisConnections connections(int port, Duration commandTimeout) {
		return connections(new RedisStandaloneConfiguration("127.0.0.1", port), commandTimeout);
	}

	/**
	 * Create connections to a cluster, not started yet.
	 * @param port the port of one of its nodes
	 * @return the connections
	 */
	static RedisConnections clusterConnections(int port) {
		return connections(new RedisClusterConfiguration().clusterNode(new RedisNode("127.0.0.1", port)),
				COMMAND_TIMEOUT);
	}

	/**
	 * Start connections and wait until they are there.
	 * @param connections the connections
	 * @return the same ones
	 */
	static RedisConnections started(RedisConnections connections) {
		connections.start();
		Awaitility.await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(connections::isUp);
		return connections;
	}

	private static RedisConnections connections(RedisConfiguration configuration, Duration commandTimeout) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration,
				LettuceClientConfiguration.builder().clientResources(RESOURCES).build());
		return RedisConnections.create(factory, commandTimeout, "lattestream-test");
	}

}
