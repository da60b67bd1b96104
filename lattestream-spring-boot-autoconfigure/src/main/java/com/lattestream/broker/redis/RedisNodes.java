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
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.ValueScanCursor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The nodes that live. Each says so six times in a lease, and is dead when it was silent
 * for two thirds of one: the others remove then what it has, so that all is healed within
 * a lease. Redis decides by its own clock.
 * <p>
 * A node is known by its incarnation. One that was away for so long that others take it
 * for dead gets a new incarnation and writes all it has anew. One that has just come, or
 * come back, judges others only when it has been there for as long as they may be silent:
 * they may have been cut off as it was.
 */
public final class RedisNodes {

	private static final Log logger = LogFactory.getLog(RedisNodes.class);

	private static final RedisScript SCRIPT = RedisScript.load("nodes.lua", ScriptOutputType.MULTI);

	private static final RedisScript ENTER = RedisScript.load("nodes-enter.lua", ScriptOutputType.INTEGER);

	private static final int RADIX = 36;

	private static final int PAGE = 500;

	/** How many channels are cleaned up at a time. */
	private static final int CONCURRENCY = 32;

	private static final Duration MIN_TICK = Duration.ofMillis(20);

	private static final Duration MAX_TICK = Duration.ofMillis(500);

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final Duration lease;

	private final List<NodePlaces> stores = new CopyOnWriteArrayList<>();

	private final Set<String> reaping = ConcurrentHashMap.newKeySet();

	/** Begins the names of all incarnations. Random numbers may block. */
	private final String name = Long.toString(new SecureRandom().nextLong() >>> 1, RADIX);

	private final AtomicLong incarnations = new AtomicLong();

	private volatile String incarnation = newIncarnation();

	private @Nullable Disposable timer;

	// What follows is for the timer's thread, or for the answer to the one heartbeat

	private volatile boolean beating;

	private volatile boolean overdue;

	private volatile boolean introduced;

	private volatile long beatAt = System.nanoTime();

	private volatile long answeredAt;

	private volatile long steadySince;

	private volatile boolean steady;

	/**
	 * Create for a node.
	 * @param connections the connections to Redis
	 * @param keyspace the names of keys
	 * @param lease within how long all is healed after a node died
	 */
	public RedisNodes(RedisConnections connections, RedisKeyspace keyspace, Duration lease) {
		this.connections = connections;
		this.keyspace = keyspace;
		this.lease = lease;
	}

	private String newIncarnation() {
		return this.name + "-" + Long.toString(this.incarnations.incrementAndGet(), RADIX);
	}

	/**
	 * Register a store. To be called before the start.
	 * @param store has something of each node
	 */
	void register(NodePlaces store) {
		this.stores.add(store);
	}

	/**
	 * Begin to say that this node lives. To be called when the connections are started.
	 */
	public void start() {
		Duration tick = interval().dividedBy(5);
		tick = (tick.compareTo(MAX_TICK) > 0) ? MAX_TICK : tick;
		tick = (tick.compareTo(MIN_TICK) < 0) ? MIN_TICK : tick;
		this.timer = this.connections.scheduler()
			.schedulePeriodically(this::tick, 0, tick.toMillis(), TimeUnit.MILLISECONDS);
		this.connections.onChange(this::changed);
	}

	/**
	 * The link came up or went down. Redis may have lost that this node lives: others
	 * would not know what to clean up. One that has not been told yet that it counts as
	 * living would not be told either that all is lost, so it begins anew.
	 */
	private void changed(boolean up) {
		if (up) {
			this.overdue = true;
		}
		else if (!this.introduced) {
			renew();
		}
	}

	private void renew() {
		this.incarnation = newIncarnation();
		this.introduced = false;
		this.steady = false;
		this.stores.forEach(NodePlaces::renewed);
	}

	/**
	 * End this node. Its connections have left all channels already.
	 * @return completes when Redis knows, or fails if it cannot be told; others find out
	 * then
	 */
	public Mono<Void> stop() {
		return Flux.fromIterable(this.stores).flatMap(NodePlaces::stop).all((clean) -> clean).flatMap((clean) -> {
			end();
			return clean ? this.connections.command((commands) -> commands.zrem(nodes(), bytes(this.incarnation)))
					: Mono.<Long>empty();
		}).then();
	}

	private void end() {
		this.introduced = false;
		this.steady = false;
		if (this.timer != null) {
			this.timer.dispose();
		}
	}

	/**
	 * Return under what name this node is known now.
	 * @return the name, different after each time it counted as dead
	 */
	String incarnation() {
		return this.incarnation;
	}

	/**
	 * Return for how long a node may be silent.
	 * @return two thirds of the lease
	 */
	Duration patience() {
		return this.lease.multipliedBy(2).dividedBy(3);
	}

	/**
	 * Return how long channels keep what their nodes do not renew. Only what is written
	 * for a dead node after it was cleaned up lives so long.
	 * @return ten leases, five minutes at least
	 */
	Duration keep() {
		Duration keep = this.lease.multipliedBy(10);
		return (keep.compareTo(Duration.ofMinutes(5)) < 0) ? Duration.ofMinutes(5) : keep;
	}

	private Duration interval() {
		return this.lease.dividedBy(6);
	}

	/**
	 * Note that a node has something in a channel. To be waited for before it is written.
	 * @param kind what it has
	 * @param incarnation the node
	 * @param channel the name of the channel
	 * @return completes when it is noted
	 */
	Mono<Void> enter(String kind, String incarnation, String channel) {
		String key = places(kind, incarnation);
		return this.connections.run(ENTER, List.of(key), channel, keep().toMillis()).then();
	}

	/**
	 * Note that a node has nothing in a channel any more.
	 * @param kind what it had
	 * @param incarnation the node
	 * @param channel the name of the channel
	 * @return completes when it is noted, or cannot be; to be waited for before the node
	 * {@linkplain #enter enters} the channel again
	 */
	Mono<Void> left(String kind, String incarnation, String channel) {
		return this.connections.command((commands) -> commands.srem(places(kind, incarnation), bytes(channel)))
			.doOnError((ex) -> logger.debug("A channel that was left stays noted until the node ends", ex))
			.onErrorComplete()
			.then();
	}

	/**
	 * Return the channels in which any node has something.
	 * @param kind what it has
	 * @param prefix how the names begin
	 * @return the names, each once
	 */
	Flux<String> channels(String kind, String prefix) {
		ScanArgs match = ScanArgs.Builder.matches(escape(prefix) + "*").limit(PAGE);
		return this.connections.command((commands) -> commands.zrange(nodes(), 0, -1))
			.flatMapMany(Flux::fromIterable)
			.concatMap((node) -> scan(places(kind, text(node)), match))
			.distinct();
	}

	private static String escape(String prefix) {
		return prefix.replaceAll("([\\\\*?\\[\\]^])", "\\\\$1");
	}

	private Flux<String> scan(String key, ScanArgs match) {
		return this.connections.command((commands) -> commands.sscan(key, match))
			.expand((page) -> page.isFinished() ? Mono.<ValueScanCursor<byte[]>>empty()
					: this.connections
						.command((commands) -> commands.sscan(key, ScanCursor.of(page.getCursor()), match)))
			.concatMapIterable(ValueScanCursor::getValues)
			.map(RedisNodes::text);
	}

	private void tick() {
		long now = System.nanoTime();
		if (!this.beating && (this.overdue || !this.introduced || now - this.beatAt >= interval().toNanos())) {
			beat(now);
		}
		this.stores.forEach((store) -> store.tick(now));
	}

	private void beat(long now) {
		this.beating = true;
		this.overdue = false;
		this.beatAt = now;
		String as = this.incarnation;
		boolean judges = this.steady && now - this.steadySince >= patience().toNanos();
		this.connections
			.<List<Object>>run(SCRIPT, List.of(nodes(), this.keyspace.ofChannel("#nodes", "claims")), as,
					patience().toMillis(), this.introduced ? 0 : 1, judges ? 1 : 0, patience().toMillis())
			.doFinally((signal) -> this.beating = false)
			.subscribe((answer) -> answered(as, answer), (ex) -> {
				this.steady = false;
				logger.debug("Redis was not told that this node lives", ex);
			});
	}

	private void answered(String as, List<Object> answer) {
		if (!as.equals(this.incarnation)) {
			return;
		}
		long now = System.nanoTime();
		if ((Long) answer.get(0) == 0) {
			logger.warn("This node was away from Redis for too long, or Redis has lost it: all it has is written anew");
			renew();
			return;
		}
		this.introduced = true;
		if (!this.steady || now - this.answeredAt > interval().multipliedBy(2).toNanos()) {
			this.steady = true;
			this.steadySince = now;
		}
		this.answeredAt = now;
		prolong();
		for (Object dead : (List<?>) answer.get(1)) {
			bury(text((byte[]) dead));
		}
	}

	private void prolong() {
		for (NodePlaces store : this.stores) {
			this.connections
				.command((commands) -> commands.pexpire(places(store.kind(), this.incarnation), keep().toMillis()))
				.subscribe(null, (ex) -> logger.debug("Redis did not prolong what this node has", ex));
		}
	}

	private void bury(String dead) {
		if (dead.equals(this.incarnation) || !this.reaping.add(dead)) {
			return;
		}
		logger.info("A node is dead; removing what it had");
		Flux.fromIterable(this.stores)
			.concatMap((store) -> reap(store, dead))
			.then(this.connections.command((commands) -> commands.zrem(nodes(), bytes(dead))))
			.doFinally((signal) -> this.reaping.remove(dead))
			.subscribe(null, (ex) -> logger.debug("What a dead node had could not be removed; trying again", ex));
	}

	private Mono<Void> reap(NodePlaces store, String dead) {
		String key = places(store.kind(), dead);
		return scan(key, ScanArgs.Builder.limit(PAGE)).flatMap((channel) -> store.reap(channel, dead), CONCURRENCY)
			.then(this.connections.command((commands) -> commands.del(key)))
			.then();
	}

	private String nodes() {
		return this.keyspace.ofChannel("#nodes", "alive");
	}

	private String places(String kind, String incarnation) {
		return this.keyspace.ofChannel("#node-" + incarnation, kind);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
