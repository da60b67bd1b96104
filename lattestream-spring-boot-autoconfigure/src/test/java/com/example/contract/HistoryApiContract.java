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

package com.example.contract;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.lattestream.ChannelHistory;
import com.lattestream.HistoryEvent;
import com.lattestream.TriggerResult;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.PusherRequestSigner;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What servers read and are told of channels with a history, in the application and
 * through both REST APIs.
 */
interface HistoryApiContract extends HubContract {

	/** Settings of the server: channels with a short history. */
	String[] TALES = { "lattestream.app.id=7", "lattestream.hub.channels[8].pattern=tale-*",
			"lattestream.hub.channels[8].history.size=3", "lattestream.hub.channels[8].history.ttl=1m" };

	@Test
	default void bothApisTellTheSameHistoryAsTheClient() {
		RawSocket subscriber = server().latteStream().subscribed("tale-both");
		for (String body : List.of("{\"channel\":\"tale-both\",\"name\":\"e1\",\"data\":\"{\\\"n\\\":1}\"}",
				"{\"channel\":\"tale-both\",\"name\":\"e2\",\"data\":\"2\"}")) {
			JsonNode latteStream = latteStream("POST", "/events", body);
			JsonNode pusher = pusher("POST", "/events", Map.of(), body);
			long offset = latteStream.get("positions").get("tale-both").get("offset").longValue();
			assertThat(pusher.get("positions").get("tale-both").get("offset").longValue()).isEqualTo(offset + 1);
		}
		TriggerResult last = server().client().trigger("tale-both", "e3", 3).block();
		ChannelHistory history = server().client().history("tale-both", null, 100).block();
		assertThat(history.position()).isEqualTo(last.positions().get("tale-both"));
		assertThat(history.events()).extracting(HistoryEvent::event).containsExactly("e2", "e2", "e3");
		for (String event : List.of("e1", "e1", "e2", "e2", "e3")) {
			subscriber.next(event);
		}
		JsonNode page = latteStream("GET", "/channels/tale-both/history?limit=2", "");
		assertThat(pusher("GET", "/channels/tale-both/history", Map.of("limit", "2"), "")).isEqualTo(page);
		assertThat(page.get("has_more").booleanValue()).isTrue();
		assertThat(page.get("position").get("offset").longValue()).isEqualTo(5);
		assertThat(page.get("events")).extracting((event) -> event.get("offset").longValue()).containsExactly(3L, 4L);
		Map<String, String> end = Map.of("epoch", history.position().epoch(), "offset", "4");
		JsonNode rest = pusher("GET", "/channels/tale-both/history", end, "");
		assertThat(rest.get("events")).extracting((event) -> event.get("name").stringValue()).containsExactly("e3");
		Map<String, String> old = Map.of("epoch", history.position().epoch(), "offset", "1");
		assertThat(pusher("GET", "/channels/tale-both/history", old, "").get("gap").stringValue())
			.isEqualTo("events_forgotten");
	}

	@Test
	default void onlyWhoHasTheSecretReadsHistories() {
		assertThat(server().get("/lattestream/api/channels/tale-secret/history").statusCode()).isEqualTo(401);
		assertThat(server().get("/lattestream/api/channels/tale-secret/history", "Authorization", ContractServer.KEY)
			.statusCode()).isEqualTo(401);
		assertThat(server().get("/apps/7/channels/tale-secret/history").statusCode()).isEqualTo(401);
		assertThat(server().get("/lattestream/api/channels/a/history", "Authorization", ContractServer.SECRET)
			.statusCode()).isEqualTo(400);
	}

	@Test
	default void publishersWithTheSameKeyAtOnceGetTheSamePosition() {
		RawSocket subscriber = server().pusher().subscribed("tale-once");
		String body = "{\"channel\":\"tale-once\",\"event\":\"e\",\"data\":1,\"idempotency_key\":\"k\"}";
		List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
		IntStream.range(0, 8)
			.forEach((i) -> answers.add(CompletableFuture.supplyAsync(() -> latteStream("POST", "/events", body))));
		List<JsonNode> told = answers.stream().map(CompletableFuture::join).toList();
		assertThat(told).containsOnly(told.get(0));
		assertThat(told.get(0).get("positions").get("tale-once").get("offset").longValue()).isOne();
		subscriber.next("e");
		subscriber.quiet();
	}

	private JsonNode latteStream(String method, String target, String body) {
		String path = "/lattestream/api" + target;
		return answer(method.equals("GET") ? server().get(path, "Authorization", ContractServer.SECRET)
				: server().post(path, "application/json", body, "Authorization", ContractServer.SECRET));
	}

	private JsonNode pusher(String method, String path, Map<String, String> query, String body) {
		PusherRequestSigner signer = new PusherRequestSigner(
				new AppCredentials("7", ContractServer.KEY, ContractServer.SECRET), Clock.systemUTC());
		SortedMap<String, String> signed = signer.sign(method, "/apps/7" + path, new TreeMap<>(query),
				body.getBytes(StandardCharsets.UTF_8));
		String target = "/apps/7" + path + "?"
				+ signed.entrySet()
					.stream()
					.map((parameter) -> parameter.getKey() + "=" + parameter.getValue())
					.collect(Collectors.joining("&"));
		return answer(method.equals("GET") ? server().get(target) : server().post(target, "application/json", body));
	}

	private static JsonNode answer(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

}
