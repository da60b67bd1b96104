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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.lattestream.benchmarks.fanout.peer.OtherServers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the servers beside the hub do what they are measured for. Where {@code CI} is set
 * in the environment, Node must be there; nginx need not.
 */
class OtherServersTests {

	private static final int SUBSCRIBERS = 10;

	private static final int CHANNELS = 2;

	private static final int EVENTS = 50;

	/**
	 * These send in the threads of those who publish, and so to two subscribers in
	 * different orders when there are several of them.
	 */
	private static final Set<String> WITHOUT_ORDER = Set.of("STOMP, simple broker", "MVC, session by session",
			"SseEmitter", "netty-socketio");

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("serversWithWires")
	void allSubscribersGetAllEventsInOneOrder(String name, Wire.Transport transport, Peer peer, Wire wire)
			throws Exception {
		try (ServerProcess server = SlowServers.start(peer);
				Driver driver = new Driver();
				Crowd crowd = Crowd.subscribe(driver, server.port(), List.of(wire), SUBSCRIBERS, CHANNELS,
						Contestant.CHANNELS)) {
			int window = WITHOUT_ORDER.contains(name) ? 1 : 16;
			Load.Outcome outcome = Load.run(crowd, Load.Pace.window(window, EVENTS, Duration.ofMinutes(3)),
					SlowServers.PATIENCE);
			assertThat(outcome.published()).isEqualTo(EVENTS);
			assertThat(outcome.deliveries()).isEqualTo(EVENTS * SUBSCRIBERS / CHANNELS);
			assertThat(outcome.lost()).isZero();
			assertThat(crowd.left()).isZero();
			assertThat(outcome.disordered()).isZero();
		}
	}

	static Stream<Arguments> serversWithWires() {
		return OtherServers.all()
			.stream()
			.filter(OtherServersTests::isExpected)
			.flatMap((peer) -> peer.wires()
				.stream()
				.map((wire) -> Arguments.of(peer.name(), wire.transport(), peer, wire)));
	}

	/**
	 * Programs that are not installed take no part, but for Node where all tests run.
	 */
	private static boolean isExpected(Peer peer) {
		try {
			return !peer.launch().command().isEmpty() || System.getenv("CI") != null && peer.name().startsWith("Node");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
