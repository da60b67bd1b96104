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

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.lattestream.BatchEvent;
import com.lattestream.ChannelHistory;
import com.lattestream.HistoryEvent;
import com.lattestream.InvalidRequestException;
import com.lattestream.StreamPosition;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.bouncycastle.BouncyCastleSecretBox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for histories, positions and idempotency keys of
 * {@link EmbeddedLatteStreamClient}.
 */
class EmbeddedHistoryTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration LIFETIME = Duration.ofMinutes(5);

	private final HubFixture fixture = new HubFixture(
			new ChannelPolicies(List.of(policy("hist-*"), policy("private-encrypted-*"), policy("cache-*"))));

	private final EmbeddedLatteStreamClient client = new EmbeddedLatteStreamClient(this.fixture.hub(),
			this.fixture.signer(), this.fixture.userSigner(),
			ChannelEncryptor.of(new byte[32], new BouncyCastleSecretBox()), JsonMapper.shared(),
			new InMemoryIdempotencyStore(100_000, this.fixture.clock()), LIFETIME);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void resultHasThePositionsOfChannelsWithAHistory() {
		TriggerResult first = trigger(TriggerRequest.of(List.of("hist-a", "a", "hist-b", "cache-a"), "e", 1));
		assertThat(first.connections()).isZero();
		assertThat(first.positions()).containsOnlyKeys("hist-a", "hist-b", "cache-a")
			.containsEntry("hist-a", history("hist-a", null).position())
			.containsEntry("cache-a", history("cache-a", null).position());
		TriggerResult second = trigger(TriggerRequest.of("hist-a", "e", 2));
		assertThat(second.positions()).isEqualTo(Map.of("hist-a", first.positions().get("hist-a").next()));
		assertThat(trigger(TriggerRequest.of("a", "e", 1)).positions()).isEmpty();
	}

	@Test
	void eachEventOfABatchHasItsPosition() {
		List<TriggerResult> results = this.fixture
			.await(this.client.triggerBatch(List.of(new BatchEvent("hist-a", "e", 1), new BatchEvent("a", "e", 2),
					new BatchEvent("hist-b", "e", 3), new BatchEvent("hist-a", "e", 4))));
		assertThat(results).extracting((result) -> result.positions().values().stream().toList())
			.containsExactly(List.of(position("hist-a", 1)), List.of(), List.of(position("hist-b", 1)),
					List.of(position("hist-a", 2)));
	}

	@Test
	void historyIsReadPageByPage() {
		IntStream.rangeClosed(1, 5).forEach((i) -> trigger(TriggerRequest.of("hist-a", "e" + i, Map.of("n", i))));
		ChannelHistory page = this.fixture.await(this.client.history("hist-a", null, 2));
		assertThat(page.events()).containsExactly(new HistoryEvent("e1", "{\"n\":1}", position("hist-a", 1), null),
				new HistoryEvent("e2", "{\"n\":2}", position("hist-a", 2), null));
		assertThat(page.position()).isEqualTo(position("hist-a", 5));
		assertThat(page.end()).isEqualTo(position("hist-a", 2));
		assertThat(page.hasMore()).isTrue();
		assertThat(page.gap()).isNull();
		Flux<HistoryEvent> all = this.client.history("hist-a", null, 2)
			.expand((read) -> read.hasMore() ? this.client.history("hist-a", read.end(), 2) : Mono.empty())
			.flatMapIterable(ChannelHistory::events);
		assertThat(this.fixture.await(all.map(HistoryEvent::event).collectList())).containsExactly("e1", "e2", "e3",
				"e4", "e5");
		ChannelHistory last = history("hist-a", page.position());
		assertThat(last.events()).isEmpty();
		assertThat(last.hasMore()).isFalse();
		assertThat(last.end()).isEqualTo(page.position());
	}

	@Test
	void pageTellsWhyNothingFollowsAPosition() {
		StreamPosition before = history("hist-a", null).position();
		IntStream.rangeClosed(0, 5).forEach((i) -> trigger(TriggerRequest.of("hist-a", "e", i)));
		assertThat(history("hist-a", before).gap()).isEqualTo(ChannelHistory.Gap.EVENTS_FORGOTTEN);
		assertThat(history("hist-a", position("hist-a", 7)).gap()).isEqualTo(ChannelHistory.Gap.POSITION_UNKNOWN);
		ChannelHistory page = history("hist-a", new StreamPosition("other", 1));
		assertThat(page.gap()).isEqualTo(ChannelHistory.Gap.EPOCH_CHANGED);
		assertThat(page.events()).isEmpty();
		assertThat(page.hasMore()).isFalse();
		assertThat(page.end()).isEqualTo(position("hist-a", 6));
	}

	@Test
	void bytesAreInAnObjectAndEncryptedDataStaysSo() {
		trigger(TriggerRequest.of("hist-a", "e", new byte[] { 1, 2 }));
		assertThat(history("hist-a", null).events().get(0).data()).isEqualTo("{\"binaryData\":\"AQI=\"}");
		trigger(TriggerRequest.of("private-encrypted-a", "e", "secret"));
		assertThat(history("private-encrypted-a", null).events().get(0).data()).contains("ciphertext")
			.doesNotContain("secret");
	}

	@Test
	void senderOfAClientsEventIsNamed() {
		this.fixture.publish(new Publication("hist-a", "client-e", "1", true, "1.2", "u1"));
		assertThat(history("hist-a", null).events())
			.containsExactly(new HistoryEvent("client-e", "1", position("hist-a", 1), "u1"));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 1001 })
	void pageHasOneToAThousandEvents(int limit) {
		assertInvalid(this.client.history("hist-a", null, limit), "1 to 1000 events but " + limit);
	}

	@Test
	void channelWithoutHistoryAndInvalidNamesAreRefused() {
		assertInvalid(this.client.history("a", null, 1), "'a' has no history");
		assertInvalid(this.client.history("hist-a b", null, 1), "");
	}

	@Test
	void repeatGetsTheFirstResultAndPublishesNothing() {
		TestClient subscriber = this.fixture.latteStream();
		subscriber.subscribe("hist-a");
		subscriber.take();
		TriggerRequest request = TriggerRequest.of(List.of("hist-a", "a"), "e", 1).withIdempotencyKey("k");
		TriggerResult first = trigger(request);
		assertThat(first.connections()).isOne();
		assertThat(first.positions()).isEqualTo(Map.of("hist-a", position("hist-a", 1)));
		trigger(TriggerRequest.of("hist-a", "f", 2));
		assertThat(trigger(request)).isEqualTo(first);
		assertThat(subscriber.take()).hasSize(2);
		this.fixture.clock().advance(LIFETIME);
		assertThat(trigger(request).positions()).isEqualTo(Map.of("hist-a", position("hist-a", 3)));
	}

	@Test
	void publishersWithTheSameKeyAtOnceGetTheSamePosition() {
		TestLane lane = new TestLane();
		TestClient subscriber = this.fixture.pusher(lane);
		subscriber.subscribe("hist-a");
		this.fixture.run();
		subscriber.take();
		TriggerRequest request = TriggerRequest.of("hist-a", "e", 1).withIdempotencyKey("k");
		List<TriggerResult> results = new ArrayList<>();
		this.client.trigger(request).subscribe(results::add);
		this.client.trigger(request).subscribe(results::add);
		assertThat(results).isEmpty();
		this.fixture.run();
		assertThat(results).hasSize(2);
		assertThat(results.get(0)).isEqualTo(results.get(1));
		assertThat(results.get(0).positions()).containsEntry("hist-a", position("hist-a", 1));
		assertThat(subscriber.take()).hasSize(1);
	}

	@Test
	void anotherEventUnderTheKeyIsRefused() {
		TriggerRequest request = TriggerRequest.of(List.of("a", "b"), "e", 1).withIdempotencyKey("k");
		trigger(request);
		for (TriggerRequest other : List.of(TriggerRequest.of("a", "e", 1),
				TriggerRequest.of(List.of("a", "b"), "f", 1), TriggerRequest.of(List.of("a", "b"), "e", 2),
				TriggerRequest.of(List.of("a", "b"), "e", 1).except("1.2"),
				TriggerRequest.of(List.of("a", "b"), "e", new byte[0]))) {
			assertInvalid(this.client.trigger(other.withIdempotencyKey("k")), "used for another event");
		}
		assertThat(trigger(request.withIdempotencyKey("l")).connections()).isZero();
	}

	@Test
	void publicationThatFailsMayBeRepeated() {
		GatedBroker broker = new GatedBroker();
		HubFixture failing = new HubFixture(HubSettings.DEFAULTS, broker, new InMemoryPresenceStore());
		EmbeddedLatteStreamClient other = new EmbeddedLatteStreamClient(failing.hub(), failing.signer(),
				failing.userSigner(), ChannelEncryptor.none(), JsonMapper.shared(),
				new InMemoryIdempotencyStore(100_000, Clock.systemUTC()), LIFETIME);
		TriggerRequest request = TriggerRequest.of("a", "e", 1).withIdempotencyKey("k");
		broker.gate().fail(new IllegalStateException("broker"));
		StepVerifier.create(other.trigger(request)).expectErrorMessage("broker").verify(TIMEOUT);
		broker.gate().open();
		assertThat(failing.await(other.trigger(request)).connections()).isZero();
		failing.close();
	}

	private TriggerResult trigger(TriggerRequest request) {
		return this.fixture.await(this.client.trigger(request));
	}

	private ChannelHistory history(String channel, StreamPosition since) {
		return this.fixture.await(this.client.history(channel, since, 100));
	}

	private StreamPosition position(String channel, long offset) {
		return new StreamPosition(history(channel, null).position().epoch(), offset);
	}

	private static void assertInvalid(Mono<?> call, String message) {
		StepVerifier.create(call)
			.expectErrorSatisfies(
					(ex) -> assertThat(ex).isInstanceOf(InvalidRequestException.class).hasMessageContaining(message))
			.verify(TIMEOUT);
	}

	private static ChannelPolicy policy(String pattern) {
		return new ChannelPolicy(ChannelPattern.parse(pattern), new HistoryRetention(5, Duration.ofMinutes(10)));
	}

}
