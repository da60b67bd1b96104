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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections that cannot keep up.
 */
class SlowConsumerTests {

	private final HubFixture fixture = new HubFixture(TestSettings.with("queuedMessages", 3));

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void framesWaitInOrderUntilTheTransportTakesThem() {
		TestClient client = subscribed(Dialect.PUSHER);
		client.transport().setWritable(false);
		IntStream.rangeClosed(1, 3).forEach((i) -> this.fixture.publish("a", "e", i));
		assertThat(client.take()).isEmpty();
		client.transport().setWritable(true);
		this.fixture.publish("b", "e", 0);
		assertThat(client.take()).isEmpty();
		client.connection().writable();
		this.fixture.run();
		this.fixture.publish("a", "e", 4);
		assertThat(client.take()).containsExactly(client.event("a", "e", 1), client.event("a", "e", 2),
				client.event("a", "e", 3), client.event("a", "e", 4));
	}

	@Test
	void framesThatDidNotFitFollowWhenTheOthersAreFlushed() {
		TestClient client = subscribed(Dialect.PUSHER);
		client.transport().setCapacity(2);
		IntStream.rangeClosed(1, 5).forEach((i) -> client.connection().received("{\"event\":\"pusher:ping\"}"));
		this.fixture.run();
		assertThat(client.take()).containsExactly(client.pong(), client.pong(), client.pong(), client.pong(),
				client.pong());
	}

	@Test
	void framesDoNotOvertakeThoseThatWait() {
		TestClient client = subscribed(Dialect.PUSHER);
		client.transport().setWritable(false);
		this.fixture.publish("a", "e", 1);
		client.transport().setWritable(true);
		this.fixture.publish("a", "e", 2);
		client.sendEvent("ping", "{}");
		assertThat(client.take()).isEmpty();
		client.connection().writable();
		this.fixture.run();
		assertThat(client.take()).containsExactly(client.event("a", "e", 1), client.event("a", "e", 2), client.pong());
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void clientThatLeavesTooMuchWaitingIsClosedAndOthersAreNot(Dialect dialect) {
		TestClient first = subscribed(dialect);
		TestClient slow = subscribed(dialect);
		TestClient last = subscribed(dialect);
		slow.transport().setWritable(false);
		for (int i = 1; i <= 3; i++) {
			this.fixture.publish("a", "e", i);
		}
		assertThat(slow.closeCode()).isNull();
		this.fixture.publish("a", "e", 4);
		assertThat(slow.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(slow.transport().closeReason()).isEqualTo("The client reads too slowly");
		assertThat(this.fixture.publish("a", "e", 5)).isEqualTo(2);
		slow.transport().setWritable(true);
		slow.connection().writable();
		this.fixture.run();
		assertThat(slow.take()).isEmpty();
		for (TestClient client : List.of(first, last)) {
			assertThat(client.take()).containsExactlyElementsOf(
					IntStream.rangeClosed(1, 5).mapToObj((i) -> client.event("a", "e", i)).toList());
			assertThat(client.closeCode()).isNull();
		}
		assertThat(this.fixture.hub().connectionCount()).isEqualTo(2);
		assertThat(this.fixture.subscriptionCount("a")).isEqualTo(2);
	}

	@Test
	void clientIsClosedOnceHoweverManyPublicationsComeAtOnce() {
		TestClient slow = subscribed(Dialect.PUSHER);
		TestClient other = subscribed(Dialect.PUSHER);
		slow.transport().setWritable(false);
		for (int i = 0; i < 100; i++) {
			this.fixture.hub().publish(Publication.ofServer("a", "e", "1", null)).subscribe();
		}
		this.fixture.run();
		assertThat(slow.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(other.take()).hasSize(100);
	}

	@Test
	void bytesThatWaitAreLimited() {
		try (HubFixture limited = new HubFixture(TestSettings.with("queuedBytes", 200))) {
			TestClient slow = limited.pusher();
			slow.subscribe("a");
			slow.take();
			slow.transport().setWritable(false);
			int size = slow.event("a", "e", 1).length();
			for (int i = 0; i < 200 / size; i++) {
				limited.publish("a", "e", 1);
			}
			assertThat(slow.closeCode()).isNull();
			limited.publish("a", "e", 1);
			assertThat(slow.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		}
	}

	@Test
	void memberThatIsTooSlowLeavesItsChannels() {
		TestClient slow = this.fixture.pusher();
		slow.join("presence-a", "slow");
		TestClient watcher = this.fixture.pusher();
		watcher.join("presence-a", "watcher");
		watcher.take();
		slow.transport().setWritable(false);
		for (int i = 1; i <= 4; i++) {
			this.fixture.publish("presence-a", "e", i);
		}
		assertThat(slow.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		List<String> frames = new ArrayList<>(watcher.take());
		assertThat(frames).hasSize(5);
		assertThat(frames.get(4)).contains("member_removed", "slow");
	}

	@Test
	void latteStreamClientThatTakesFramesIsToldWhyItIsClosed() {
		TestClient client = subscribed(Dialect.LATTESTREAM);
		client.connection().close(CloseCode.RECONNECT, "reason");
		assertThat(client.take()).containsExactly(client.error(4200, "reason"));
	}

	private TestClient subscribed(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		client.subscribe("a");
		client.take();
		return client;
	}

}
