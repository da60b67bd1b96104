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

package com.example.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import com.lattestream.BatchEvent;
import com.lattestream.ChannelHistory;
import com.lattestream.HistoryEvent;
import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.StreamPosition;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.remote.RemoteLatteStreamClient;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for histories, positions and idempotency keys as other servers see them: through
 * the client in remote mode and through Pusher's SDK. What is kept outlives a test, so
 * each has channels of its own.
 */
@SpringBootTest(classes = RestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.id=42", "lattestream.app.key=lspk_rest", "lattestream.app.secret=lsk_rest",
				"lattestream.hub.channels[0].pattern=hist-*", "lattestream.hub.channels[0].history.size=100",
				"lattestream.hub.channels[0].history.ttl=10m" })
class HistoryApiTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private final String channel = "hist-" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);

	@LocalServerPort
	private int port;

	@Autowired
	private LatteStreamClient hub;

	@AfterEach
	void closeContexts() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void remoteClientSeesWhatTheEmbeddedOneSees(boolean batching) {
		RemoteLatteStreamClient client = remote("lattestream.client.batching.enabled=" + batching);
		TriggerResult first = client.trigger(List.of(this.channel, "a"), "e", Map.of("n", 1)).block(TIMEOUT);
		assertThat(first.positions()).isEqualTo(Map.of(this.channel, history(null).position()));
		client.trigger(this.channel, "bytes", new byte[] { 1, 2 }).block(TIMEOUT);
		TriggerResult third = this.hub.trigger(this.channel, "text", "plain").block(TIMEOUT);
		assertThat(client.history(this.channel, null, 100).block(TIMEOUT)).isEqualTo(history(null));
		StreamPosition since = first.positions().get(this.channel);
		ChannelHistory rest = client.history(this.channel, since, 100).block(TIMEOUT);
		assertThat(rest).isEqualTo(history(since));
		assertThat(rest.events()).extracting(HistoryEvent::data)
			.containsExactly("{\"binaryData\":\"AQI=\"}", "\"plain\"");
		assertThat(rest.end()).isEqualTo(third.positions().get(this.channel));
		StreamPosition lost = new StreamPosition("lost", 1);
		assertThat(client.history(this.channel, lost, 1).block(TIMEOUT)).isEqualTo(history(lost));
		StepVerifier.create(client.history("a", null, 1))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(InvalidRequestException.class)
				.hasMessageContaining("'a' has no history"))
			.verify(TIMEOUT);
	}

	@Test
	void remoteClientReadsAllPages() {
		RemoteLatteStreamClient client = remote();
		IntStream.range(0, 25).forEach((i) -> this.hub.trigger(this.channel, "e", i).block(TIMEOUT));
		Flux<String> data = client.history(this.channel, null, 10)
			.expand((page) -> page.hasMore() ? client.history(this.channel, page.end(), 10) : Mono.empty())
			.flatMapIterable(ChannelHistory::events)
			.map(HistoryEvent::data);
		assertThat(data.collectList().block(TIMEOUT))
			.isEqualTo(IntStream.range(0, 25).mapToObj(String::valueOf).toList());
	}

	@Test
	void remoteClientGetsAPositionForEachOfManyEvents() {
		RemoteLatteStreamClient client = remote();
		List<TriggerResult> results = Flux.range(0, 60)
			.flatMapSequential((i) -> client.trigger(this.channel, "e", i), 60)
			.collectList()
			.block(TIMEOUT);
		assertThat(results).extracting((result) -> result.positions().get(this.channel).offset())
			.isEqualTo(IntStream.rangeClosed(1, 60).mapToObj(Long::valueOf).toList());
		List<TriggerResult> batch = client
			.triggerBatch(List.of(new BatchEvent(this.channel, "e", 1), new BatchEvent("a", "e", 2)))
			.block(TIMEOUT);
		assertThat(batch).extracting((result) -> result.positions().size()).containsExactly(1, 0);
	}

	@Test
	void publishersWithTheSameKeyGetTheSamePosition() {
		TriggerRequest request = TriggerRequest.of(this.channel, "e", Map.of("id", 7)).withIdempotencyKey(this.channel);
		List<RemoteLatteStreamClient> clients = List.of(remote(), remote());
		List<TriggerResult> results = Flux.range(0, 20)
			.flatMap((i) -> clients.get(i % 2).trigger(request), 20)
			.collectList()
			.block(TIMEOUT);
		assertThat(results).hasSize(20).containsOnly(results.get(0));
		assertThat(history(null).events()).hasSize(1);
		assertThat(results.get(0).positions()).isEqualTo(Map.of(this.channel, history(null).position()));
		StepVerifier
			.create(clients.get(0)
				.trigger(TriggerRequest.of(this.channel, "f", 1).withIdempotencyKey(request.idempotencyKey())))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		List<TriggerResult> embedded = Flux.range(0, 20)
			.flatMap((i) -> this.hub.trigger(request).subscribeOn(Schedulers.parallel()), 20)
			.collectList()
			.block(TIMEOUT);
		assertThat(embedded).hasSize(20).containsOnly(embedded.get(0));
		assertThat(history(null).events()).hasSize(2);
	}

	@Test
	void pushersClientIsFineWithPositionsAndReadsTheHistory() throws Exception {
		try (Pusher pusher = new Pusher("42", "lspk_rest", "lsk_rest")) {
			pusher.setHost("localhost:" + this.port);
			JsonNode one = success(pusher.trigger(List.of(this.channel, "a"), "e", "plain"));
			assertThat(one.get("positions").propertyNames()).containsExactly(this.channel);
			JsonNode batch = success(pusher.trigger(List.of(new Event(this.channel, "f", 1), new Event("a", "f", 2))));
			assertThat(batch.get("batch").get(0).get("positions").get(this.channel).get("offset").intValue())
				.isEqualTo(2);
			assertThat(batch.get("batch").get(1).isEmpty()).isTrue();
			JsonNode page = success(pusher.get("/channels/" + this.channel + "/history", Map.of("limit", "1")));
			assertThat(page.get("has_more").booleanValue()).isTrue();
			JsonNode event = page.get("events").get(0);
			assertThat(event.get("name").stringValue()).isEqualTo("e");
			assertThat(event.get("data").stringValue()).isEqualTo("\"plain\"");
			JsonNode rest = success(pusher.get("/channels/" + this.channel + "/history",
					Map.of("epoch", event.get("epoch").stringValue(), "offset", event.get("offset").asString())));
			assertThat(rest.get("events").get(0).get("name").stringValue()).isEqualTo("f");
			Result refused = pusher.get("/channels/a/history");
			assertThat(refused.getStatus()).isEqualTo(Result.Status.CLIENT_ERROR);
			assertThat(refused.getMessage()).contains("'a' has no history");
		}
	}

	private ChannelHistory history(StreamPosition since) {
		return this.hub.history(this.channel, since, 100).block(TIMEOUT);
	}

	private RemoteLatteStreamClient remote(String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(RemoteApplication.class)
			.web(WebApplicationType.NONE)
			.properties("lattestream.mode=remote", "lattestream.app.key=lspk_rest", "lattestream.app.secret=lsk_rest",
					"lattestream.client.endpoint=http://localhost:" + this.port + "/lattestream/api",
					"lattestream.client.retry.max-retries=0")
			.properties(properties)
			.run();
		this.contexts.add(context);
		return context.getBean(RemoteLatteStreamClient.class);
	}

	private static JsonNode success(Result result) {
		assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Result.Status.SUCCESS);
		return JsonMapper.shared().readTree(result.getMessage());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RemoteApplication {

	}

}
