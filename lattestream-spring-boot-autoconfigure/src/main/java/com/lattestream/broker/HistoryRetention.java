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

package com.lattestream.broker;

import java.time.Duration;

/**
 * How much of a channel is kept.
 *
 * @param size how many of the last events, 1 at least
 * @param ttl how long each of them, from its publication on; longer than nothing
 */
public record HistoryRetention(int size, Duration ttl) {

	/**
	 * Create a retention.
	 * @param size how many of the last events
	 * @param ttl how long each of them
	 * @throws IllegalArgumentException if nothing would be kept
	 */
	public HistoryRetention {
		if (size < 1) {
			throw new IllegalArgumentException("A history keeps one event at least");
		}
		if (ttl.isZero() || ttl.isNegative()) {
			throw new IllegalArgumentException("A history keeps events longer than nothing");
		}
	}

}
