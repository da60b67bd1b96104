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

/**
 * Allows so many things a second, and so many at once. Not safe for use by many threads.
 */
final class TokenBucket {

	private static final double NANOS_PER_SECOND = 1_000_000_000d;

	private final int perSecond;

	private double tokens;

	private long refilledAt;

	TokenBucket(int perSecond, long now) {
		this.perSecond = perSecond;
		this.tokens = perSecond;
		this.refilledAt = now;
	}

	boolean take(long now) {
		double refill = (now - this.refilledAt) / NANOS_PER_SECOND * this.perSecond;
		this.tokens = Math.min(this.perSecond, this.tokens + refill);
		this.refilledAt = now;
		if (this.tokens < 1) {
			return false;
		}
		this.tokens--;
		return true;
	}

}
