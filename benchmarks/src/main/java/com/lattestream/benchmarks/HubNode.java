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

package com.lattestream.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.redis.RedisBroker;
import com.lattestream.broker.redis.RedisCacheStore;
import com.lattestream.broker.redis.RedisConnections;
import com.lattestream.broker.redis.RedisGroupStore;
import com.lattestream.broker.redis.RedisHistoryStore;
import com.lattestream.broker.redis.RedisKeyspace;
import com.lattestream.broker.redis.RedisNodeBus;
import com.lattestream.broker.redis.RedisNodes;
import com.lattestream.broker.redis.RedisOccupancyStore;
import com.lattestream.broker.redis.RedisPresenceStore;
import com.lattestream.broker.redis.WhenUnavailable;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ChannelPolicy;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.LatteStreamHubBuilder;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.signature.AppCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A hub as an application has it, without the web server in front of it. Channels whose
 * names begin with {@value #HISTORY} keep their last events.
 */
final class HubNode implements AutoCloseable {

	static final String HISTORY = "hist-";

	static final String KEY = "lspk_benchmark";

	private static final ChannelPolicies POLICIES = new ChannelPolicies(List
		.of(new ChannelPolicy(ChannelPattern.parse(HISTORY + "*"), new HistoryRetention(100, Duration.ofMinutes(10)))));

	private static final int LANES = 2;

	private final LatteStreamHub hub;

	private final PresenceStore presence;

	private final @Nullable RedisConnections connections;

	private final List<ExecutorService> lanes;

	private int clients;

	private HubNode(LatteStreamHub hub, PresenceStore presence, @Nullable RedisConnections connections) {
		this.hub = hub;
		this.presence = presence;
		this.connections = connections;
		this.lanes = IntStream.range(0, LANES).mapToObj((i) -> Executors.newSingleThreadExecutor()).toList();
	}

	/**
	 * Create a node that has nothing to do with others.
	 * @return the node
	 */
	static HubNode inMemory() {
		PresenceStore presence = new InMemoryPresenceStore();
		return new HubNode(builder().presence(presence).build(), presence, null);
	}

	/**
	 * Create one of many nodes, and wait until it is there.
	 * @param server their Redis
	 * @return the node
	 * @throws InterruptedException if nobody waits for it
	 */
	static HubNode on(RedisServer server) throws InterruptedException {
		RedisConnections connections = RedisConnections.create(
				new LettuceConnectionFactory(server.host(), server.port()), Duration.ofSeconds(10),
				"lattestream-benchmark");
		RedisKeyspace keyspace = new RedisKeyspace("benchmark");
		RedisNodes nodes = new RedisNodes(connections, keyspace, Duration.ofSeconds(30));
		RedisHistoryStore history = new RedisHistoryStore(connections, keyspace);
		PresenceStore presence = new RedisPresenceStore(connections, keyspace, nodes);
		LatteStreamHub hub = builder()
			.broker(new RedisBroker(connections, keyspace, history, (channel) -> POLICIES.history(channel) != null,
					WhenUnavailable.FAIL))
			.history(history)
			.presence(presence)
			.occupancy(new RedisOccupancyStore(connections, keyspace, nodes))
			.cache(new RedisCacheStore(connections, keyspace, (channel) -> POLICIES.history(channel) != null))
			.groups(new RedisGroupStore(connections, keyspace))
			.bus(new RedisNodeBus(connections, keyspace))
			.build();
		connections.start();
		while (!connections.isUp()) {
			Thread.sleep(10);
		}
		nodes.start();
		return new HubNode(hub, presence, connections);
	}

	private static LatteStreamHubBuilder builder() {
		AppCredentials credentials = new AppCredentials("app", KEY, "lsk_benchmark");
		return LatteStreamHub.builder(credentials, HubSettings.DEFAULTS).policies(POLICIES);
	}

	LatteStreamHub hub() {
		return this.hub;
	}

	PresenceStore presence() {
		return this.presence;
	}

	/**
	 * Connect a client. To be called by one thread.
	 * @param receiver takes what it gets, on its lane
	 * @return the client
	 */
	HubClient connect(Consumer<EncodedFrame> receiver) {
		return new HubClient(this.hub, this.lanes.get(this.clients++ % LANES), receiver);
	}

	@Override
	public void close() {
		this.hub.stop(Duration.ofSeconds(10)).block();
		this.lanes.forEach(ExecutorService::shutdown);
		if (this.connections != null) {
			this.connections.close();
		}
	}

}
