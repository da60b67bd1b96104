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
import java.util.function.UnaryOperator;

import com.lattestream.PayloadTooLargeException;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChannelRules} and what the hub does by them.
 */
class ChannelRulesTests {

	private HubFixture fixture = new HubFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void lastEventIsKeptAsLongAsThePolicySays() {
		use(policy("cache-short-*", (policy) -> policy.withCacheTtl(Duration.ofSeconds(10))));
		this.fixture.publish("cache-short-x", "e", 1);
		this.fixture.publish("cache-x", "e", 1);
		this.fixture.clock().advance(Duration.ofSeconds(10));
		assertThat(this.fixture.await(this.fixture.hub().lastEvent("cache-short-x"))).isNull();
		assertThat(this.fixture.await(this.fixture.hub().lastEvent("cache-x")).ttl())
			.isEqualTo(Duration.ofMinutes(30).minusSeconds(10));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void clientEventsAndTypingAreRefusedWhereTheyAreOff(Dialect dialect) {
		use(policy("presence-quiet-*", (policy) -> policy.withClientEvents(false)));
		TestClient client = member(dialect, "presence-quiet-x");
		trigger(client, "presence-quiet-x");
		assertThat(client.take()).containsExactly(client.error(4301, "Client events are not enabled"));
		client.type("presence-quiet-x", true);
		assertThat(client.take()).containsExactly(client.error(4301, "Client events are not enabled"));
		assertThat(this.fixture.hub().typing("presence-quiet-x")).isEmpty();
		client.join("presence-x", "u1");
		client.take();
		trigger(client, "presence-x");
		client.type("presence-x", true);
		assertThat(client.take()).isEmpty();
	}

	@Test
	void clientEventsArePossibleWhereOnlyThePolicyAllowsThem() {
		use(TestSettings.with("clientEvents", false),
				policy("presence-loud-*", (policy) -> policy.withClientEvents(true)));
		TestClient client = member(Dialect.PUSHER, "presence-loud-x");
		trigger(client, "presence-loud-x");
		client.type("presence-loud-x", true);
		assertThat(client.take()).isEmpty();
		client.join("presence-x", "u1");
		client.take();
		trigger(client, "presence-x");
		assertThat(client.take()).containsExactly(client.error(4301, "Client events are not enabled"));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void clientsRewindOnlyWhereTheyMay(Dialect dialect) {
		HistoryRetention retention = new HistoryRetention(10, Duration.ofMinutes(1));
		use(new ChannelPolicy(ChannelPattern.parse("hist-*"), retention),
				new ChannelPolicy(ChannelPattern.parse("hist-secret-*"), retention).withRewind(false));
		this.fixture.publish("hist-x", "e", 1);
		this.fixture.publish("hist-secret-x", "e", 1);
		TestClient client = this.fixture.connect(dialect);
		client.sendEvent("subscribe", "{'channel':'hist-x','rewind':10}");
		assertThat(client.take()).hasSize(2);
		client.sendEvent("subscribe", "{'channel':'hist-secret-x','rewind':10}");
		assertThat(client.take()).singleElement().asString().contains("subscription_succeeded");
		this.fixture.publish("hist-secret-x", "e", 2);
		assertThat(client.take()).hasSize(1);
	}

	@Test
	void eventsOfAChannelWithALimitAreCountedByThemselves() {
		use(TestSettings.with("clientEventsPerSecond", 2), limits("presence-cursors-*", null, 5, null));
		TestClient client = member(Dialect.LATTESTREAM, "presence-cursors-1");
		client.join("presence-cursors-2", "u1");
		client.join("presence-x", "u1");
		client.take();
		for (int i = 0; i < 5; i++) {
			trigger(client, "presence-cursors-1");
			trigger(client, "presence-cursors-2");
		}
		trigger(client, "presence-x");
		client.type("presence-x", true);
		assertThat(client.take()).isEmpty();
		client.type("presence-cursors-1", true);
		assertThat(client.take()).containsExactly(client.error(4301, "Too many client events: 5 a second are allowed"));
		trigger(client, "presence-x");
		assertThat(client.take()).containsExactly(client.error(4301, "Too many client events: 2 a second are allowed"));
		this.fixture.pass(Duration.ofMillis(200));
		trigger(client, "presence-cursors-1");
		assertThat(client.take()).isEmpty();
		trigger(client, "presence-cursors-1");
		assertThat(client.take()).hasSize(1);
	}

	@Test
	void presenceChannelHasAsManyMembersAsThePolicySays() {
		use(TestSettings.with("members", 2), limits("presence-pair-*", 1, null, null),
				limits("presence-crowd-*", 3, null, null));
		for (int i = 0; i < 3; i++) {
			TestClient client = this.fixture.pusher();
			client.join("presence-pair-x", "u" + i);
			assertThat(client.take().get(0).contains("subscription_error")).isEqualTo(i >= 1);
			client.join("presence-x", "u" + i);
			assertThat(client.take().stream().anyMatch((frame) -> frame.contains("subscription_error")))
				.isEqualTo(i >= 2);
			client.join("presence-crowd-x", "u" + i);
			assertThat(client.take()).noneMatch((frame) -> frame.contains("subscription_error"));
		}
		TestClient refused = this.fixture.pusher();
		refused.join("presence-crowd-x", "u3");
		assertThat(refused.take()).containsExactly(refused.subscriptionError("presence-crowd-x", "LimitReached",
				"The channel already has 3 members", 429));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void clientEventHasAsMuchDataAsThePolicySays(Dialect dialect) {
		use(TestSettings.with("pusherEventData", 8, "eventData", 12), limits("presence-small-*", null, null, 4),
				limits("presence-large-*", null, null, 10));
		TestClient client = member(dialect, "presence-small-x");
		client.send("{'event':'client-a','channel':'presence-small-x','data':1234}");
		assertThat(client.take()).isEmpty();
		client.send("{'event':'client-a','channel':'presence-small-x','data':12345}");
		assertThat(client.take()).containsExactly(client.error(4301, "The data of an event may have 4 bytes"));
		client.join("presence-large-x", "u1");
		client.take();
		client.send("{'event':'client-a','channel':'presence-large-x','data':12345678901}");
		int limit = (dialect == Dialect.PUSHER) ? 8 : 10;
		assertThat(client.take())
			.containsExactly(client.error(4301, "The data of an event may have " + limit + " bytes"));
	}

	@Test
	void sizeIsAskedForOnlyWhereThereIsALimit() {
		use(limits("small-*", null, null, 4));
		ChannelRules rules = this.fixture.hub().rules();
		rules.checkEventData(List.of("a", "b"), () -> {
			throw new AssertionError("Asked");
		});
		rules.checkEventData(List.of("small-a"), () -> 4);
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> rules.checkEventData(List.of("a", "small-a"), () -> 5));
	}

	private void use(ChannelPolicy... policies) {
		use(HubSettings.DEFAULTS, policies);
	}

	private void use(HubSettings settings, ChannelPolicy... policies) {
		this.fixture.close();
		this.fixture = new HubFixture(settings, new ChannelPolicies(List.of(policies)));
	}

	private TestClient member(Dialect dialect, String channel) {
		TestClient client = this.fixture.connect(dialect);
		client.join(channel, "u1");
		client.take();
		return client;
	}

	private static void trigger(TestClient client, String channel) {
		client.send("{'event':'client-a','channel':'" + channel + "','data':{}}");
	}

	private static ChannelPolicy limits(String pattern, Integer members, Integer clientEvents, Integer eventData) {
		return policy(pattern,
				(policy) -> policy.withLimits(new ChannelPolicy.Limits(members, clientEvents, eventData)));
	}

	private static ChannelPolicy policy(String pattern, UnaryOperator<ChannelPolicy> customizer) {
		return customizer.apply(new ChannelPolicy(ChannelPattern.parse(pattern), null));
	}

}
