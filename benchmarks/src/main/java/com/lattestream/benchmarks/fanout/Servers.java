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

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The servers that run: each from its first scenario to the last one, so that it is warm.
 */
final class Servers implements AutoCloseable {

	/** So many clients come and go instead of an event where no events are measured. */
	private static final int CLIENTS = 4;

	private final Options options;

	private final Driver driver;

	private final Map<Peer, Running> running = new LinkedHashMap<>();

	Servers(Options options, Driver driver) {
		this.options = options;
		this.driver = driver;
	}

	/**
	 * Return a server that is warm.
	 * @param contestant who wants it
	 * @param scenario for what
	 * @return its process
	 * @throws Exception if it cannot be started or refuses events
	 */
	ServerProcess warm(Contestant contestant, Scenario scenario) throws Exception {
		Running server = this.running.get(contestant.peer());
		if (server == null) {
			server = new Running(ServerProcess.start(contestant.peer()), new HashSet<>());
			this.running.put(contestant.peer(), server);
		}
		Scenario warmUp = scenario.warmUp();
		if (server.warm().add(List.of(warmUp, contestant.wires(), contestant.prefix())) && this.options.warmUp() > 0) {
			warmUp(server.process(), contestant, warmUp);
		}
		return server.process();
	}

	private void warmUp(ServerProcess server, Contestant contestant, Scenario scenario) throws Exception {
		long start = System.nanoTime();
		long clients = 0;
		do {
			try (Crowd crowd = scenario.subscribe(this.driver, server.port(), contestant)) {
				if (scenario.isLoad()) {
					Load.run(crowd, scenario.pace(this.options.warmUp(), this.options.patience()));
					return;
				}
				clients += scenario.subscribers();
			}
		}
		while (clients < this.options.warmUp() * CLIENTS
				&& System.nanoTime() - start < this.options.patience().toNanos());
	}

	@Override
	public void close() {
		this.running.values().forEach((server) -> server.process().close());
		this.running.clear();
	}

	private record Running(ServerProcess process, Set<List<?>> warm) {

	}

}
