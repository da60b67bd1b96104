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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

import com.lattestream.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * One thread and the connections it owns. Everything but {@link #execute} is for that
 * thread only.
 */
public final class Lane {

	private final Executor executor;

	private final LaneTimer timer;

	private final BatchWindows windows;

	private final Map<String, Subscribers> channels = new HashMap<>();

	private final List<Connection> connections = new ArrayList<>();

	private List<Connection> unflushed = new ArrayList<>();

	private List<Runnable> delayed = new ArrayList<>(0);

	/** Written by the lane's thread only; others see some old value, never themselves. */
	private @Nullable Thread thread;

	/**
	 * Create a lane.
	 * @param executor runs tasks one after the other, in order, on one thread
	 * @param timer has the time
	 * @param batchWindows tells how long the events of a channel wait
	 */
	Lane(Executor executor, LaneTimer timer, Function<String, Duration> batchWindows) {
		this.executor = executor;
		this.timer = timer;
		this.windows = new BatchWindows(this, batchWindows);
	}

	/**
	 * Run a task on the lane: at once if this is its thread, later otherwise.
	 * @param task the task
	 */
	public void execute(Runnable task) {
		if (Thread.currentThread() == this.thread) {
			task.run();
		}
		else {
			executeLater(task);
		}
	}

	/**
	 * Run a task on the lane after those that wait already.
	 * @param task the task
	 */
	void executeLater(Runnable task) {
		this.executor.execute(() -> run(task));
	}

	/**
	 * Run a task on the lane after a while.
	 * @param task the task
	 * @param delay how long
	 */
	void executeLater(Runnable task, Duration delay) {
		this.timer.schedule(this.executor, () -> run(task), delay);
	}

	private void run(Runnable task) {
		this.thread = Thread.currentThread();
		task.run();
	}

	/**
	 * Note that a connection wrote something. It is flushed once, after the tasks that
	 * wait already, so that what they write leaves together.
	 * @param connection the connection
	 */
	void flushLater(Connection connection) {
		if (this.unflushed.isEmpty()) {
			executeLater(this::flush);
		}
		this.unflushed.add(connection);
	}

	private void flush() {
		List<Connection> written = this.unflushed;
		this.unflushed = new ArrayList<>(Math.min(written.size(), 1024));
		for (Connection connection : written) {
			connection.flush();
		}
	}

	/**
	 * Run a task when the lane is looked after next, within a second.
	 * @param task the task
	 */
	void executeOnTick(Runnable task) {
		this.delayed.add(task);
	}

	void add(Connection connection) {
		connection.laneIndex = this.connections.size();
		this.connections.add(connection);
	}

	void remove(Connection connection) {
		Connection last = this.connections.remove(this.connections.size() - 1);
		if (last != connection) {
			this.connections.set(connection.laneIndex, last);
			last.laneIndex = connection.laneIndex;
		}
		connection.laneIndex = -1;
	}

	void add(Subscription subscription) {
		this.channels.computeIfAbsent(subscription.channel(), (name) -> new Subscribers(this.windows.of(name)))
			.add(subscription);
	}

	void remove(Subscription subscription) {
		Subscribers subscribers = this.channels.get(subscription.channel());
		if (subscribers != null && subscribers.remove(subscription)) {
			this.channels.remove(subscription.channel());
		}
	}

	/**
	 * Hand something to this lane's subscribers of a channel.
	 * @param delivery what to hand over
	 */
	void deliver(Delivery delivery) {
		Subscribers subscribers = this.channels.get(delivery.channel());
		int reached = (subscribers != null) ? subscribers.deliver(delivery) : 0;
		delivery.done(reached);
	}

	/**
	 * Send the events of a channel that wait, before something else of the channel.
	 * @param channel the name of the channel
	 */
	void sendWaiting(String channel) {
		Subscribers subscribers = this.windows.isEmpty() ? null : this.channels.get(channel);
		if (subscribers != null) {
			subscribers.sendWaiting();
		}
	}

	/**
	 * Send the events that wait for a connection, before it is closed.
	 * @param connection the connection
	 */
	void sendWaiting(Connection connection) {
		if (!this.windows.isEmpty()) {
			connection.subscriptions().keySet().forEach(this::sendWaiting);
		}
	}

	/**
	 * Hand something to all connections of this lane.
	 * @param delivery what to hand over
	 */
	void deliverToAll(Delivery delivery) {
		int reached = 0;
		for (Connection connection : this.connections) {
			if (connection.deliver(delivery)) {
				reached++;
			}
		}
		delivery.done(reached);
	}

	/**
	 * Look after timeouts, heartbeats and what was put off.
	 * @param now the time in nanoseconds
	 */
	void tick(long now) {
		List<Runnable> tasks = this.delayed;
		this.delayed = new ArrayList<>(0);
		tasks.forEach(Runnable::run);
		// From the end, for a connection that is closed here makes way for the last one
		for (int i = this.connections.size() - 1; i >= 0; i--) {
			this.connections.get(i).tick(now);
		}
	}

	/**
	 * Close some connections.
	 * @param rounds in how many rounds of the same size, this one included, all are
	 * closed
	 * @param code why
	 * @return how many are left
	 */
	int close(int rounds, CloseCode code) {
		int most = (this.connections.size() + rounds - 1) / rounds;
		for (int i = 0; i < most && !this.connections.isEmpty(); i++) {
			this.connections.get(this.connections.size() - 1).close(code, code.reason());
		}
		return this.connections.size();
	}

	boolean isEmpty() {
		return this.connections.isEmpty() && this.channels.isEmpty();
	}

}
