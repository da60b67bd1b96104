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

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures connections to which nothing happens, each server in a process that has done
 * nothing before.
 */
final class Idle {

	/** A small heap that follows what lives in it, so that the process shows its size. */
	private static final String SMALL = "-Xms32m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20";

	private static final int FIRST = 100;

	private final Options options;

	private final Driver driver;

	Idle(Options options, Driver driver) {
		this.options = options;
		this.driver = driver;
	}

	Samples measure(Scenario scenario, List<Contestant> contestants) {
		Samples samples = new Samples();
		for (Contestant contestant : contestants) {
			try {
				Sample sample = measure(scenario, contestant);
				System.out.println(scenario.id() + " " + contestant.name() + ": " + sample);
				samples.add(contestant.name(), sample);
			}
			catch (Exception ex) {
				System.err.println(contestant.name() + " failed: " + ex);
				samples.fail(contestant.name(), ex.toString());
			}
		}
		return samples;
	}

	private Sample measure(Scenario scenario, Contestant contestant) throws Exception {
		int count = scenario.subscribers();
		try (ServerProcess server = ServerProcess.start(contestant.peer(), SMALL, Processors.ofServer())) {
			// Classes and code that the first clients bring are not theirs
			Crowd.subscribe(this.driver, server.port(), contestant.wires(), FIRST, FIRST, contestant.prefix()).close();
			TimeUnit.SECONDS.sleep(1);
			Memory before = Memory.of(server.pid());
			CpuTime start = server.cpuTime();
			long time = System.nanoTime();
			try (Crowd crowd = scenario.subscribe(this.driver, server.port(), contestant)) {
				double seconds = (System.nanoTime() - time) / 1e9;
				double cpu = server.cpuTime().minus(start).total();
				TimeUnit.SECONDS.sleep(2);
				Memory after = Memory.of(server.pid());
				CpuTime idle = server.cpuTime();
				TimeUnit.MILLISECONDS.sleep(this.options.idle().toMillis());
				idle = server.cpuTime().minus(idle);
				if (crowd.failure() != null) {
					throw new IllegalStateException(crowd.left() + " were closed", crowd.failure());
				}
				return new Sample().with(Figure.RSS, (after.resident() - before.resident()) / count)
					.with(Figure.HEAP, (after.heap() - before.heap()) / count)
					.with(Figure.BEFORE, before.resident() / 1024)
					.with(Figure.IDLE_CPU, (idle.user() + idle.system()) * 100_000 / this.options.idle().toMillis())
					.with(Figure.CONNECTS, count / seconds)
					.with(Figure.CONNECT_CPU, cpu * 1_000 / count);
			}
		}
	}

}
