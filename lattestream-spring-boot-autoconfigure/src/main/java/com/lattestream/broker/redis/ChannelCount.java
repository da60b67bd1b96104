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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import com.lattestream.UnavailableException;
import com.lattestream.broker.OccupancyListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How many subscriptions this node has of one channel, and what Redis knows of it. One
 * report is under way at a time; one without an answer is repeated before the next. All
 * but {@link #execute} and {@link #isDue} is called one at a time.
 */
final class ChannelCount {

	private static final long NEVER = Long.MAX_VALUE;

	/** How long to let Redis alone after it failed, in nanoseconds. */
	private static final long PAUSE = 500_000_000;

	private final RedisOccupancyStore store;

	private final String channel;

	private final TaskQueue tasks = new TaskQueue();

	/** Former incarnations of this node that Redis may still have something of. */
	private final Set<String> former = new HashSet<>(0);

	private String incarnation = "";

	private String birth = "";

	private boolean noted;

	private int count;

	/** What Redis knows. */
	private int reported;

	/** The number on all nodes that this node was told last; -1 if it was not. */
	private int changed = -1;

	/** The report that is under way or has to be repeated. */
	private @Nullable Report report;

	private boolean busy;

	private boolean renews;

	private boolean queued;

	private int others;

	private long renewAt = NEVER;

	private long gatherAt = NEVER;

	private long pausedUntil = System.nanoTime();

	private boolean disposed;

	private volatile long dueAt = NEVER;

	ChannelCount(RedisOccupancyStore store, String channel) {
		this.store = store;
		this.channel = channel;
	}

	String channel() {
		return this.channel;
	}

	/**
	 * Run a task when no other one runs.
	 * @param task the task
	 * @param otherwise what to do if this is not in use any more
	 */
	void execute(Runnable task, Runnable otherwise) {
		this.tasks.execute(() -> {
			if (this.disposed) {
				otherwise.run();
				return;
			}
			task.run();
			proceed();
		});
	}

	private void later(Runnable task) {
		execute(task, () -> {
		});
	}

	boolean isDue(long now) {
		return this.dueAt != NEVER && this.dueAt - now <= 0;
	}

	void report(int count) {
		this.count = count;
	}

	/**
	 * A message has come.
	 * @param total the number on all nodes
	 */
	void changed(int total) {
		this.changed = total;
		this.store.listener().changed(this.channel, total);
	}

	/**
	 * Messages will come, as they did before or not.
	 */
	void followed() {
		if (this.changed >= 0) {
			ask(this.store.count(this.channel), (total) -> {
				if (total != this.changed) {
					changed(total);
				}
			}, (ex) -> pause());
		}
	}

	/**
	 * Remove what a dead node has.
	 * @param dead its incarnation
	 * @param done is called when it is removed
	 * @param failed is called when it is not certain
	 */
	void reap(String dead, Runnable done, Consumer<Throwable> failed) {
		List<Object> arguments = List.of("reap", this.store.nextCall(), 0, "", dead);
		ask(this.store.call(this.channel, this.store.incarnation(), arguments), (reply) -> {
			tell(reply);
			done.run();
		}, failed);
	}

	private <T> void ask(Mono<T> answer, Consumer<T> done, Consumer<Throwable> failed) {
		this.others++;
		answer.subscribe((value) -> later(() -> {
			this.others--;
			done.accept(value);
		}), (ex) -> later(() -> {
			this.others--;
			failed.accept(ex);
		}));
	}

	private void tell(OccupancyReply reply) {
		if (!reply.tells() || reply.before() == reply.after()) {
			return;
		}
		OccupancyListener listener = this.store.listener();
		if (reply.before() == 0) {
			listener.occupied(this.channel);
		}
		listener.counted(this.channel, reply.after());
		if (reply.after() == 0) {
			listener.vacated(this.channel);
		}
	}

	private void proceed() {
		long now = System.nanoTime();
		followNode();
		if (this.renewAt != NEVER && now - this.renewAt >= 0) {
			this.renewAt = NEVER;
			this.renews = this.count > 0;
		}
		if (!this.busy && this.store.isUp() && now - this.pausedUntil >= 0 && isReady(now) && !this.queued) {
			this.queued = !this.store.pace().begin(() -> later(() -> this.queued = false));
			if (!this.queued) {
				this.busy = true;
				if (this.count > 0 && !this.noted) {
					note();
				}
				else {
					send();
				}
			}
		}
		tidy();
		this.dueAt = next(now);
	}

	/** Whatever was written as another incarnation has to be moved to the new one. */
	private void followNode() {
		String current = this.store.incarnation();
		if (!this.incarnation.equals(current)) {
			if (!this.incarnation.isEmpty() && (this.reported > 0 || this.report != null || this.noted)) {
				this.former.add(this.incarnation);
				// As another node it cannot be repeated
				this.report = null;
				this.reported = 0;
				this.renews = true;
			}
			this.incarnation = current;
			this.noted = false;
		}
	}

	private boolean isReady(long now) {
		if (this.report != null || this.renews || (this.count == 0) != (this.reported == 0)) {
			return true;
		}
		if (this.count == this.reported) {
			this.gatherAt = NEVER;
			return false;
		}
		if (this.gatherAt == NEVER) {
			this.gatherAt = now + this.store.gathering().toNanos();
			this.store.gather();
		}
		return now - this.gatherAt >= 0;
	}

	private void note() {
		String as = this.incarnation;
		this.store.note(as, this.channel).subscribe(null, (ex) -> later(() -> {
			pause();
			ended();
		}), () -> later(() -> {
			this.noted = as.equals(this.incarnation);
			ended();
		}));
	}

	private void send() {
		if (this.report == null) {
			this.report = new Report(this.store.nextCall(), this.count, Set.copyOf(this.former));
		}
		Report current = this.report;
		this.renews = false;
		this.gatherAt = NEVER;
		List<Object> arguments = new ArrayList<>(List.of("report", current.call(), current.count(), this.birth));
		arguments.addAll(current.former());
		this.store.call(this.channel, this.incarnation, arguments).subscribe((reply) -> later(() -> {
			if (this.report == current) {
				this.report = null;
				this.reported = current.count();
			}
			this.former.removeAll(current.former());
			this.birth = (current.count() > 0) ? reply.birth() : "";
			this.renewAt = System.nanoTime() + this.store.renewal().toNanos();
			if (this.changed < 0) {
				this.changed = reply.after();
			}
			tell(reply);
			ended();
		}), (ex) -> later(() -> {
			if (ex instanceof UnavailableException && ex.getCause() == null && this.report == current) {
				// It was never sent
				this.report = null;
			}
			pause();
			ended();
		}));
	}

	private void ended() {
		this.busy = false;
		this.store.pace().end();
	}

	private void pause() {
		this.pausedUntil = System.nanoTime() + PAUSE;
	}

	private boolean isPending() {
		return this.busy || this.report != null || this.renews || this.count != this.reported;
	}

	private void tidy() {
		if (this.count > 0 || isPending() || !this.former.isEmpty() || this.others > 0) {
			return;
		}
		this.renewAt = NEVER;
		if (this.noted) {
			this.noted = false;
			this.store.left(this.incarnation, this.channel);
		}
		this.disposed = true;
		this.store.dispose(this);
	}

	private long next(long now) {
		if (this.gatherAt != NEVER) {
			return this.gatherAt;
		}
		return (isPending() && !this.queued) ? Math.max(now, this.pausedUntil) : this.renewAt;
	}

	/**
	 * A report that may be sent more than once.
	 *
	 * @param call its number
	 * @param count how many subscriptions it tells
	 * @param former incarnations of this node that have nothing any more
	 */
	private record Report(long call, int count, Set<String> former) {

	}

}
