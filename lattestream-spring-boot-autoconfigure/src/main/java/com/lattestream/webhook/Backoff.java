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

package com.lattestream.webhook;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays between attempts: each twice the one before, up to a longest, and of each a
 * random part of up to a half off, so that many who failed together do not come back
 * together.
 */
final class Backoff {

	private static final int MAX_DOUBLINGS = 30;

	private final long first;

	private final long longest;

	Backoff(Duration first, Duration longest) {
		this.first = Math.max(1, first.toMillis());
		this.longest = Math.max(1, longest.toMillis());
	}

	/**
	 * Return the delay after a failed attempt.
	 * @param attempt the number of the attempt, from 1
	 * @return the delay in milliseconds
	 */
	long afterAttempt(int attempt) {
		long full = this.first << Math.min(attempt - 1, MAX_DOUBLINGS);
		long delay = (full <= 0) ? this.longest : Math.min(full, this.longest);
		return delay - ThreadLocalRandom.current().nextLong(delay / 2 + 1);
	}

}
