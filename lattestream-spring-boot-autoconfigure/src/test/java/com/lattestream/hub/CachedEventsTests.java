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

import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CachedEvents} and what {@link Subscriber} makes of them.
 */
class CachedEventsTests {

	private final MutableClock clock = new MutableClock();

	private final GatedCacheStore store = new GatedCacheStore(this.clock);

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, new InMemoryBroker(),
			new InMemoryPresenceStore(), this.store);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void subscriberOfAnEmptyChannelIsToldSo() {
		TestClient pusher = this.fixture.pusher();
		pusher.subscribe("cache-a");
		assertThat(pusher.take()).containsExactly(pusher.succeeded("cache-a"),
				"{'event':'pusher:cache_miss','channel':'cache-a','data':'{}'}");
		TestClient latteStream = this.fixture.latteStream();
		latteStream.subscribe("cache-a");
		assertThat(latteStream.take()).containsExactly(latteStream.succeeded("cache-a"),
				"{'event':'lattestream:cache_miss','channel':'cache-a','data':{}}");
		assertThat(this.fixture.listener().take()).containsExactly("occupied cache-a", "count cache-a 1",
				"missed cache-a", "count cache-a 2", "missed cache-a");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void newSubscriberGetsTheLastEventAndThenLaterOnes(Dialect dialect) {
		this.fixture.publish("cache-a", "e", 1);
		this.fixture.publish("cache-a", "f", 2);
		TestClient client = this.fixture.connect(dialect);
		client.subscribe("cache-a");
		this.fixture.publish("cache-a", "e", 3);
		assertThat(client.take()).containsExactly(client.succeeded("cache-a"), client.event("cache-a", "f", 2),
				client.event("cache-a", "e", 3));
		assertThat(this.fixture.listener().take()).containsExactly("occupied cache-a", "count cache-a 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cache-a", "private-cache-a", "private-encrypted-cache-a", "presence-cache-a" })
	void everyTypeOfChannelMayKeepItsLastEvent(String channel) {
		this.fixture.publish(channel, "e", 1);
		TestClient client = this.fixture.pusher();
		subscribe(client, channel);
		assertThat(client.take()).hasSize(2).last().isEqualTo(client.event(channel, "e", 1));
		TestClient stream = this.fixture.sse();
		stream.connection().subscribe(List.of(ChannelGrant.asUser(channel, "u1")));
		this.fixture.run();
		assertThat(stream.take()).last().isEqualTo(stream.event(channel, "e", 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "my-cache-a", "cache", "cachea", "private-my-cache-a", "presence-encrypted-cache-a",
			"private-encrypted-a", "encrypted-cache-a", "private-presence-cache-a" })
	void otherChannelsKeepNothing(String channel) {
		this.fixture.publish(channel, "e", 1);
		TestClient client = this.fixture.pusher();
		subscribe(client, channel);
		assertThat(client.take()).hasSize(1);
		StepVerifier.create(this.fixture.hub().lastEvent(channel)).expectComplete().verify(Duration.ofSeconds(20));
	}

	@Test
	void eventOfAClientIsNotKept() {
		TestClient sender = this.fixture.pusher();
		sender.subscribe("private-cache-a", null);
		sender.send("{'event':'client-a','channel':'private-cache-a','data':'x'}");
		TestClient client = this.fixture.pusher();
		client.subscribe("private-cache-a", null);
		assertThat(client.take()).last().asString().contains("pusher:cache_miss");
		this.fixture.publish("private-cache-a", "e", 1);
		sender.send("{'event':'client-a','channel':'private-cache-a','data':'x'}");
		TestClient late = this.fixture.pusher();
		late.subscribe("private-cache-a", null);
		assertThat(late.take()).last().isEqualTo(late.event("private-cache-a", "e", 1));
	}

	@Test
	void eventOfAClientReachesWhoBeganWithTheLastEvent() {
		this.fixture.publish("private-cache-a", "e", 1);
		TestClient sender = this.fixture.pusher();
		sender.subscribe("private-cache-a", null);
		TestClient client = this.fixture.pusher();
		client.subscribe("private-cache-a", null);
		client.take();
		sender.send("{'event':'client-a','channel':'private-cache-a','data':'x'}");
		assertThat(client.take()).singleElement().asString().contains("'event':'client-a'");
	}

	@Test
	void comingAndGoingOfMembersIsNotKept() {
		this.fixture.publish("presence-cache-a", "e", 1);
		this.fixture.pusher().join("presence-cache-a", "u1");
		TestClient late = this.fixture.pusher();
		late.join("presence-cache-a", "u2");
		assertThat(late.take()).last().isEqualTo(late.event("presence-cache-a", "e", 1));
	}

	@Test
	void connectionThatIsLeftOutOfAnEventGetsItWhenItSubscribes() {
		TestClient client = this.fixture.pusher();
		this.fixture.publish(Publication.ofServer("cache-a", "e", "1", client.socketId()));
		client.subscribe("cache-a");
		assertThat(client.take()).containsExactly(client.succeeded("cache-a"), client.event("cache-a", "e", 1));
	}

	@Test
	void eventIsForgottenWhenItsTimeIsOver() {
		this.fixture.publish("cache-a", "e", 1);
		this.clock.advance(Duration.ofMinutes(30).minusMillis(1));
		TestClient inTime = this.fixture.pusher();
		inTime.subscribe("cache-a");
		assertThat(inTime.take()).last().isEqualTo(inTime.event("cache-a", "e", 1));
		this.clock.advance(Duration.ofMillis(1));
		TestClient late = this.fixture.pusher();
		late.subscribe("cache-a");
		assertThat(late.take()).last().asString().contains("pusher:cache_miss");
	}

	@Test
	void eventIsKeptWhileNobodyIsThere() {
		TestClient first = this.fixture.pusher();
		first.subscribe("cache-a");
		this.fixture.publish("cache-a", "e", 1);
		first.disconnect();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		TestClient second = this.fixture.pusher();
		second.subscribe("cache-a");
		assertThat(second.take()).last().isEqualTo(second.event("cache-a", "e", 1));
	}

	@Test
	void whoUnsubscribesAndSubscribesIsANewSubscriber() {
		this.fixture.publish("cache-a", "e", 1);
		TestClient client = this.fixture.pusher();
		client.subscribe("cache-a");
		client.unsubscribe("cache-a");
		client.subscribe("cache-a");
		assertThat(client.take()).containsExactly(client.succeeded("cache-a"), client.event("cache-a", "e", 1),
				client.succeeded("cache-a"), client.event("cache-a", "e", 1));
	}

	@Test
	void whoSubscribesTwiceIsNone() {
		this.fixture.publish("cache-a", "e", 1);
		TestClient client = this.fixture.pusher();
		client.subscribe("cache-a");
		client.take();
		client.subscribe("cache-a");
		assertThat(client.take()).containsExactly(client.succeeded("cache-a"));
	}

	@Test
	void eventThatComesBeforeTheReadIsSentOnce() {
		TestClient client = this.fixture.pusher();
		this.store.reading().holdOperations();
		client.subscribe("cache-a");
		this.fixture.publish("cache-a", "e", 1);
		this.fixture.publish("cache-a", "e", 2);
		assertThat(client.take()).isEmpty();
		this.store.reading().releaseOne();
		this.fixture.run();
		assertThat(client.take()).containsExactly(client.succeeded("cache-a"), client.event("cache-a", "e", 2));
	}

	@Test
	void eventThatComesAfterTheReadIsNotMissed() {
		this.fixture.publish("cache-a", "e", 1);
		TestClient client = this.fixture.pusher();
		this.store.reading().holdAnswers();
		client.subscribe("cache-a");
		this.fixture.publish("cache-a", "e", 2);
		this.fixture.elsewhere(this.store.reading()::releaseOne);
		assertThat(client.take()).containsExactly(client.succeeded("cache-a"), client.event("cache-a", "e", 1),
				client.event("cache-a", "e", 2));
	}

	@Test
	void eventThatIsStillOnItsWayToTheLaneIsNotRepeated() {
		TestClient client = this.fixture.pusher();
		this.fixture.hub().publish(Publication.ofServer("cache-a", "e", "1", null)).subscribe();
		TestClient other = this.fixture.pusher();
		other.subscribe("cache-a");
		other.take();
		this.fixture.hub().publish(Publication.ofServer("cache-a", "e", "2", null)).subscribe();
		// Its lane has the delivery before it, and yet not done
		client.subscribe("cache-a");
		assertThat(client.take()).containsExactly(client.succeeded("cache-a"), client.event("cache-a", "e", 2));
		assertThat(other.take()).containsExactly(other.event("cache-a", "e", 2));
	}

	@Test
	void storeIsReadWhenLaterEventsAreCertainToArrive() {
		GatedBroker broker = new GatedBroker();
		try (HubFixture gated = new HubFixture(HubSettings.DEFAULTS, broker, new InMemoryPresenceStore(), this.store)) {
			broker.gate().holdOperations();
			TestClient client = gated.pusher();
			client.subscribe("cache-a");
			// On another node, while this one does not hear of the channel
			Publication elsewhere = Publication.ofServer("cache-a", "e", "1", null);
			gated.await(this.store.publish(elsewhere, Duration.ofMinutes(1), (kept) -> Mono.just(0)));
			broker.gate().releaseOne();
			gated.run();
			assertThat(client.take()).containsExactly(client.succeeded("cache-a"), client.event("cache-a", "e", 1));
			broker.gate().open();
		}
	}

	@Test
	void storeThatFailsRefusesSubscriptionsAndPublications() {
		this.store.reading().fail(new IllegalStateException("store"));
		this.store.publishing().fail(new IllegalStateException("store"));
		TestClient client = this.fixture.pusher();
		client.join("presence-cache-a", "u1");
		assertThat(client.take()).containsExactly(client.subscriptionError("presence-cache-a", "Unavailable",
				"The subscription could not be made now", 503));
		assertThat(this.fixture.subscriptionCount("presence-cache-a")).isZero();
		assertThat(this.fixture.await(this.fixture.hub().members("presence-cache-a")).members()).isEmpty();
		StepVerifier.create(this.fixture.hub().publish(Publication.ofServer("cache-a", "e", "1", null)))
			.expectErrorMessage("store")
			.verify(Duration.ofSeconds(20));
		assertThat(this.fixture.publish("a", "e", 1)).isZero();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void subscribersOfTheSameEventShareItsFrame(Dialect dialect) {
		this.fixture.publish("cache-a", "e", 1);
		assertThat(cachedFrame(dialect)).isSameAs(cachedFrame(dialect));
		EncodedFrame before = cachedFrame(dialect);
		this.fixture.publish("cache-a", "e", 1);
		assertThat(cachedFrame(dialect)).isNotSameAs(before);
	}

	private EncodedFrame cachedFrame(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		client.subscribe("cache-a");
		List<EncodedFrame> frames = client.transport().take();
		return frames.get(frames.size() - 1);
	}

	private static void subscribe(TestClient client, String channel) {
		if (channel.startsWith("presence-")) {
			client.join(channel, "u1");
		}
		else if (channel.startsWith("private-")) {
			client.subscribe(channel, null);
		}
		else {
			client.subscribe(channel);
		}
	}

}
