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

import com.lattestream.UnavailableException;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscriptionAttempt}: what a subscription takes is away for a moment.
 */
class SubscriptionAttemptTests {

	private static final UnavailableException AWAY = new UnavailableException("away");

	private final GatedBroker broker = new GatedBroker();

	private final GatedPresenceStore presence = new GatedPresenceStore();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, this.broker, this.presence);

	@AfterEach
	void close() {
		this.broker.gate().open();
		this.presence.gate().open();
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void clientIsAcknowledgedWhenWhatWasAwayIsBack(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		this.presence.gate().fail(AWAY);
		client.join("presence-a", "u1");
		client.subscribe("b");
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.take()).containsExactly(client.succeeded("b"));
		this.presence.gate().open();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.take()).singleElement().asString().contains("subscription_succeeded").contains("u1");
		assertThat(this.presence.present("presence-a")).containsExactly("u1");
		this.fixture.pass(Duration.ofSeconds(10));
		assertThat(client.take()).noneMatch((frame) -> frame.contains("subscription"));
	}

	@Test
	void clientIsRefusedWhenItHasWaitedLongEnough() {
		TestClient client = this.fixture.pusher();
		this.presence.gate().fail(AWAY);
		client.join("presence-a", "u1");
		for (int i = 0; i < 4; i++) {
			this.fixture.pass(Duration.ofSeconds(1));
		}
		assertThat(client.take()).isEmpty();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.take()).containsExactly(
				client.subscriptionError("presence-a", "Unavailable", "The subscription could not be made now", 503));
		assertThat(this.fixture.channels()).isEmpty();
		this.presence.gate().open();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(this.presence.changes()).isEmpty();
	}

	@Test
	void nothingIsLeftOfSubscriptionGivenUpMeanwhile() {
		TestClient leaving = this.fixture.pusher();
		TestClient closing = this.fixture.pusher();
		this.presence.gate().fail(AWAY);
		leaving.join("presence-a", "u1");
		closing.join("presence-a", "u2");
		leaving.unsubscribe("presence-a");
		closing.disconnect();
		this.presence.gate().open();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(leaving.take()).isEmpty();
		assertThat(this.presence.changes()).isEmpty();
		assertThat(this.fixture.channels()).isEmpty();
	}

	@Test
	void clientThatAsksOnceMoreMeanwhileIsMemberAndAnsweredOnce() {
		TestClient client = this.fixture.pusher();
		this.presence.gate().fail(AWAY);
		client.join("presence-a", "u1");
		this.presence.gate().open();
		client.join("presence-a", "u1");
		assertThat(client.take()).singleElement().asString().contains("subscription_succeeded").contains("u1");
		assertThat(this.presence.present("presence-a")).containsExactly("u1");
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.take()).isEmpty();
		client.unsubscribe("presence-a");
		assertThat(this.presence.changes()).containsExactly("+u1", "-u1");
	}

	@Test
	void eventsComeAfterTheAcknowledgement() {
		TestClient client = this.fixture.pusher();
		this.presence.gate().fail(AWAY);
		client.join("presence-a", "u1");
		this.fixture.publish("presence-a", "e", 1);
		assertThat(client.take()).isEmpty();
		this.presence.gate().open();
		this.fixture.pass(Duration.ofSeconds(1));
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).contains("subscription_succeeded");
		assertThat(frames.get(1)).isEqualTo(client.event("presence-a", "e", 1));
	}

	@Test
	void brokerIsAskedAgainAndToldOnce() {
		TestClient client = this.fixture.pusher();
		this.broker.gate().fail(AWAY);
		client.subscribe("a");
		this.fixture.pass(Duration.ofSeconds(1));
		this.broker.gate().open();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(client.take()).containsExactly(client.succeeded("a"));
		client.unsubscribe("a");
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(this.broker.calls()).endsWith("unsubscribe a");
	}

	@Test
	void memberThatAsksOnceMoreStaysAndMissesNothing() {
		TestClient client = this.fixture.pusher();
		client.join("presence-a", "u1");
		client.take();
		this.presence.gate().fail(AWAY);
		client.join("presence-a", "u1");
		this.fixture.publish("presence-a", "e", 1);
		this.presence.gate().open();
		this.fixture.pass(Duration.ofSeconds(1));
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).contains("subscription_succeeded");
		assertThat(frames.get(1)).isEqualTo(client.event("presence-a", "e", 1));
		assertThat(this.presence.changes()).containsExactly("+u1");
	}

}
