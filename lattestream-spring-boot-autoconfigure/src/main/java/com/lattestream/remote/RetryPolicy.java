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

package com.lattestream.remote;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether and when a request is tried again. Pauses are random from nothing to a
 * limit that doubles each time, so that clients do not come back all at once.
 */
final class RetryPolicy {

	private static final int MAX_DOUBLINGS = 30;

	private final RemoteSettings.Retries settings;

	private final DoubleSupplier random;

	/**
	 * Create a policy.
	 * @param settings how often and how long
	 * @param random gives numbers from 0 to 1
	 */
	RetryPolicy(RemoteSettings.Retries settings, DoubleSupplier random) {
		this.settings = settings;
		this.random = random;
	}

	/**
	 * Return the pause before another attempt.
	 * @param failure why the last one failed
	 * @param retries how many there were before, not counting the first attempt
	 * @return the pause, or {@code null} to give up
	 */
	@Nullable Duration pause(Throwable failure, long retries) {
		if (!(failure instanceof AttemptFailure attempt) || !attempt.isPassing() || retries >= this.settings.max()) {
			return null;
		}
		Duration wait = attempt.waitTime();
		return (wait != null) ? wait.plus(random(this.settings.initialInterval())) : random(interval(retries));
	}

	private Duration interval(long retries) {
		Duration interval = this.settings.initialInterval().multipliedBy(1L << Math.min(retries, MAX_DOUBLINGS));
		return (interval.compareTo(this.settings.maxInterval()) < 0) ? interval : this.settings.maxInterval();
	}

	private Duration random(Duration limit) {
		return Duration.ofNanos((long) (limit.toNanos() * this.random.getAsDouble()));
	}

}
