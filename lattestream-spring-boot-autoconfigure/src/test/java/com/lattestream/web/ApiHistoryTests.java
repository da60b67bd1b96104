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

package com.lattestream.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.lattestream.StreamPosition;
import com.lattestream.UnavailableException;
import com.lattestream.broker.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for histories and positions in {@link HttpApi}, in both dialects.
 */
class ApiHistoryTests {

	private final HttpApiFixture fixture = new HttpApiFixture();

	@Test
	void answerToAnEventHasItsPositions() {
		String body = "{\"channels\":[\"hist-b\",\"a\",\"hist-a\"],\"name\":\"e\",\"data\":\"1\"}";
		assertThat(latteStream("/events", body)).isEqualTo(
				"{\"channels\":[\"hist-b\",\"a\",\"hist-a\"],\"event\":\"e\",\"triggered\":3,\"positions\":{\"hist-b\":"
						+ position("hist-b", 1) + ",\"hist-a\":" + position("hist-a", 1) + "}}");
		assertThat(pusher("/events", body)).isEqualTo(
				"{\"positions\":{\"hist-b\":" + position("hist-b", 2) + ",\"hist-a\":" + position("hist-a", 2) + "}}");
		assertThat(pusher("/events",
				"{\"channel\":\"hist-a\",\"name\":\"e\",\"data\":\"1\",\"info\":\"subscription_count\"}"))
			.isEqualTo("{\"channels\":{\"hist-a\":{\"subscription_count\":0}},\"positions\":{\"hist-a\":"
					+ position("hist-a", 3) + "}}");
		assertThat(this.fixture.pusher("POST", "/channels/hist-a/events", Map.of("name", "e"), "x").body())
			.isEqualTo("{\"positions\":{\"hist-a\":" + position("hist-a", 4) + "}}");
	}

	@Test
	void answerToABatchHasThePositionsOfEachEvent() {
		String batch = "{\"batch\":[{\"channel\":\"hist-a\",\"name\":\"e\",\"data\":\"1\"},"
				+ "{\"channel\":\"a\",\"name\":\"e\",\"data\":\"2\"},"
				+ "{\"channel\":\"hist-a\",\"name\":\"e\",\"data\":\"3\",\"info\":\"subscription_count\"}]}";
		assertThat(pusher("/batch_events", batch))
			.isEqualTo("{\"batch\":[{\"positions\":{\"hist-a\":" + position("hist-a", 1)
					+ "}},{},{\"subscription_count\":0,\"positions\":{\"hist-a\":" + position("hist-a", 2) + "}}]}");
		assertThat(latteStream("/batch_events", batch)).isEqualTo(
				"{\"batch\":[{\"channels\":[\"hist-a\"],\"event\":\"e\",\"triggered\":1,\"positions\":{\"hist-a\":"
						+ position("hist-a", 3) + "}},{\"channels\":[\"a\"],\"event\":\"e\",\"triggered\":1},"
						+ "{\"channels\":[\"hist-a\"],\"event\":\"e\",\"triggered\":1,"
						+ "\"info\":{\"hist-a\":{\"subscription_count\":0}},\"positions\":{\"hist-a\":"
						+ position("hist-a", 4) + "}}]}");
	}

	@Test
	void repeatUnderAnIdempotencyKeyGetsTheFirstPosition() {
		String event = "{\"channel\":\"hist-a\",\"event\":\"e\",\"data\":1,\"idempotency_key\":\"k\"}";
		String first = latteStream("/events", event);
		publish("hist-a", "2");
		assertThat(latteStream("/events", event)).isEqualTo(first).contains(position("hist-a", 1));
		String pusherEvent = event.replace("\"data\":1", "\"data\":\"1\"");
		String pusherFirst = pusher("/events", pusherEvent);
		publish("hist-a", "4");
		assertThat(pusher("/events", pusherEvent)).isEqualTo(pusherFirst).contains(position("hist-a", 3));
		assertThat(this.fixture.published()).hasSize(4);
	}

	@Test
	void publishersWithTheSameKeyAtOnceGetTheSamePosition() {
		Sinks.Empty<Void> gate = Sinks.empty();
		this.fixture.broker().setGate(gate.asMono());
		List<ApiResponse> answers = new ArrayList<>();
		String event = "{\"channel\":\"hist-a\",\"event\":\"e\",\"data\":1}";
		for (int i = 0; i < 2; i++) {
			this.fixture.latteStreamLater("/events", event, Map.of("Idempotency-Key", "k")).subscribe(answers::add);
		}
		assertThat(answers).isEmpty();
		gate.tryEmitEmpty();
		assertThat(answers).hasSize(2);
		assertThat(answers.get(0)).isEqualTo(answers.get(1));
		assertThat(answers.get(0).body()).contains(position("hist-a", 1));
	}

	@Test
	void historyIsReadPageByPage() {
		IntStream.rangeClosed(1, 3).forEach((i) -> publish("hist-a", String.valueOf(i)));
		String page = "{\"position\":" + position("hist-a", 3) + ",\"events\":[" + event("hist-a", 1) + ","
				+ event("hist-a", 2) + "],\"has_more\":true}";
		assertThat(get("/channels/hist-a/history?limit=2")).isEqualTo(page);
		assertThat(pusher("GET", "/channels/hist-a/history", Map.of("limit", "2")).body()).isEqualTo(page);
		String rest = "{\"position\":" + position("hist-a", 3) + ",\"events\":[" + event("hist-a", 3)
				+ "],\"has_more\":false}";
		assertThat(get("/channels/hist-a/history?limit=2&epoch=" + epoch("hist-a") + "&offset=2")).isEqualTo(rest);
		assertThat(pusher("GET", "/channels/hist-a/history", Map.of("epoch", epoch("hist-a"), "offset", "2")).body())
			.isEqualTo(rest);
		assertThat(get("/channels/hist-empty/history"))
			.isEqualTo("{\"position\":" + position("hist-empty", 0) + ",\"events\":[],\"has_more\":false}");
	}

	@Test
	void historyTellsOfAGap() {
		IntStream.rangeClosed(1, 6).forEach((i) -> publish("hist-a", String.valueOf(i)));
		String end = ",\"events\":[],\"has_more\":false,\"gap\":";
		String epoch = epoch("hist-a");
		assertThat(get("/channels/hist-a/history?offset=0&epoch=" + epoch)).endsWith(end + "\"events_forgotten\"}");
		assertThat(get("/channels/hist-a/history?offset=7&epoch=" + epoch)).endsWith(end + "\"position_unknown\"}");
		assertThat(get("/channels/hist-a/history?offset=1&epoch=x")).endsWith(end + "\"epoch_changed\"}")
			.startsWith("{\"position\":" + position("hist-a", 6));
	}

	@Test
	void dataIsTheTextThatSubscribersGet() {
		latteStream("/events", "{\"channel\":\"hist-a\",\"event\":\"e\",\"data\":{\"x\":\"é\"}}");
		latteStream("/events", "{\"channel\":\"hist-a\",\"event\":\"e\",\"data\":\"plain\"}");
		latteStream("/events", "{\"channel\":\"hist-a\",\"event\":\"e\",\"binary\":true,\"data\":{\"n\":1,"
				+ "\"binaryData\":\"AQI=\"}}");
		assertThat(get("/channels/hist-a/history")).contains("\"data\":\"{\\\"x\\\":\\\"é\\\"}\"",
				"\"data\":\"\\\"plain\\\"\"", "\"data\":\"{\\\"n\\\":1,\\\"binaryData\\\":\\\"AQI=\\\"}\"");
		assertThat(pusher("GET", "/channels/hist-a/history", Map.of()).body())
			.contains("\"data\":\"{\\\"x\\\":\\\"é\\\"}\"", "\"data\":\"plain\"");
	}

	@Test
	void senderOfAClientsEventIsNamed() {
		this.fixture.hub()
			.publish(new Publication("hist-a", "client-e", "1", true, "1.2", "u\"1"))
			.block(HttpApiFixture.TIMEOUT);
		assertThat(get("/channels/hist-a/history")).contains("{\"name\":\"client-e\",\"data\":\"1\","
				+ position("hist-a", 1).replaceAll("[{}]", "") + ",\"user_id\":\"u\\\"1\"}");
	}

	@Test
	void muchDataIsReadInSeveralPages() {
		IntStream.rangeClosed(1, 5).forEach((i) -> publish("hist-a", "\"" + "x".repeat(200 * 1024) + "\""));
		String first = get("/channels/hist-a/history?limit=1000");
		assertThat(first).contains("\"offset\":2").doesNotContain("\"offset\":3").endsWith("\"has_more\":true}");
		String epoch = epoch("hist-a");
		assertThat(get("/channels/hist-a/history?offset=2&epoch=" + epoch)).contains("\"offset\":4")
			.endsWith("\"has_more\":true}");
		assertThat(get("/channels/hist-a/history?offset=4&epoch=" + epoch)).endsWith("\"has_more\":false}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "hist-a/history?limit=0", "hist-a/history?limit=1001", "hist-a/history?limit=x",
			"hist-a/history?limit=", "hist-a/history?limit=99999999999", "hist-a/history?epoch=x",
			"hist-a/history?offset=1", "hist-a/history?epoch=x&offset=-1", "hist-a/history?epoch=x&offset=y",
			"hist-a/history?epoch=x&offset=9007199254740992", "hist-a/history?epoch=a.b&offset=1",
			"hist-a/history?epoch=&offset=1", "a/history", "a%20b/history", "%23all/history" })
	void whatIsNotRightIsRefused(String target) {
		ApiResponse answer = this.fixture.latteStream("GET", "/channels/" + target, "");
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.body()).startsWith("{\"error\":\"");
	}

	@Test
	void channelWithoutHistoryIsNamed() {
		assertThat(this.fixture.latteStream("GET", "/channels/a/history", "").body()).contains("'a' has no history",
				"lattestream.hub.channels[*]");
	}

	@Test
	void historyTakesTheSecret() {
		assertThat(this.fixture.latteStream("GET", "/channels/hist-a/history", new byte[0], Map.of()).status())
			.isEqualTo(401);
		assertThat(this.fixture.pusherRaw("GET", "/3/channels/hist-a/history", new byte[0], Map.of()).status())
			.isEqualTo(401);
	}

	@Test
	void publisherIsToldThatItCannotBeDoneNow() {
		this.fixture.broker().setGate(Mono.error(new UnavailableException("redis://secret is away")));
		ApiResponse answer = this.fixture.latteStream("POST", "/events",
				"{\"channel\":\"hist-a\",\"event\":\"e\",\"data\":1}");
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.body()).doesNotContain("redis");
	}

	private void publish(String channel, String data) {
		this.fixture.hub().publish(Publication.ofServer(channel, "e", data, null)).block(HttpApiFixture.TIMEOUT);
	}

	private String latteStream(String target, String body) {
		ApiResponse answer = this.fixture.latteStream("POST", target, body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	private String get(String target) {
		ApiResponse answer = this.fixture.latteStream("GET", target, "");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	private String pusher(String path, String body) {
		ApiResponse answer = this.fixture.pusher("POST", path, body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	private ApiResponse pusher(String method, String path, Map<String, String> query) {
		return this.fixture.pusher(method, path, query, "");
	}

	private String event(String channel, int number) {
		return "{\"name\":\"e\",\"data\":\"" + number + "\"," + position(channel, number).substring(1);
	}

	private String position(String channel, long offset) {
		return "{\"epoch\":\"" + epoch(channel) + "\",\"offset\":" + offset + "}";
	}

	private String epoch(String channel) {
		StreamPosition position = this.fixture.hub().history(channel, null, 1).block(HttpApiFixture.TIMEOUT).position();
		return position.epoch();
	}

}
