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
import java.util.List;

/**
 * Measures how long applications take to start, on all processors there are.
 */
final class StartUp {

	static final String EMPTY = "empty application";

	static final String STARTER = "with the starter";

	/** What the starter may add. */
	static final double MOST_MILLIS = 150;

	private static final int LEAST = 10;

	private static final List<String> MEMORY = List.of("-Xmx512m");

	private static final List<Peer> APPLICATIONS = List.of(
			Peer.java(EMPTY, EmptyApplication.class, MEMORY, List.of(EmptyApplication.WITHOUT)),
			Peer.java(STARTER, EmptyApplication.class, MEMORY, List.of()));

	private StartUp() {
	}

	static Samples measure(int passes) throws IOException {
		Samples samples = new Samples();
		for (int i = -1; i < Math.max(LEAST, passes); i++) {
			for (Peer application : APPLICATIONS) {
				long start = System.nanoTime();
				try (ServerProcess process = ServerProcess.start(application, "", Processors.all())) {
					Sample sample = new Sample().with(Figure.STARTED, (System.nanoTime() - start) / 1e6)
						.with(Figure.START_CPU, process.cpuTime().user() + process.cpuTime().system());
					// The first ones read files from the disk
					if (i >= 0) {
						System.out.println(Scenario.START.id() + " " + application.name() + ": " + sample);
						samples.add(application.name(), sample);
					}
				}
			}
		}
		return samples;
	}

}
