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

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One timer for all connections: on each tick every lane looks after its own. The thread
 * is made for the first connection.
 */
final class Heartbeats {

	private static final long LONGEST_PERIOD = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

	private final Supplier<Collection<Lane>> lanes;

	private final long period;

	private final LongSupplier nanoTime;

	private final Consumer<Lane> onTick;

	private final AtomicReference<@Nullable Scheduler> scheduler = new AtomicReference<>();

	/**
	 * Create a timer that does not run yet.
	 * @param settings the times to look after
	 * @param lanes the lanes there are
	 * @param nanoTime the time in nanoseconds
	 * @param onTick what else to look after on each lane
	 */
	Heartbeats(HubSettings settings, Supplier<Collection<Lane>> lanes, LongSupplier nanoTime, Consumer<Lane> onTick) {
		this.nanoTime = nanoTime;
		this.onTick = onTick;
		this.lanes = lanes;
		long shortest = Stream
			.of(settings.authenticationTimeout(), settings.activityTimeout(), settings.pongTimeout(),
					settings.sseHeartbeat(), settings.typingTtl())
			.mapToLong(Duration::toNanos)
			.min()
			.orElse(LONGEST_PERIOD);
		this.period = Math.max(SHORTEST_PERIOD, Math.min(LONGEST_PERIOD, shortest / 4));
	}

	long now() {
		return this.nanoTime.getAsLong();
	}

	void start() {
		if (this.scheduler.get() != null) {
			return;
		}
		Scheduler created = Schedulers.newSingle("lattestream-heartbeat", true);
		if (this.scheduler.compareAndSet(null, created)) {
			created.schedulePeriodically(this::tick, this.period, this.period, TimeUnit.NANOSECONDS);
		}
		else {
			created.dispose();
		}
	}

	void stop() {
		Scheduler running = this.scheduler.getAndSet(null);
		if (running != null) {
			// On its own thread: waking it for the end may mean to wait for it, and the
			// caller may be an event loop
			running.schedule(running::dispose);
		}
	}

	/**
	 * Look after a lane, on that lane.
	 * @param lane the lane
	 * @param now the time in nanoseconds
	 */
	void beat(Lane lane, long now) {
		lane.tick(now);
		this.onTick.accept(lane);
	}

	private void tick() {
		long now = now();
		for (Lane lane : this.lanes.get()) {
			try {
				lane.execute(() -> beat(lane, now));
			}
			catch (RejectedExecutionException ex) {
				// The server behind this lane has stopped
			}
		}
	}

}
