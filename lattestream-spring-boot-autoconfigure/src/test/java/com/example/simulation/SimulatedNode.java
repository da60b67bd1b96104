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

package com.example.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.redis.RedisBroker;
import com.lattestream.broker.redis.RedisConnections;
import com.lattestream.broker.redis.RedisHistoryStore;
import com.lattestream.broker.redis.RedisKeyspace;
import com.lattestream.broker.redis.RedisNodes;
import com.lattestream.broker.redis.RedisOccupancyStore;
import com.lattestream.broker.redis.RedisPresenceStore;
import com.lattestream.broker.redis.TcpProxy;
import com.lattestream.broker.redis.TestClientResources;
import com.lattestream.broker.redis.WhenUnavailable;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ChannelPolicy;
import com.lattestream.hub.HubProbe;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.SseEndpoint;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A node with a hub of its own and all that an application gives it to work with others,
 * behind a link of its own to Redis.
 */
final class SimulatedNode {

	static final AppCredentials CREDENTIALS = new AppCredentials("app", "lspk_key", "lsk_secret");

	/** Within which what a dead node leaves behind is removed. */
	static final Duration LEASE = Duration.ofSeconds(3);

	static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

	private static final ChannelSigner signer = new ChannelSigner(CREDENTIALS, Clock.systemUTC());

	private static final ClientResources resources = TestClientResources.create();

	private final String name;

	private final TcpProxy link;

	private final RedisConnections connections;

	private final RedisNodes nodes;

	private final Lane[] lanes = { new Lane(), new Lane() };

	private final AtomicInteger opened = new AtomicInteger();

	private final LatteStreamHub hub;

	private final SseEndpoint sse;

	private final long startedAt = System.nanoTime();

	private boolean open;

	private volatile boolean alive = true;

	SimulatedNode(String name, int redisPort, World world) {
		this.name = name;
		this.link = new TcpProxy(redisPort);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", this.link.port()),
				LettuceClientConfiguration.builder().clientResources(resources).build());
		this.connections = RedisConnections.create(factory, COMMAND_TIMEOUT, name);
		RedisKeyspace keyspace = new RedisKeyspace(world.prefix());
		this.nodes = new RedisNodes(this.connections, keyspace, LEASE);
		RedisHistoryStore history = new RedisHistoryStore(this.connections, keyspace);
		this.hub = LatteStreamHub.builder(CREDENTIALS, settings(world.schedule()))
			.broker(new RedisBroker(this.connections, keyspace, history, Channels::hasHistory, WhenUnavailable.LOCAL))
			.history(history)
			.presence(new RedisPresenceStore(this.connections, keyspace, this.nodes))
			.occupancy(new RedisOccupancyStore(this.connections, keyspace, this.nodes))
			.policies(policies(world.schedule()))
			.listeners(List.of(world.ledger().listener(this)))
			.build();
		this.sse = new SseEndpoint(this.hub,
				new ChannelGrants((request) -> Mono
					.just(ChannelAuthorization.allowedAs(new PresenceMember(request.principal().getName(), null))),
						JsonMapper.shared()));
		this.connections.start();
		this.nodes.start();
	}

	private static HubSettings settings(Schedule schedule) {
		return HubProbe.settings("maxRecovery", schedule.maxRecovery(), "clientEventsPerSecond", 1_000_000,
				"presenceGrace", Duration.ofMillis(schedule.grace()), "typingTtl", Duration.ofMillis(500),
				"queuedMessages", schedule.queuedMessages());
	}

	private static ChannelPolicies policies(Schedule schedule) {
		HistoryRetention retention = new HistoryRetention(schedule.historySize(), Duration.ofDays(1));
		return new ChannelPolicies(Channels.histories()
			.stream()
			.map((channel) -> new ChannelPolicy(ChannelPattern.parse(channel), retention))
			.toList());
	}

	static String sign(@Nullable String socketId, String channel, @Nullable String member) {
		return signer.sign(String.valueOf(socketId), channel, member);
	}

	LatteStreamHub hub() {
		return this.hub;
	}

	SseEndpoint sse() {
		return this.sse;
	}

	TcpProxy link() {
		return this.link;
	}

	boolean isUp() {
		return this.connections.isUp();
	}

	/**
	 * Return whether it takes clients. The web servers of applications do once Redis is
	 * there, or known to be away. For the thread of the world.
	 * @return whether it does
	 */
	boolean isOpen() {
		this.open |= isUp() || System.nanoTime() - this.startedAt > COMMAND_TIMEOUT.toNanos();
		return this.open;
	}

	boolean isAlive() {
		return this.alive;
	}

	Lane nextLane() {
		return this.lanes[this.opened.getAndIncrement() % this.lanes.length];
	}

	/**
	 * End as a process does that is killed: nothing is said to anybody.
	 */
	void kill() {
		this.alive = false;
		this.link.refuse();
		for (Lane lane : this.lanes) {
			lane.executor.shutdownNow();
		}
		release();
	}

	/**
	 * Stop as servers do.
	 */
	void stop() {
		this.hub.stop(Duration.ofSeconds(5)).then(this.nodes.stop()).onErrorComplete().block(Duration.ofSeconds(10));
		this.alive = false;
		for (Lane lane : this.lanes) {
			lane.executor.shutdown();
		}
		release();
	}

	private void release() {
		// Ends the timer of the hub, which has no other end
		this.hub.stop(Duration.ofMillis(100)).onErrorComplete().subscribe();
		this.connections.close();
		this.link.close();
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * A thread of the node's server, which does nothing any more once the node is dead.
	 */
	final class Lane implements Executor {

		private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
			Thread thread = new Thread(task, "lane");
			thread.setDaemon(true);
			return thread;
		});

		@Override
		public void execute(Runnable task) {
			if (SimulatedNode.this.alive && !this.executor.isShutdown()) {
				this.executor.execute(() -> {
					if (SimulatedNode.this.alive) {
						task.run();
					}
				});
			}
		}

	}

}
