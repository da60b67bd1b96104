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

package com.lattestream.benchmarks.fanout;

/**
 * How long many things took, in few numbers: each is kept to 1.6 %.
 */
final class Latencies {

	private static final int STEPS = 64;

	private final long[] counts = new long[STEPS * (Long.SIZE - 5)];

	private long total;

	void record(long nanos) {
		long value = Math.max(0, nanos);
		int exponent = exponent(value);
		this.counts[exponent * STEPS + (int) (value >>> exponent)]++;
		this.total++;
	}

	private static int exponent(long value) {
		return Math.max(0, Long.SIZE - 7 - Long.numberOfLeadingZeros(value));
	}

	/**
	 * Return how long a part of them took at most.
	 * @param part the part, from 0 to 1
	 * @return the time in milliseconds, 0 if there are none
	 */
	double millis(double part) {
		long rank = (long) Math.ceil(part * this.total);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank && seen > 0) {
				int exponent = Math.max(0, i / STEPS - 1);
				return (((long) i - (long) exponent * STEPS) << exponent) / 1e6;
			}
		}
		return 0;
	}

}
