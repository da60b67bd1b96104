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

import com.lattestream.InvalidRequestException;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.CachedPublication;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.Publication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelHistories} in a hub.
 */
class ChannelHistoriesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final HistoryRetention RETENTION = new HistoryRetention(2, Duration.ofSeconds(10));

	private HubFixture fixture = new HubFixture(policies("hist-*"));

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void eventOfAServerIsKeptAndPublished() {
		TestClient client = this.fixture.pusher();
		client.subscribe("hist-a");
		client.take();
		assertThat(publish("hist-a", "1")).isEqualTo(1);
		assertThat(client.take()).singleElement()
			.isEqualTo(client.event("hist-a", "e", 1)
				.replace("}", ",'epoch':'" + history("hist-a").position().epoch() + "','offset':1}"));
		assertThat(data("hist-a")).containsExactly("1");
	}

	@Test
	void publisherIsToldTheReachAndThePosition() {
		TestClient client = this.fixture.pusher();
		client.subscribe("hist-a");
		PublicationReceipt receipt = receipt("hist-a");
		assertThat(receipt.reached()).isOne();
		assertThat(receipt.position()).isEqualTo(history("hist-a").position());
		assertThat(receipt("hist-a").position()).isEqualTo(receipt.position().next());
		assertThat(receipt("a")).isEqualTo(new PublicationReceipt(0, null));
	}

	@Test
	void asMuchIsKeptAsThePolicySays() {
		publish("hist-a", "1");
		publish("hist-a", "2");
		publish("hist-a", "3");
		assertThat(data("hist-a")).containsExactly("2", "3");
		this.fixture.clock().advance(RETENTION.ttl());
		assertThat(data("hist-a")).isEmpty();
		assertThat(history("hist-a").position().offset()).isEqualTo(3);
	}

	@Test
	void channelWithoutPolicyHasNoHistory() {
		publish("a", "1");
		assertNoHistory("a");
	}

	@Test
	void whatIsForNoChannelIsNotKept() {
		this.fixture.close();
		this.fixture = new HubFixture(policies("*"));
		TestClient client = this.fixture.pusher();
		this.fixture.hub().broadcast("e", "1").subscribe();
		this.fixture.hub().sendToSocket(client.socketId(), "e", "2").subscribe();
		this.fixture.run();
		assertThat(client.take()).hasSize(2);
		assertNoHistory(Address.EVERYBODY.name());
		assertNoHistory(Address.ofSocket(client.socketId()).name());
		assertThat(history("a")).isNotNull();
	}

	@Test
	void cacheChannelMayHaveAHistoryToo() {
		this.fixture.close();
		this.fixture = new HubFixture(policies("cache-*"));
		assertThat(receipt("cache-a").position()).isEqualTo(history("cache-a").position());
		publish("cache-a", "2");
		assertThat(data("cache-a")).containsExactly("1", "2");
		assertThat(this.fixture.hub().lastEvent("cache-a").map(CachedPublication::publication).block(TIMEOUT).data())
			.isEqualTo("2");
		TestClient client = this.fixture.pusher();
		client.subscribe("cache-a");
		assertThat(client.take()).hasSize(2).last().isEqualTo(client.event("cache-a", "e", 2));
	}

	private void assertNoHistory(String channel) {
		StepVerifier.create(this.fixture.hub().history(channel, null, 100))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(InvalidRequestException.class)
				.hasMessageContaining("'" + channel + "' has no history")
				.hasMessageContaining("lattestream.hub.channels[*]"))
			.verify(TIMEOUT);
	}

	private PublicationReceipt receipt(String channel) {
		return this.fixture.await(this.fixture.hub().publish(Publication.ofServer(channel, "e", "1", null)));
	}

	private int publish(String channel, String data) {
		return this.fixture.publish(Publication.ofServer(channel, "e", data, null));
	}

	private HistoryPage history(String channel) {
		return this.fixture.hub().history(channel, null, 100).block(TIMEOUT);
	}

	private List<String> data(String channel) {
		return history(channel).publications().stream().map(Publication::data).toList();
	}

	private static ChannelPolicies policies(String pattern) {
		return new ChannelPolicies(List.of(new ChannelPolicy(ChannelPattern.parse(pattern), RETENTION)));
	}

}
