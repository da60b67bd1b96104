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
import java.util.TreeSet;
import java.util.function.Consumer;

import com.lattestream.UnavailableException;
import com.lattestream.broker.OccupancyListener;
import reactor.core.publisher.Mono;

/**
 * How many subscriptions this node has of one channel, and what Redis knows of it. One
 * report is under way at a time. Redis remembers what the calls of this node caused until
 * one of them has an answer, so that all of it is told, and once. All but
 * {@link #execute}, {@link #count} and {@link #isDue} is called one at a time.
 */
final class ChannelCount {

	private static final long NEVER = Long.MAX_VALUE;

	/** How long to let Redis alone after it failed, in nanoseconds. */
	private static final long PAUSE = 500_000_000;

	private final RedisOccupancyStore store;

	private final String channel;

	private final SerialQueue tasks = new SerialQueue();

	/** Former incarnations of this node that Redis may still have something of. */
	private final Set<String> former = new HashSet<>(0);

	private String incarnation = "";

	private String birth = "";

	private boolean noted;

	private volatile int count;

	/** What Redis knows. */
	private int reported;

	/** The number on all nodes that this node was told last; -1 if it was not. */
	private int changed = -1;

	/** Numbers of calls that are under way, or are lost. */
	private final TreeSet<Long> unanswered = new TreeSet<>();

	/** Those that failed, though Redis may have carried them out. */
	private final TreeSet<Long> lost = new TreeSet<>();

	/** The version of the latest change that was told. */
	private long told;

	private boolean busy;

	private boolean renews;

	private boolean queued;

	private int others;

	private long renewAt = NEVER;

	private long gatherAt = NEVER;

	private long pausedUntil = System.nanoTime();

	private volatile long dueAt = NEVER;

	ChannelCount(RedisOccupancyStore store, String channel) {
		this.store = store;
		this.channel = channel;
	}

	String channel() {
		return this.channel;
	}

	int count() {
		return this.count;
	}

	/**
	 * Run a task when no other one runs.
	 * @param task the task
	 * @param otherwise what to do if this is not in use any more
	 */
	void execute(Runnable task, Runnable otherwise) {
		boolean runs = this.tasks.execute(() -> {
			task.run();
			proceed();
		});
		if (!runs) {
			otherwise.run();
		}
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
		// Otherwise it is older than what this node is about to report
		if (total >= this.count) {
			this.store.listener().changed(this.channel, total);
		}
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
		followNode();
		this.others++;
		call("reap", 0, "", dead, (reply) -> {
			this.others--;
			done.run();
		}, (ex) -> {
			this.others--;
			failed.accept(ex);
		});
	}

	private void call(String operation, int count, String birth, String dead, Consumer<OccupancyReply> done,
			Consumer<Throwable> failed) {
		long number = this.store.nextCall();
		this.unanswered.add(number);
		List<Object> arguments = new ArrayList<>(
				List.of(operation, this.unanswered.first(), number, count, birth, dead));
		arguments.addAll(this.former);
		this.store.call(this.channel, this.incarnation, arguments).subscribe((reply) -> later(() -> {
			answered(number, reply);
			done.accept(reply);
		}), (ex) -> later(() -> {
			if (ex instanceof UnavailableException && ex.getCause() == null) {
				// It was never sent
				this.unanswered.remove(number);
			}
			else {
				this.lost.add(number);
				this.renews = true;
			}
			pause();
			failed.accept(ex);
		}));
	}

	private void answered(long number, OccupancyReply reply) {
		this.unanswered.remove(number);
		Set<Long> earlier = this.lost.headSet(number);
		this.unanswered.removeAll(earlier);
		earlier.clear();
		for (OccupancyReply.Change change : reply.caused()) {
			if (change.version() > this.told) {
				this.told = change.version();
				tell(change);
			}
		}
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

	private void tell(OccupancyReply.Change change) {
		OccupancyListener listener = this.store.listener();
		if (change.before() == 0) {
			listener.occupied(this.channel);
		}
		listener.counted(this.channel, change.after());
		if (change.after() == 0) {
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
			if (!this.incarnation.isEmpty() && (this.reported > 0 || !this.unanswered.isEmpty() || this.noted)) {
				this.former.add(this.incarnation);
				this.reported = 0;
				this.renews = true;
			}
			this.incarnation = current;
			this.noted = false;
		}
	}

	private boolean isReady(long now) {
		if (this.renews || (this.count == 0) != (this.reported == 0)) {
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
		int current = this.count;
		String as = this.incarnation;
		Set<String> gone = Set.copyOf(this.former);
		this.renews = false;
		this.gatherAt = NEVER;
		call("report", current, this.birth, "", (reply) -> {
			if (as.equals(this.incarnation)) {
				this.reported = current;
			}
			this.former.removeAll(gone);
			this.birth = (current > 0) ? reply.birth() : "";
			this.renewAt = System.nanoTime() + this.store.renewal().toNanos();
			if (this.changed < 0) {
				this.changed = reply.count();
			}
			ended();
		}, (ex) -> {
			this.renews = true;
			ended();
		});
	}

	private void ended() {
		this.busy = false;
		this.store.pace().end();
	}

	private void pause() {
		this.pausedUntil = System.nanoTime() + PAUSE;
	}

	private boolean isPending() {
		return this.busy || this.renews || !this.lost.isEmpty() || this.count != this.reported;
	}

	private void tidy() {
		if (this.count > 0 || isPending() || !this.former.isEmpty() || this.others > 0) {
			return;
		}
		this.renewAt = NEVER;
		if (this.noted) {
			leave();
			return;
		}
		if (this.tasks.close()) {
			this.store.dispose(this);
		}
	}

	/** Whoever comes meanwhile has to note it anew, and not before. */
	private void leave() {
		this.noted = false;
		this.busy = true;
		this.store.left(this.incarnation, this.channel).subscribe(null, (ex) -> {
		}, () -> later(() -> this.busy = false));
	}

	private long next(long now) {
		if (this.gatherAt != NEVER) {
			return this.gatherAt;
		}
		return (isPending() && !this.queued) ? Math.max(now, this.pausedUntil) : this.renewAt;
	}

}
