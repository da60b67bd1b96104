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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import com.lattestream.broker.OccupancyListener;
import com.lattestream.broker.OccupancyStore;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The numbers of subscriptions on all nodes, in Redis. A first and a last subscription of
 * this node are told at once, other changes are gathered for 100 ms. While Redis is away
 * reports wait; only the latest of each channel is kept.
 */
public final class RedisOccupancyStore implements OccupancyStore {

	private static final Log logger = LogFactory.getLog(RedisOccupancyStore.class);

	private static final RedisScript SCRIPT = RedisScript.load("occupancy.lua", ScriptOutputType.MULTI);

	private static final String KIND = "channels";

	private static final Duration GATHERING = Duration.ofMillis(100);

	/** How many channels are told at a time. */
	private static final int MAX_REPORTING = 256;

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final RedisNodes nodes;

	private final Map<String, ChannelCount> counts = new ConcurrentHashMap<>();

	private final AtomicLong calls = new AtomicLong();

	private final AtomicBoolean gathers = new AtomicBoolean();

	private final Pace pace = new Pace(MAX_REPORTING);

	private volatile @Nullable OccupancyListener listener;

	/**
	 * Create a store. To be called before the connections and the nodes are started.
	 * @param connections the connections to Redis
	 * @param keyspace the names of keys
	 * @param nodes the nodes that live
	 */
	public RedisOccupancyStore(RedisConnections connections, RedisKeyspace keyspace, RedisNodes nodes) {
		this.connections = connections;
		this.keyspace = keyspace;
		this.nodes = nodes;
		connections.topics().register(RedisMessage.OCCUPANCY, new Topics());
		nodes.register(new Places());
	}

	@Override
	public void start(OccupancyListener listener) {
		this.listener = listener;
	}

	@Override
	public void report(String channel, int count) {
		on(channel, (state) -> state.report(count));
	}

	@Override
	public Mono<Integer> count(String channel) {
		return Mono.defer(() -> call(channel, "", List.of("count", 0, 0, 0, "", ""))).map((reply) -> {
			// What was subscribed to on this node counts at once
			ChannelCount own = this.counts.get(channel);
			return (own != null) ? Math.max(own.count(), reply.count()) : reply.count();
		});
	}

	@Override
	public Flux<String> channels(String prefix) {
		return this.nodes.channels(KIND, prefix);
	}

	private void on(String channel, Consumer<ChannelCount> task) {
		ChannelCount state = this.counts.computeIfAbsent(channel, (name) -> new ChannelCount(this, name));
		state.execute(() -> task.accept(state), () -> {
			dispose(state);
			on(channel, task);
		});
	}

	OccupancyListener listener() {
		return Objects.requireNonNull(this.listener);
	}

	String incarnation() {
		return this.nodes.incarnation();
	}

	long nextCall() {
		return this.calls.incrementAndGet();
	}

	boolean isUp() {
		return this.connections.isUp();
	}

	Pace pace() {
		return this.pace;
	}

	Duration gathering() {
		return GATHERING;
	}

	Duration renewal() {
		return this.nodes.keep().dividedBy(3);
	}

	Mono<Void> note(String incarnation, String channel) {
		return this.nodes.enter(KIND, incarnation, channel);
	}

	Mono<Void> left(String incarnation, String channel) {
		return this.nodes.left(KIND, incarnation, channel);
	}

	void dispose(ChannelCount state) {
		this.counts.remove(state.channel(), state);
	}

	/**
	 * Have those looked at that gather, when it is time. There is one timer for all.
	 */
	void gather() {
		if (!this.gathers.compareAndSet(false, true)) {
			return;
		}
		try {
			this.connections.scheduler().schedule(() -> {
				this.gathers.set(false);
				tick(System.nanoTime());
			}, GATHERING.toMillis() + 1, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Numbers of subscriptions are not told any more: the connections are closed", ex);
		}
	}

	private void tick(long now) {
		this.pace.proceed();
		this.counts.values().forEach((state) -> {
			if (state.isDue(now)) {
				state.execute(() -> {
				}, () -> {
				});
			}
		});
	}

	/**
	 * Run the script for a node.
	 * @param channel the name of the channel
	 * @param incarnation the node
	 * @param arguments what is to be done
	 * @return the answer
	 */
	Mono<OccupancyReply> call(String channel, String incarnation, List<Object> arguments) {
		List<Object> all = new ArrayList<>(arguments.size() + 3);
		all.add(arguments.get(0));
		all.add(this.connections.publishCommand());
		all.add(this.nodes.keep().toMillis());
		all.add(incarnation);
		all.addAll(arguments.subList(1, arguments.size()));
		List<String> keys = List.of(this.keyspace.topic(channel), this.keyspace.occupancy(channel),
				this.keyspace.occupancyLeases(channel), this.keyspace.occupancyReports(channel));
		return this.connections.<List<Object>>run(SCRIPT, keys, all.toArray()).map(OccupancyReply::parse);
	}

	private final class Topics implements RedisTopicListener {

		@Override
		public void message(String topic, byte[] message) {
			try {
				int total = Integer.parseInt(new String(message, 1, message.length - 1, StandardCharsets.US_ASCII));
				on(RedisOccupancyStore.this.keyspace.channel(topic), (state) -> state.changed(total));
			}
			catch (NumberFormatException ex) {
				logger.warn("A number of subscriptions could not be read", ex);
			}
		}

		@Override
		public void subscribed(String topic) {
			String channel = RedisOccupancyStore.this.keyspace.channel(topic);
			if (RedisOccupancyStore.this.counts.containsKey(channel)) {
				on(channel, ChannelCount::followed);
			}
		}

	}

	private final class Places implements NodePlaces {

		@Override
		public String kind() {
			return KIND;
		}

		@Override
		public Mono<Void> reap(String channel, String dead) {
			return Mono
				.create((sink) -> on(channel, (state) -> state.reap(dead, sink::success, (ex) -> sink.error(ex))));
		}

		@Override
		public void renewed() {
			RedisOccupancyStore.this.counts.keySet().forEach((channel) -> on(channel, (state) -> {
			}));
		}

		@Override
		public void tick(long now) {
			RedisOccupancyStore.this.tick(now);
		}

		@Override
		public Mono<Boolean> stop() {
			return Mono.fromSupplier(RedisOccupancyStore.this.counts::isEmpty);
		}

	}

}
