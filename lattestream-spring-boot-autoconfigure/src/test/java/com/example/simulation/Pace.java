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

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How many worlds go on at a time: as many as the machine can keep pace with. Worlds are
 * played in real time, with leases of seconds, so on a machine that is too slow for them
 * what happens is not what was to happen. One more may begin when the last look was good;
 * the next look shows what it costs.
 * <p>
 * A look tells how late tasks ran, because that is what worlds suffer from: those of the
 * worlds, and one that nothing but the machine can delay. How busy the CPU is does not
 * matter. It may be busy with what others do and serve all in time, and where its time is
 * given to others it does not even look busy.
 */
final class Pace implements AutoCloseable {

	/** Without them no machine would ever be done. */
	private static final int AT_LEAST = 4;

	private static final int AT_MOST = 32;

	/** How late tasks may be on average if one more world is to begin. */
	private static final long LATE = TimeUnit.MILLISECONDS.toNanos(15);

	/** How late they are on average when the machine does not keep pace. */
	private static final long TOO_LATE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final Duration TICK = Duration.ofMillis(10);

	private static final int TICKS_OF_A_LOOK = 20;

	private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "pace");
		thread.setDaemon(true);
		return thread;
	});

	private long due = System.nanoTime();

	private long latest;

	private long lateness;

	private int tasks;

	private int ticks;

	private int playing;

	private boolean mayBegin;

	private int lapses;

	Pace() {
		this.ticker.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Wait until one more world may begin.
	 * @throws InterruptedException if the thread is interrupted
	 */
	synchronized void begin() throws InterruptedException {
		while (this.playing >= AT_LEAST && (this.playing >= AT_MOST || !this.mayBegin)) {
			wait();
		}
		this.playing++;
		this.mayBegin = false;
	}

	/**
	 * A world has ended.
	 */
	synchronized void end() {
		this.playing--;
		notifyAll();
	}

	/**
	 * Return how often the machine was seen not to keep pace.
	 * @return how often; what is played is in doubt if it grows meanwhile
	 */
	synchronized int lapses() {
		return this.lapses;
	}

	/**
	 * A world has run a task.
	 * @param lateness how many nanoseconds later than it was to be
	 */
	synchronized void ran(long lateness) {
		this.lateness += lateness;
		this.tasks++;
	}

	private synchronized void tick() {
		long now = System.nanoTime();
		this.latest = Math.max(this.latest, now - this.due);
		this.due = now + TICK.toNanos();
		if (++this.ticks == TICKS_OF_A_LOOK) {
			look(Math.max(this.latest / 2, this.lateness / Math.max(1, this.tasks)));
			this.ticks = 0;
			this.latest = 0;
			this.lateness = 0;
			this.tasks = 0;
		}
	}

	private void look(long lateness) {
		this.mayBegin = lateness < LATE;
		if (lateness > TOO_LATE) {
			this.lapses++;
		}
		notifyAll();
	}

	@Override
	public void close() {
		this.ticker.shutdownNow();
	}

}
