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

import com.lattestream.benchmarks.PublishLatency;

/**
 * Measures the hub without sockets, in this process.
 */
final class Inside {

	static final String HUB = "the hub";

	private Inside() {
	}

	static Samples measure(Options options) throws Exception {
		Samples samples = new Samples();
		for (int i = -1; i < options.passes(); i++) {
			PublishLatency latency = PublishLatency.measure(Scenario.INSIDE.subscribers(), 20,
					(int) Math.max(10, options.time().toSeconds() * 20));
			if (i >= 0) {
				Sample sample = new Sample().with(Figure.P50, latency.p50()).with(Figure.P99, latency.p99());
				System.out.println(Scenario.INSIDE.id() + ": " + sample);
				samples.add(HUB, sample);
			}
		}
		return samples;
	}

}
