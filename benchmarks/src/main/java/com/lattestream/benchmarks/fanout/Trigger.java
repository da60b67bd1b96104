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

import java.io.IOException;

import com.lattestream.benchmarks.Pass;
import com.lattestream.benchmarks.TriggerBenchmark;

/**
 * Measures clients of a service elsewhere, which is a stub here.
 */
final class Trigger {

	static final String PEER = TriggerBenchmark.PEER;

	static final String ONE_BY_ONE = TriggerBenchmark.ONE_BY_ONE;

	static final String BATCHES = TriggerBenchmark.BATCHES_OF_50;

	private static final int EVENTS = 50_000;

	private Trigger() {
	}

	static Samples measure(int passes) throws IOException {
		Samples samples = new Samples();
		TriggerBenchmark.measure(passes, EVENTS)
			.forEach((contender, own) -> own.forEach((pass) -> samples.add(contender, sample(contender, pass))));
		return samples;
	}

	private static Sample sample(String contender, Pass pass) {
		Sample sample = new Sample().with(Figure.EVENTS, pass.eventsPerSecond())
			.with(Figure.EVENT_CPU, pass.cpuMillis());
		System.out.println(Scenario.TRIGGER.id() + " " + contender + ": " + sample);
		return sample;
	}

}
