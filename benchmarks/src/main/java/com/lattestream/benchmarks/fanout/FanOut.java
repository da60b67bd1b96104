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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * Measures scenarios: all contestants of a pass one after the other, so that what else
 * the machine does concerns all of them.
 */
final class FanOut {

	private static final Duration SETTLE = Duration.ofSeconds(1);

	private final Options options;

	private final Driver driver;

	private final Servers servers;

	FanOut(Options options, Driver driver, Servers servers) {
		this.options = options;
		this.driver = driver;
		this.servers = servers;
	}

	/**
	 * Measure a scenario.
	 * @param scenario the scenario
	 * @param contestants who takes part
	 * @return what was measured
	 */
	Samples measure(Scenario scenario, List<Contestant> contestants) {
		Samples samples = new Samples();
		for (Contestant contestant : contestants) {
			try {
				this.servers.warm(contestant, scenario);
			}
			catch (Exception ex) {
				fail(samples, contestant, ex);
			}
		}
		for (int i = 0; i < this.options.passes(); i++) {
			for (Contestant contestant : contestants) {
				if (samples.hasFailed(contestant.name())) {
					continue;
				}
				try {
					Sample sample = (scenario == Scenario.CONNECT) ? connect(scenario, contestant)
							: load(scenario, contestant);
					sample.with(Figure.LOAD, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
					System.out.println(scenario.id() + " " + (i + 1) + " " + contestant.name() + ": " + sample);
					samples.add(contestant.name(), sample);
				}
				catch (Exception ex) {
					fail(samples, contestant, ex);
				}
			}
		}
		return samples;
	}

	private static void fail(Samples samples, Contestant contestant, Exception ex) {
		String reason = (ex.getCause() != null) ? ex + ", " + ex.getCause() : ex.toString();
		System.err.println(contestant.name() + " failed: " + reason);
		samples.fail(contestant.name(), reason);
	}

	private Sample load(Scenario scenario, Contestant contestant) throws Exception {
		ServerProcess server = this.servers.warm(contestant, scenario);
		try (Crowd crowd = scenario.subscribe(this.driver, server.port(), contestant)) {
			Load.run(crowd, scenario.pace(Long.MAX_VALUE, SETTLE));
			CpuTime before = server.cpuTime();
			Load.Outcome outcome = Load.run(crowd, scenario.pace(Long.MAX_VALUE, this.options.time()));
			CpuTime time = server.cpuTime().minus(before);
			if (crowd.failure() != null) {
				System.err.println(contestant.name() + " closed " + crowd.left() + ": " + crowd.failure());
			}
			return Sample.of(outcome, time);
		}
	}

	private Sample connect(Scenario scenario, Contestant contestant) throws Exception {
		ServerProcess server = this.servers.warm(contestant, scenario);
		CpuTime before = server.cpuTime();
		long start = System.nanoTime();
		int count = 0;
		double seconds = 0;
		do {
			long begin = System.nanoTime();
			Crowd crowd = scenario.subscribe(this.driver, server.port(), contestant);
			seconds += (System.nanoTime() - begin) / 1e9;
			count += scenario.subscribers();
			crowd.close();
		}
		while (System.nanoTime() - start < this.options.time().toNanos());
		return new Sample().with(Figure.CONNECTS, count / seconds)
			.with(Figure.CONNECT_CPU, server.cpuTime().minus(before).total() * 1_000 / count);
	}

}
