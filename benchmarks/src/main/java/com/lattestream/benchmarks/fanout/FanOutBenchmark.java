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
import java.util.stream.Stream;

/**
 * Measures what it costs to hand events to many subscribers, and writes a report.
 */
public final class FanOutBenchmark {

	private FanOutBenchmark() {
	}

	/**
	 * Run it.
	 * @param args see {@link Options}
	 * @throws Exception if the machine does not let it
	 */
	public static void main(String[] args) throws Exception {
		Options options = Options.parse(args);
		Processors.leaveToServer();
		List<Peer> peers = Peers.all().stream().filter(options::wants).toList();
		try (Driver driver = new Driver(); Servers servers = new Servers(options, driver)) {
			FanOut fanOut = new FanOut(options, driver, servers);
			Idle idle = new Idle(options, driver);
			for (Scenario scenario : Stream.of(Scenario.values()).filter(options::wants).toList()) {
				Samples samples = switch (scenario) {
					case IDLE, SSE_IDLE -> {
						// What others keep in the memory is in the way
						servers.close();
						yield idle.measure(scenario, scenario.contestants(peers));
					}
					case INSIDE -> Inside.measure(options);
					case TRIGGER -> {
						servers.close();
						yield Trigger.measure(options.passes());
					}
					case START -> StartUp.measure(options.passes());
					default -> fanOut.measure(scenario, scenario.contestants(peers));
				};
				samples.write(options.samples(scenario));
			}
		}
		new Report(options).write();
		System.exit(0);
	}

}
