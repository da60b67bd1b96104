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
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.NonBlocking;

/**
 * The threads of lanes, for servers that have no event loops to give. A thread is started
 * when its lane has something to do for the first time, so that there are none where
 * nobody asks for them. They are daemons and must not be blocked.
 */
public final class LaneExecutors implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LaneExecutors.class);

	private final Executor[] lanes;

	private final ThreadPoolExecutor[] pools;

	private final ScheduledThreadPoolExecutor timer;

	private final AtomicInteger last = new AtomicInteger(-1);

	/**
	 * Create executors for as many lanes as there are processors.
	 */
	public LaneExecutors() {
		this(Runtime.getRuntime().availableProcessors());
	}

	/**
	 * Create executors.
	 * @param size how many lanes there are
	 */
	public LaneExecutors(int size) {
		this.pools = new ThreadPoolExecutor[size];
		this.lanes = new Executor[size];
		for (int i = 0; i < size; i++) {
			String name = "lattestream-lane-" + (i + 1);
			// Those who put tasks in are not to wait for a lock
			ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedTransferQueue<>(),
					(task) -> new LaneThread(task, name));
			this.pools[i] = pool;
			this.lanes[i] = (task) -> pool.execute(() -> run(task));
		}
		this.timer = new ScheduledThreadPoolExecutor(1, (task) -> new LaneThread(task, "lattestream-lane-timer"));
		this.timer.setRemoveOnCancelPolicy(true);
		this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Return a lane for a new connection: all in turn.
	 * @return runs tasks one after the other, in order, on one thread; the same object
	 * for all connections of the lane
	 */
	public Executor next() {
		return this.lanes[Math.floorMod(this.last.incrementAndGet(), this.lanes.length)];
	}

	/**
	 * Run a task on a lane later.
	 * @param lane the lane, of these or an event loop, which has a time of its own
	 * @param task the task
	 * @param delay how much later
	 * @return to be disposed of if the task is not needed any more
	 */
	public Disposable schedule(Executor lane, Runnable task, Duration delay) {
		if (lane instanceof ScheduledExecutorService loop) {
			Future<?> scheduled = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> scheduled.cancel(false);
		}
		try {
			Runnable handover = () -> handOver(lane, task);
			Future<?> scheduled = this.timer.schedule(handover, delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> scheduled.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			// No time is left
			handOver(lane, task);
			return () -> {
			};
		}
	}

	private static void handOver(Executor lane, Runnable task) {
		try {
			lane.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The lanes are closed already");
		}
	}

	/**
	 * Nothing that fails may cost a lane its thread, by which it is known.
	 */
	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A task of a lane failed", ex);
		}
	}

	/**
	 * Take no more tasks. Those that wait are run.
	 */
	@Override
	public void close() {
		this.timer.shutdown();
		for (ThreadPoolExecutor pool : this.pools) {
			pool.shutdown();
		}
	}

	/**
	 * Told apart from threads that may be blocked.
	 */
	private static final class LaneThread extends Thread implements NonBlocking {

		LaneThread(Runnable task, String name) {
			super(task, name);
			setDaemon(true);
		}

	}

}
