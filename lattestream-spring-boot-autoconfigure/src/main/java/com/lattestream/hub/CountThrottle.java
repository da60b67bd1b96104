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
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.ObjIntConsumer;

/**
 * Lets the subscription counts of large channels through once in a while only; the last
 * one always gets through. It has no timer but is told the time, in nanoseconds. Safe for
 * use by many threads: the counts of one channel go to the sink one after the other.
 */
public final class CountThrottle {

	private static final int LARGE = 100;

	private static final long PAUSE = Duration.ofSeconds(5).toNanos();

	private static final int NONE = -1;

	private final ObjIntConsumer<String> sink;

	/** The channels that have a pause. */
	private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

	/**
	 * Create a throttle.
	 * @param sink takes the name of a channel and its count; must not call back
	 */
	public CountThrottle(ObjIntConsumer<String> sink) {
		this.sink = sink;
	}

	/**
	 * The count of a channel changed.
	 * @param channel the name of the channel
	 * @param counter tells the number of subscriptions; asked while nobody else can tell
	 * it to the sink, so the last of several changes has the last word
	 * @param now the time
	 * @return whether it got through; otherwise it waits
	 */
	public boolean changed(String channel, IntSupplier counter, long now) {
		Pause after = this.pauses.compute(channel, (name, pause) -> {
			int count = counter.getAsInt();
			if (count > LARGE && pause != null) {
				return new Pause(pause.end, count);
			}
			this.sink.accept(channel, count);
			if (pause != null) {
				// What waits is out of date now
				return new Pause(pause.end, NONE);
			}
			return (count > LARGE) ? new Pause(now + PAUSE, NONE) : null;
		});
		return after == null || after.waiting == NONE;
	}

	/**
	 * Let through what has waited long enough.
	 * @param now the time
	 */
	public void release(long now) {
		for (String channel : this.pauses.keySet()) {
			this.pauses.computeIfPresent(channel, (name, pause) -> {
				if (now - pause.end < 0) {
					return pause;
				}
				if (pause.waiting == NONE) {
					return null;
				}
				this.sink.accept(channel, pause.waiting);
				return new Pause(now + PAUSE, NONE);
			});
		}
	}

	/**
	 * Wait no longer.
	 */
	public void flush() {
		for (String channel : this.pauses.keySet()) {
			this.pauses.computeIfPresent(channel, (name, pause) -> {
				if (pause.waiting != NONE) {
					this.sink.accept(channel, pause.waiting);
				}
				return null;
			});
		}
	}

	/**
	 * Return when there is something to {@linkplain #release(long) release}.
	 * @param now the time
	 * @return the nanoseconds until the first pause is over; empty if there is none
	 */
	public OptionalLong nextRelease(long now) {
		return this.pauses.values().stream().mapToLong((pause) -> pause.end - now).min();
	}

	/**
	 * A while in which the counts of a channel wait.
	 *
	 * @param end when it is over
	 * @param waiting the count that waits
	 */
	private record Pause(long end, int waiting) {

	}

}
