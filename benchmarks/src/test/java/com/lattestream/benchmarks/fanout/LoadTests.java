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
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.lattestream.benchmarks.fanout.FaultyServer.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Load} and what it stands on, with a server that makes mistakes.
 */
class LoadTests {

	private static final int SUBSCRIBERS = 5;

	private static final int EVENTS = 40;

	private final Driver driver = new Driver();

	@AfterEach
	void close() {
		this.driver.close();
	}

	@ParameterizedTest
	@EnumSource
	void findsNothingWrongWhereNothingIs(Wire.Transport transport) throws Exception {
		Load.Outcome outcome = run(Fault.NONE, transport);
		assertThat(outcome.published()).isEqualTo(EVENTS);
		assertThat(outcome.deliveries()).isEqualTo(EVENTS * SUBSCRIBERS);
		assertThat(outcome.lost()).isZero();
		assertThat(outcome.disordered()).isZero();
		assertThat(outcome.p99()).isGreaterThanOrEqualTo(outcome.p50()).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void noticesALostDelivery(Wire.Transport transport) throws Exception {
		Load.Outcome outcome = run(Fault.LOSES, transport);
		assertThat(outcome.lost()).isEqualTo(1);
		assertThat(outcome.disordered()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void noticesDeliveriesInAnotherOrder(Wire.Transport transport) throws Exception {
		Load.Outcome outcome = run(Fault.SWAPS, transport);
		assertThat(outcome.lost()).isZero();
		assertThat(outcome.disordered()).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void noticesADeliveryThatComesTwice(Wire.Transport transport) throws Exception {
		Load.Outcome outcome = run(Fault.REPEATS, transport);
		assertThat(outcome.lost()).isZero();
		assertThat(outcome.disordered()).isPositive();
	}

	@Test
	void latencyCountsFromWhenAnEventShouldHaveBeenPublished() throws Exception {
		try (FaultyServer server = new FaultyServer(Fault.NONE);
				Crowd crowd = subscribe(server, Wire.Transport.WEBSOCKET)) {
			// The one thread is late for ten of them
			this.driver.loop().schedule(() -> {
				long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
				while (System.nanoTime() < end) {
					Thread.onSpinWait();
				}
			}, 100, TimeUnit.MILLISECONDS);
			Load.Outcome outcome = Load.run(crowd, Load.Pace.perSecond(50, Duration.ofMillis(500)));
			assertThat(outcome.published()).isEqualTo(25);
			assertThat(outcome.lost()).isZero();
			assertThat(outcome.p99()).isGreaterThan(150);
		}
	}

	@Test
	void saysWhyNobodyCanSubscribe() throws Exception {
		int port;
		try (FaultyServer server = new FaultyServer(Fault.NONE)) {
			port = server.port();
		}
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> Crowd
				.subscribe(this.driver, port, List.of(new TestWire(Wire.Transport.WEBSOCKET)), 1, 1, "room-")
				.close())
			.withMessage("0 of 1 subscribed")
			.withStackTraceContaining("Connection refused");
	}

	private Load.Outcome run(Fault fault, Wire.Transport transport) throws Exception {
		try (FaultyServer server = new FaultyServer(fault); Crowd crowd = subscribe(server, transport)) {
			return Load.run(crowd, Load.Pace.window(4, EVENTS, Duration.ofSeconds(20)));
		}
	}

	private Crowd subscribe(FaultyServer server, Wire.Transport transport) throws Exception {
		return Crowd.subscribe(this.driver, server.port(), List.of(new TestWire(transport)), SUBSCRIBERS, 1, "room-");
	}

	private record TestWire(Transport transport) implements Wire {

		@Override
		public String target(String channel) {
			return "/subscribe?channel=" + channel;
		}

	}

}
