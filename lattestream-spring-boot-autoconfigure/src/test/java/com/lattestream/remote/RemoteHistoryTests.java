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

package com.lattestream.remote;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.lattestream.BatchEvent;
import com.lattestream.ChannelHistory;
import com.lattestream.HistoryEvent;
import com.lattestream.InvalidRequestException;
import com.lattestream.NotFoundException;
import com.lattestream.StreamPosition;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.UnavailableException;
import com.lattestream.remote.ScriptedServer.Answer;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.client.reactive.JdkClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for histories, positions and idempotency keys of {@link RemoteLatteStreamClient}.
 */
class RemoteHistoryTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ScriptedServer server = new ScriptedServer();

	private final RemoteLatteStreamClient client = client(TestClients.settings());

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void historyIsAskedForAndRead() {
		this.server.then(Answer.ok("{\"position\":{\"epoch\":\"x\",\"offset\":9},\"events\":["
				+ "{\"name\":\"e\",\"data\":\"{\\\"n\\\":1}\",\"epoch\":\"x\",\"offset\":5},"
				+ "{\"name\":\"client-f\",\"data\":\"\\\"plain\\\"\",\"epoch\":\"x\",\"offset\":6,\"user_id\":\"u1\"}],"
				+ "\"has_more\":true}"));
		ChannelHistory page = this.client.history("hist-a;b", new StreamPosition("x", 4), 2).block(TIMEOUT);
		assertThat(page)
			.isEqualTo(
					new ChannelHistory(new StreamPosition("x", 9),
							List.of(new HistoryEvent("e", "{\"n\":1}", new StreamPosition("x", 5), null),
									new HistoryEvent("client-f", "\"plain\"", new StreamPosition("x", 6), "u1")),
							null));
		assertThat(page.hasMore()).isTrue();
		assertThat(page.end()).isEqualTo(new StreamPosition("x", 6));
		assertThat(this.server.requests()).singleElement().satisfies((request) -> {
			assertThat(request.method()).isEqualTo("GET");
			assertThat(request.path()).isEqualTo("/channels/hist-a%3Bb/history?limit=2&epoch=x&offset=4");
		});
	}

	@Test
	void gapIsRead() {
		this.server.then(Answer.ok("{\"position\":{\"epoch\":\"x\",\"offset\":9},\"events\":[],\"has_more\":false,"
				+ "\"gap\":\"events_forgotten\"}"));
		ChannelHistory page = this.client.history("hist-a", null, 1000).block(TIMEOUT);
		assertThat(page.gap()).isEqualTo(ChannelHistory.Gap.EVENTS_FORGOTTEN);
		assertThat(page.end()).isEqualTo(new StreamPosition("x", 9));
		assertThat(this.server.requests().get(0).path()).isEqualTo("/channels/hist-a/history?limit=1000");
	}

	@Test
	void historyIsReadAnewEachTime() {
		String page = "{\"position\":{\"epoch\":\"x\",\"offset\":%d},\"events\":[],\"has_more\":false}";
		this.server.then(Answer.ok(page.formatted(1)), Answer.ok(page.formatted(2)));
		RemoteLatteStreamClient caching = TestClients.create(this.server.uri(), new JdkClientHttpConnector(),
				TestClients.settings(), new RequestCache(Duration.ofMinutes(1), 100), ObservationRegistry.NOOP);
		assertThat(caching.history("hist-a", null, 1).block(TIMEOUT).position().offset()).isEqualTo(1);
		assertThat(caching.history("hist-a", null, 1).block(TIMEOUT).position().offset()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[]", "{\"position\":{\"epoch\":\"x\",\"offset\":1}}",
			"{\"position\":{\"epoch\":\"x\"},\"events\":[]}",
			"{\"position\":{\"epoch\":\"x\",\"offset\":-1},\"events\":[]}",
			"{\"position\":{\"epoch\":\"x\",\"offset\":1},\"events\":[{\"name\":\"e\",\"data\":\"1\"}]}",
			"{\"position\":{\"epoch\":\"x\",\"offset\":1},\"events\":[],\"gap\":\"bored\"}" })
	void answerThatIsNoHistoryIsNone(String body) {
		this.server.otherwise(Answer.ok(body));
		assertError(this.client.history("hist-a", null, 1), UnavailableException.class);
	}

	@Test
	void serviceMayRefuseOrNotKnowHistories() {
		this.server.then(Answer.status(400, "{\"error\":\"The channel 'a' has no history\"}"),
				Answer.status(404, "{\"error\":\"There is no such call\"}"));
		assertError(this.client.history("a", null, 1), InvalidRequestException.class);
		assertError(this.client.history("a", null, 1), NotFoundException.class);
		assertError(this.client.history("a", null, 0), InvalidRequestException.class);
		assertError(this.client.history("a b", null, 1), InvalidRequestException.class);
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void resultHasThePositionsThatTheServiceTells() {
		this.server.then(Answer.ok("{\"channels\":[\"a\",\"b\"],\"event\":\"e\",\"triggered\":2,"
				+ "\"positions\":{\"a\":{\"epoch\":\"x\",\"offset\":7}}}"));
		TriggerResult result = this.client.trigger(List.of("a", "b"), "e", 1).block(TIMEOUT);
		assertThat(result).isEqualTo(new TriggerResult("e", List.of("a", "b"), null, Map.of("a", position(7))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>", "[]", "{\"positions\":1}", "{\"positions\":{\"a\":1}}",
			"{\"positions\":{\"a\":{\"epoch\":\"\",\"offset\":1}}}", "{\"batch\":[{},{}]}", "{\"batch\":[]}" })
	void answerWithoutPositionsIsFine(String body) {
		this.server.otherwise(Answer.ok(body));
		assertThat(this.client.trigger("a", "e", 1).block(TIMEOUT))
			.isEqualTo(new TriggerResult("e", List.of("a"), null));
	}

	@Test
	void eachEventOfABatchHasItsPosition() {
		this.server.then(Answer.ok("{\"batch\":[{\"positions\":{\"a\":{\"epoch\":\"x\",\"offset\":1}}},{},"
				+ "{\"positions\":{\"a\":{\"epoch\":\"x\",\"offset\":2}}}]}"));
		List<TriggerResult> results = this.client
			.triggerBatch(
					List.of(new BatchEvent("a", "e", 1), new BatchEvent("b", "e", 2), new BatchEvent("a", "e", 3)))
			.block(TIMEOUT);
		assertThat(results).extracting(TriggerResult::positions)
			.containsExactly(Map.of("a", position(1)), Map.of(), Map.of("a", position(2)));
	}

	@Test
	void callersWhoseEventsGoTogetherGetTheirOwnPositions() {
		RemoteLatteStreamClient batching = client(TestClients
			.settings(new RemoteSettings.Batching(3, Duration.ofMinutes(1), 10, 2, 1000, Long.MAX_VALUE)));
		this.server.then(Answer.ok("{\"batch\":[{\"positions\":{\"a\":{\"epoch\":\"x\",\"offset\":1}}},"
				+ "{\"positions\":{\"a\":{\"epoch\":\"x\",\"offset\":2}}},"
				+ "{\"positions\":{\"b\":{\"epoch\":\"x\",\"offset\":3}}}]}"));
		CompletableFuture<TriggerResult> one = batching.trigger("a", "e", 1).toFuture();
		CompletableFuture<TriggerResult> other = batching.trigger(List.of("a", "b"), "f", 2).toFuture();
		assertThat(one).succeedsWithin(TIMEOUT)
			.extracting(TriggerResult::positions)
			.isEqualTo(Map.of("a", position(1)));
		assertThat(other).succeedsWithin(TIMEOUT)
			.extracting(TriggerResult::positions)
			.isEqualTo(Map.of("a", position(2), "b", position(3)));
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void eventWithAnIdempotencyKeyGoesAloneAndWithTheKey() {
		RemoteLatteStreamClient batching = client(TestClients
			.settings(new RemoteSettings.Batching(2, Duration.ofMinutes(1), 10, 1, 1000, Long.MAX_VALUE)));
		CompletableFuture<TriggerResult> keyed = batching
			.trigger(TriggerRequest.of("a", "e", 1).withIdempotencyKey("k\"1"))
			.toFuture();
		batching.trigger("a", "f", 2).block(TIMEOUT);
		assertThat(keyed).succeedsWithin(TIMEOUT);
		assertThat(this.server.requests()).extracting(ScriptedServer.Request::path)
			.containsExactly("/events", "/batch_events");
		JsonNode body = new JsonMapper().readTree(this.server.requests().get(0).body());
		assertThat(body.get("idempotency_key").stringValue()).isEqualTo("k\"1");
		assertThat(this.server.requests().get(1).body()).doesNotContain("idempotency_key");
	}

	@Test
	void answerThatBreaksOffIsFineOnceTheEventIsAccepted() {
		this.server.then(Answer.cutShort(200, "{\"positions\":"));
		assertThat(this.client.trigger("a", "e", 1).block(TIMEOUT).positions()).isEmpty();
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void receiptForMoreEventsThanWereSentIsNone() {
		byte[] body = "{\"batch\":[{},{}]}".getBytes(StandardCharsets.UTF_8);
		assertThat(Receipt.read(body, 2).part(1, 1).positions()).containsExactly(Map.of());
		assertThat(Receipt.read(body, 3)).isEqualTo(Receipt.NOTHING);
		assertThat(Receipt.NOTHING.part(1, 1)).isEqualTo(Receipt.NOTHING);
	}

	private RemoteLatteStreamClient client(RemoteSettings settings) {
		return TestClients.create(this.server.uri(), new JdkClientHttpConnector(), settings);
	}

	private static StreamPosition position(long offset) {
		return new StreamPosition("x", offset);
	}

	private static void assertError(Mono<?> call, Class<? extends Throwable> type) {
		StepVerifier.create(call).expectError(type).verify(TIMEOUT);
	}

}
