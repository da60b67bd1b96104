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

package com.lattestream.hub;

import java.time.Duration;
import java.util.List;

import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the timeouts of {@link Connection}.
 */
class HeartbeatTests {

	private final HubFixture fixture = new HubFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void silentClientIsPingedOnceAndThenClosed(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		this.fixture.pass(Duration.ofSeconds(120));
		assertThat(client.transport().pings()).isZero();
		this.fixture.pass(Duration.ofSeconds(1));
		this.fixture.pass(Duration.ofSeconds(29));
		assertThat(client.transport().pings()).isOne();
		assertThat(client.closeCode()).isNull();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.closeCode()).isEqualTo(CloseCode.PONG_NOT_RECEIVED);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void nativePongIsASignOfLife() {
		TestClient client = this.fixture.pusher();
		for (int i = 1; i <= 3; i++) {
			this.fixture.pass(Duration.ofSeconds(121));
			assertThat(client.transport().pings()).isEqualTo(i);
			client.connection().alive();
			this.fixture.pass(Duration.ofSeconds(119));
			assertThat(client.transport().pings()).isEqualTo(i);
			client.connection().alive();
		}
		assertThat(client.closeCode()).isNull();
	}

	@Test
	void everyTextMessageIsASignOfLife() {
		TestClient client = this.fixture.pusher();
		for (String message : List.of("{'event':'pusher:pong'}", "not json", "{'event':'pusher:ping'}")) {
			this.fixture.pass(Duration.ofSeconds(140));
			client.send(message);
		}
		this.fixture.pass(Duration.ofSeconds(119));
		assertThat(client.transport().pings()).isEqualTo(3);
		assertThat(client.closeCode()).isNull();
	}

	@Test
	void framesToTheClientAreNoSignOfItsLife() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		this.fixture.pass(Duration.ofSeconds(119));
		this.fixture.publish("a", "e", 1);
		this.fixture.pass(Duration.ofSeconds(2));
		assertThat(client.transport().pings()).isOne();
	}

	@Test
	void silenceOfOneIsNotThatOfOthers() {
		TestClient silent = this.fixture.pusher();
		TestClient lively = this.fixture.latteStream();
		TestClient silentToo = this.fixture.pusher();
		silent.join("presence-a", "silent");
		lively.join("presence-a", "lively");
		silentToo.join("presence-a", "silent-too");
		lively.take();
		this.fixture.pass(Duration.ofSeconds(140));
		lively.connection().alive();
		this.fixture.pass(Duration.ofSeconds(15));
		assertThat(silent.closeCode()).isEqualTo(CloseCode.PONG_NOT_RECEIVED);
		assertThat(silentToo.closeCode()).isEqualTo(CloseCode.PONG_NOT_RECEIVED);
		assertThat(lively.closeCode()).isNull();
		assertThat(lively.take()).hasSize(2).allSatisfy((frame) -> assertThat(frame).contains("member_removed"));
		assertThat(this.fixture.hub().connectionCount()).isOne();
	}

	@Test
	void transportThatCannotPingIsClosedAndDisturbsNobody() {
		TestClient first = this.fixture.pusher();
		TestClient broken = this.fixture.pusher();
		TestClient last = this.fixture.pusher();
		broken.transport().fail();
		this.fixture.pass(Duration.ofSeconds(121));
		assertThat(broken.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(first.transport().pings()).isOne();
		assertThat(last.transport().pings()).isOne();
	}

	@Test
	void connectionThatDoesNotAuthenticateInTimeIsClosed() {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		this.fixture.pass(Duration.ofSeconds(10));
		assertThat(client.closeCode()).isNull();
		client.sendEvent("ping", "{}");
		client.connection().alive();
		client.take();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(client.take()).containsExactly(client.error(4009, "Authentication timed out"));
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void connectionThatAuthenticatedInTimeStays() {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		this.fixture.pass(Duration.ofSeconds(9));
		client.send("{'api_key':'lspk_key'}");
		this.fixture.pass(Duration.ofSeconds(60));
		assertThat(client.closeCode()).isNull();
	}

	@Test
	void streamIsPingedAfterSilenceOfTheHub() {
		TestClient client = this.fixture.sse();
		client.connection().subscribe(List.of(new ChannelGrant("a", null)));
		this.fixture.run();
		this.fixture.pass(Duration.ofSeconds(15));
		assertThat(client.transport().pings()).isZero();
		this.fixture.publish("a", "e", 1);
		this.fixture.pass(Duration.ofSeconds(15));
		assertThat(client.transport().pings()).isZero();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(client.transport().pings()).isOne();
		this.fixture.pass(Duration.ofSeconds(15));
		assertThat(client.transport().pings()).isOne();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.transport().pings()).isEqualTo(2);
	}

	@Test
	void streamThatTakesNothingIsNotPinged() {
		TestClient client = this.fixture.sse();
		client.transport().setWritable(false);
		this.fixture.pass(Duration.ofSeconds(16));
		assertThat(client.transport().pings()).isZero();
		client.transport().setWritable(true);
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.transport().pings()).isOne();
	}

	@Test
	void streamIsNotAskedForSignsOfLife() {
		TestClient client = this.fixture.sse();
		this.fixture.pass(Duration.ofHours(1));
		assertThat(client.closeCode()).isNull();
		assertThat(client.transport().pings()).isOne();
	}

}
