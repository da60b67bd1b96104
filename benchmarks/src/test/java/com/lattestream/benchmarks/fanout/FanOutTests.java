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

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.lattestream.benchmarks.fanout.hub.HubPeer;
import com.lattestream.benchmarks.fanout.raw.RawPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs each load on a small scale: nothing is lost, and all get the same order.
 */
class FanOutTests {

	private static final int SUBSCRIBERS = 20;

	private static final int EVENTS = 100;

	private static final List<Peer> PEERS = List.of(RawPeer.separate(), RawPeer.joined(), HubPeer.webFlux(),
			HubPeer.tomcat(), HubPeer.jetty());

	private static final Map<String, ServerProcess> servers = new HashMap<>();

	private static final Driver driver = new Driver();

	@AfterAll
	static void stop() {
		servers.values().forEach(ServerProcess::close);
		driver.close();
	}

	static Stream<Arguments> loads() {
		return Stream.of(Scenario.values())
			.filter(Scenario::isLoad)
			.flatMap((scenario) -> scenario.contestants(PEERS)
				.stream()
				.map((contestant) -> Arguments.of(scenario, contestant.name(), contestant)));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("loads")
	void allGetAllInOneOrder(Scenario scenario, String name, Contestant contestant) throws Exception {
		ServerProcess server = servers.get(contestant.peer().name());
		if (server == null) {
			server = SlowServers.start(contestant.peer());
			servers.put(contestant.peer().name(), server);
		}
		CpuTime before = server.cpuTime();
		try (Crowd crowd = Crowd.subscribe(driver, server.port(), contestant.wires(), SUBSCRIBERS,
				Math.min(scenario.channels(), 4), contestant.prefix())) {
			Load.Outcome outcome = Load.run(crowd, scenario.pace(EVENTS, Duration.ofSeconds(1)), SlowServers.PATIENCE);
			assertThat(outcome.published()).isPositive();
			assertThat(outcome.lost()).isZero();
			assertThat(outcome.disordered()).isZero();
			assertThat(outcome.deliveries())
				.isEqualTo(outcome.published() * SUBSCRIBERS / Math.min(scenario.channels(), 4));
			assertThat(crowd.failure()).isNull();
			assertThat(server.cpuTime().minus(before).total()).isNotNegative();
		}
	}

}
