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
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.lattestream.broker.Broker;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What this node has subscribed to at the broker: the names of channels, of users'
 * addresses and of rooms, as long as anybody here takes an interest in them, and a second
 * longer, since most who leave a page come back with the next one. The broker is never
 * asked two things about one name at a time. Safe for use by many threads.
 */
final class BrokerSubscriptions {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(BrokerSubscriptions.class));

	private static final long LINGER = Duration.ofSeconds(1).toNanos();

	private final Broker broker;

	private final LongSupplier nanoTime;

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	/** The names that nobody took an interest in at some time, each once. */
	private final Queue<Left> left = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean ticking = new AtomicBoolean();

	/**
	 * Create for a node that has subscribed to nothing.
	 * @param broker the broker
	 * @param nanoTime returns the time in nanoseconds
	 */
	BrokerSubscriptions(Broker broker, LongSupplier nanoTime) {
		this.broker = broker;
		this.nanoTime = nanoTime;
	}

	/**
	 * Take an interest in a name, at once, until it is {@linkplain #release released}.
	 * That has to be done even if the broker fails.
	 * @param name the name
	 * @return completes when publications from now on will arrive; fails if the broker
	 * does, which is asked again by the next one who takes an interest
	 */
	Mono<Void> acquire(String name) {
		Step step = new Step();
		this.entries.compute(name, (key, existing) -> {
			Entry entry = (existing != null) ? existing : new Entry();
			entry.interest++;
			if (entry.state != State.SUBSCRIBED) {
				step.answer = entry.answer();
				step.subscribe = entry.begin();
			}
			return entry;
		});
		if (step.subscribe) {
			subscribe(name);
		}
		return (step.answer != null) ? step.answer.asMono() : Mono.empty();
	}

	/**
	 * Take an interest in a name no more.
	 * @param name the name
	 */
	void release(String name) {
		this.entries.computeIfPresent(name, (key, entry) -> {
			entry.interest--;
			return (entry.interest > 0 || keep(name, entry)) ? entry : null;
		});
	}

	/**
	 * Unsubscribe from what nobody took an interest in for a while.
	 * @param now the time in nanoseconds
	 */
	void tick(long now) {
		if (this.left.isEmpty() || !this.ticking.compareAndSet(false, true)) {
			return;
		}
		try {
			for (Left next = this.left.peek(); next != null && now - next.since >= LINGER; next = this.left.peek()) {
				this.left.remove();
				unsubscribeIfStillLeft(next.name, now);
			}
		}
		finally {
			this.ticking.set(false);
		}
	}

	/**
	 * Return whether nobody takes an interest in anything.
	 * @return whether it is so
	 */
	boolean isEmpty() {
		return this.entries.values().stream().allMatch((entry) -> entry.interest == 0);
	}

	private boolean keep(String name, Entry entry) {
		if (entry.state == State.SUBSCRIBED) {
			entry.leftAt = this.nanoTime.getAsLong();
			if (!entry.queued) {
				entry.queued = true;
				this.left.add(new Left(name, entry.leftAt));
			}
		}
		return entry.state != State.NONE;
	}

	private void unsubscribeIfStillLeft(String name, long now) {
		boolean[] unsubscribe = new boolean[1];
		this.entries.computeIfPresent(name, (key, entry) -> {
			entry.queued = false;
			if (entry.interest == 0 && entry.state == State.SUBSCRIBED) {
				if (now - entry.leftAt < LINGER) {
					entry.queued = true;
					this.left.add(new Left(name, entry.leftAt));
				}
				else {
					entry.state = State.UNSUBSCRIBING;
					unsubscribe[0] = true;
				}
			}
			return entry;
		});
		if (unsubscribe[0]) {
			ask(() -> this.broker.unsubscribe(name), (ex) -> unsubscribed(name, ex));
		}
	}

	private void unsubscribed(String name, @Nullable Throwable ex) {
		if (ex != null) {
			troubles.warn("The broker could not be told that a name is no longer wanted", ex);
		}
		Step step = new Step();
		this.entries.computeIfPresent(name, (key, entry) -> {
			entry.state = State.NONE;
			step.subscribe = (entry.interest > 0 && entry.begin());
			// Those who came and went meanwhile wait for an answer, too
			step.answer = (step.subscribe) ? null : entry.take();
			return (step.subscribe) ? entry : null;
		});
		if (step.subscribe) {
			subscribe(name);
		}
		step.tell(null);
	}

	private void subscribe(String name) {
		ask(() -> this.broker.subscribe(name), (ex) -> subscribed(name, ex));
	}

	private void subscribed(String name, @Nullable Throwable ex) {
		Step step = new Step();
		this.entries.computeIfPresent(name, (key, entry) -> {
			step.answer = entry.take();
			entry.state = (ex != null) ? State.NONE : State.SUBSCRIBED;
			return (entry.interest > 0 || keep(name, entry)) ? entry : null;
		});
		step.tell(ex);
	}

	/** Never within the map: the broker may answer at once. */
	private static void ask(Supplier<Mono<Void>> operation, Consumer<@Nullable Throwable> answer) {
		Mono.defer(operation).subscribe(null, answer::accept, () -> answer.accept(null));
	}

	private enum State {

		NONE, SUBSCRIBING, SUBSCRIBED, UNSUBSCRIBING

	}

	/**
	 * What is known of a name. Guarded by the map it is in.
	 */
	private static final class Entry {

		private int interest;

		private State state = State.NONE;

		/** Told to all who wait for the broker; {@code null} if nobody does. */
		private Sinks.@Nullable Empty<Void> answer;

		private long leftAt;

		private boolean queued;

		Sinks.Empty<Void> answer() {
			Sinks.Empty<Void> waiting = (this.answer != null) ? this.answer : Sinks.empty();
			this.answer = waiting;
			return waiting;
		}

		Sinks.@Nullable Empty<Void> take() {
			Sinks.Empty<Void> waiting = this.answer;
			this.answer = null;
			return waiting;
		}

		/**
		 * Begin to subscribe, unless the broker is at work.
		 * @return whether the broker is to be asked
		 */
		boolean begin() {
			boolean idle = (this.state == State.NONE);
			if (idle) {
				this.state = State.SUBSCRIBING;
			}
			return idle;
		}

	}

	/**
	 * What is to be done when a name is looked at no more.
	 */
	private static final class Step {

		private boolean subscribe;

		private Sinks.@Nullable Empty<Void> answer;

		void tell(@Nullable Throwable ex) {
			if (this.answer != null && ex != null) {
				this.answer.tryEmitError(ex);
			}
			else if (this.answer != null) {
				this.answer.tryEmitEmpty();
			}
		}

	}

	/**
	 * A name that somebody was the last to leave.
	 *
	 * @param name the name
	 * @param since when, in nanoseconds
	 */
	private record Left(String name, long since) {

	}

}
