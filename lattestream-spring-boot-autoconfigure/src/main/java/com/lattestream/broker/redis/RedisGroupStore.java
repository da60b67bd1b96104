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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.lattestream.broker.GroupStore;
import io.lettuce.core.ScriptOutputType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The groups of all nodes. The groups of a user are forgotten when for 30 days no
 * connection of the user began and none was added; and when Redis loses its data.
 */
public final class RedisGroupStore implements GroupStore {

	private static final Duration LIFETIME = Duration.ofDays(30);

	private static final RedisScript ADD = RedisScript.load("group-add.lua", ScriptOutputType.VALUE);

	private static final RedisScript CHANNELS = RedisScript.load("group-channels.lua", ScriptOutputType.MULTI);

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	/**
	 * Create a store.
	 * @param connections the connections to Redis
	 * @param keyspace names the keys
	 */
	public RedisGroupStore(RedisConnections connections, RedisKeyspace keyspace) {
		this.connections = connections;
		this.keyspace = keyspace;
	}

	@Override
	public Mono<Void> add(String userId, String channel) {
		return this.connections.run(ADD, List.of(this.keyspace.group(userId)), channel, LIFETIME.toMillis()).then();
	}

	@Override
	public Mono<Void> remove(String userId, String channel) {
		return this.connections
			.command((commands) -> commands.srem(this.keyspace.group(userId), channel.getBytes(StandardCharsets.UTF_8)))
			.then();
	}

	@Override
	public Flux<String> channels(String userId) {
		return this.connections.<List<byte[]>>run(CHANNELS, List.of(this.keyspace.group(userId)), LIFETIME.toMillis())
			.flatMapIterable((channels) -> channels)
			.map((channel) -> new String(channel, StandardCharsets.UTF_8));
	}

}
