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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * Tests for {@link Latencies}.
 */
class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void nothingTookNoTime() {
		assertThat(this.latencies.millis(0.5)).isZero();
	}

	@Test
	void partsAreRight() {
		for (int i = 1; i <= 1_000; i++) {
			this.latencies.record(i * 1_000_000L);
		}
		assertThat(this.latencies.millis(0.5)).isCloseTo(500, withinPercentage(2));
		assertThat(this.latencies.millis(0.99)).isCloseTo(990, withinPercentage(2));
		assertThat(this.latencies.millis(1)).isCloseTo(1_000, withinPercentage(2));
	}

	@Test
	void takesWhatIsShortestAndLongest() {
		this.latencies.record(-1);
		assertThat(this.latencies.millis(1)).isZero();
		this.latencies.record(Long.MAX_VALUE);
		assertThat(this.latencies.millis(1)).isCloseTo(Long.MAX_VALUE / 1e6, withinPercentage(2));
	}

}
