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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.lattestream.benchmarks.fanout.hub.HubPeer;
import com.lattestream.benchmarks.fanout.peer.OtherServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the hub has not lost its lead. The floor is far below what the benchmarks find, on
 * servers that are compiled quickly rather than well, and what counts is work, not time,
 * so that a busy machine fails no build: the processor time of the server for each
 * delivery, without that of its compilers and without soft interrupts, which may be those
 * of others.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Others do not tell what compilers use")
class FloorTests {

	private static final int SUBSCRIBERS = 500;

	private static final int FLOOR = 5;

	/**
	 * Of so many, one has to reach it: what else happens can only make a lead smaller.
	 */
	private static final int PASSES = 3;

	private static Driver driver;

	private static ServerProcess hub;

	@BeforeAll
	static void start() throws Exception {
		driver = new Driver();
		hub = SlowServers.start(HubPeer.webFlux());
	}

	@AfterAll
	static void stop() {
		hub.close();
		driver.close();
	}

	@Test
	void eventStreamsTakeFarLessThanFluxOfEvents() throws Exception {
		assertLead(Wire.Transport.EVENT_STREAM, "Naive WebFlux, SSE");
	}

	@Test
	void webSocketsTakeFarLessThanSimpleBroker() throws Exception {
		assertLead(Wire.Transport.WEBSOCKET, "STOMP, simple broker");
	}

	private static void assertLead(Wire.Transport transport, String name) throws Exception {
		Peer other = OtherServers.all().stream().filter((peer) -> peer.name().equals(name)).findFirst().orElseThrow();
		List<Double> leads = new ArrayList<>();
		try (ServerProcess process = SlowServers.start(other)) {
			do {
				double own = cost(hub, HubPeer.webFlux(), transport, 600);
				leads.add(cost(process, other, transport, 100) / own);
			}
			while (Collections.max(leads) < FLOOR && leads.size() < PASSES);
		}
		assertThat(leads).as("times the processor time of the hub").anyMatch((lead) -> lead > FLOOR);
	}

	/**
	 * Measure a server.
	 * @param server its process
	 * @param peer what it is
	 * @param transport how to subscribe
	 * @param events how many to publish, and as many before
	 * @return processor time of a delivery, in seconds
	 */
	private static double cost(ServerProcess server, Peer peer, Wire.Transport transport, int events) throws Exception {
		List<Wire> wires = Contestant.wires(peer, transport).subList(0, 1);
		Load.Pace pace = Load.Pace.window(16, events, SlowServers.PATIENCE);
		try (Crowd crowd = Crowd.subscribe(driver, server.port(), wires, SUBSCRIBERS, 1, Contestant.CHANNELS)) {
			Load.run(crowd, pace, SlowServers.PATIENCE);
			CpuTime before = server.cpuTime();
			Load.Outcome outcome = Load.run(crowd, pace, SlowServers.PATIENCE);
			CpuTime time = server.cpuTime().minus(before);
			assertThat(outcome.deliveries()).isEqualTo((long) events * SUBSCRIBERS);
			return (time.user() + time.system() - time.compiler()) / outcome.deliveries();
		}
	}

}
