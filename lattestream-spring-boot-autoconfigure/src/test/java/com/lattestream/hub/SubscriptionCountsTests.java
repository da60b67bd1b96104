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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscriptionCounts} and {@link CountThrottle}, in virtual time.
 */
class SubscriptionCountsTests {

	private static final Pattern COUNT = Pattern
		.compile("subscription_count','channel':'a',.*subscription_count.*:(\\d+)");

	private final GatedBroker broker = new GatedBroker();

	private final HubFixture fixture = new HubFixture(TestSettings.with("subscriptionCounts", true), this.broker,
			new InMemoryPresenceStore());

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void everySubscriberIsToldInItsDialect() {
		TestClient pusher = this.fixture.pusher();
		pusher.subscribe("a");
		assertThat(pusher.take()).containsExactly(pusher.succeeded("a"),
				"{'event':'pusher_internal:subscription_count','channel':'a',"
						+ "'data':'{\\'subscription_count\\':1}'}");
		TestClient latteStream = this.fixture.latteStream();
		latteStream.subscribe("a");
		assertThat(latteStream.take()).containsExactly(latteStream.succeeded("a"),
				"{'event':'lattestream_internal:subscription_count','channel':'a','data':{'subscription_count':2}}");
		assertThat(counts(pusher)).containsExactly(2);
		latteStream.unsubscribe("a");
		assertThat(counts(pusher)).containsExactly(1);
		assertThat(latteStream.take()).isEmpty();
	}

	@Test
	void connectionThatIsGoneIsNoticed() {
		TestClient client = subscribed();
		subscribed().disconnect();
		assertThat(counts(client)).containsExactly(1, 2, 1);
	}

	@Test
	void subscribersOnAllLanesAreTold() {
		TestClient first = subscribed();
		TestClient second = this.fixture.pusher(new TestLane());
		second.subscribe("a");
		assertThat(counts(first)).containsExactly(1, 2);
		assertThat(counts(second)).containsExactly(2);
	}

	@Test
	void newSubscriberIsToldAfterItsAcknowledgement() {
		TestClient client = this.fixture.pusher();
		this.broker.gate().holdOperations();
		client.subscribe("a");
		assertThat(client.take()).isEmpty();
		this.broker.gate().releaseOne();
		this.fixture.run();
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).isEqualTo(client.succeeded("a"));
		assertThat(frames.get(1)).contains("subscription_count");
	}

	@Test
	void secondSubscriptionOfTheSameConnectionIsNoNews() {
		TestClient client = subscribed();
		client.take();
		client.subscribe("a");
		assertThat(client.take()).containsExactly(client.succeeded("a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "presence-a", "private-encrypted-a", "presence-cache-a", "private-encrypted-cache-a" })
	void otherChannelsAreNotCounted(String channel) {
		TestClient client = this.fixture.pusher();
		if (channel.startsWith("presence-")) {
			client.join(channel, "u1");
		}
		else {
			client.subscribe(channel, null);
		}
		assertThat(client.take()).isNotEmpty().noneMatch((frame) -> frame.contains("subscription_count"));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void nobodyIsToldUnlessThatIsWanted(Dialect dialect) {
		try (HubFixture silent = new HubFixture()) {
			TestClient client = silent.connect(dialect);
			client.subscribe("a");
			assertThat(client.take()).containsExactly(client.succeeded("a"));
		}
	}

	@Test
	void largeChannelIsToldOnceInFiveSecondsAndOfTheLastCountInAnyCase() {
		TestClient watcher = subscribed();
		List<TestClient> others = new ArrayList<>();
		for (int i = 2; i <= 101; i++) {
			others.add(subscribed());
		}
		assertThat(counts(watcher)).hasSize(101).last().isEqualTo(101);
		TestClient late = subscribed();
		assertThat(counts(late)).containsExactly(102);
		TestClient later = subscribed();
		assertThat(counts(later)).containsExactly(103);
		assertThat(counts(watcher)).isEmpty();
		this.fixture.pass(Duration.ofMillis(4999));
		assertThat(counts(watcher)).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(counts(watcher)).containsExactly(103);
		later.disconnect();
		assertThat(counts(watcher)).isEmpty();
		this.fixture.pass(Duration.ofSeconds(5));
		assertThat(counts(watcher)).containsExactly(102);
		this.fixture.pass(Duration.ofSeconds(5));
		late.disconnect();
		assertThat(counts(watcher)).containsExactly(101);
		others.get(0).disconnect();
		others.get(1).disconnect();
		assertThat(counts(watcher)).containsExactly(100, 99);
		this.fixture.pass(Duration.ofMinutes(1));
		assertThat(counts(watcher)).isEmpty();
	}

	@Test
	void subscriberThatLeavesAtOnceIsNotTold() {
		for (int i = 0; i < 101; i++) {
			subscribed();
		}
		TestClient client = this.fixture.pusher();
		client.connection().received("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\"}}");
		client.connection().received("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"a\"}}");
		this.fixture.run();
		assertThat(client.take()).containsExactly(client.succeeded("a"));
	}

	@RepeatedTest(20)
	void lastCountIsTheRightOneForEachSubscriber() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		List<TestLane> lanes = List.of(new TestLane(), new TestLane());
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 95; i++) {
			clients.add(subscribed());
		}
		for (int i = 0; i < 60; i++) {
			switch (random.nextInt(5)) {
				case 0, 1 -> {
					TestClient client = this.fixture.pusher(lanes.get(random.nextInt(2)));
					clients.add(client);
					client.connection().received("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\"}}");
				}
				case 2 -> clients.remove(random.nextInt(clients.size())).connection().closed();
				case 3 -> this.fixture.pass(Duration.ofMillis(random.nextInt(6000)));
				default -> this.fixture.run();
			}
		}
		clients.remove(0).connection().closed();
		this.fixture.run();
		this.fixture.pass(Duration.ofSeconds(5));
		int count = this.fixture.subscriptionCount("a");
		assertThat(count).isEqualTo(clients.size());
		for (TestClient client : clients) {
			assertThat(counts(client)).as("seed %d", seed).last().isEqualTo(count);
		}
	}

	private TestClient subscribed() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		return client;
	}

	private static List<Integer> counts(TestClient client) {
		return client.take()
			.stream()
			.map(COUNT::matcher)
			.filter(Matcher::find)
			.map((matcher) -> Integer.valueOf(matcher.group(1)))
			.toList();
	}

}
