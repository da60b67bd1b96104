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

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelInfo;
import com.lattestream.PresenceMember;
import com.lattestream.UnavailableException;
import com.lattestream.remote.ScriptedServer.Answer;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.http.client.reactive.JdkClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RequestCache} and what {@link RemoteLatteStreamClient} keeps in it.
 */
class RequestCacheTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ScriptedServer server = new ScriptedServer()
		.otherwise(Answer.ok("{\"occupied\":true,\"subscription_count\":1}"));

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void answersAreKept() {
		RemoteLatteStreamClient client = client(Duration.ofMinutes(1));
		assertThat(channel(client, "a")).isEqualTo(channel(client, "a"));
		assertThat(this.server.requests()).hasSize(1);
		channel(client, "b");
		client.channel("a", ChannelAttribute.SUBSCRIPTION_COUNT).block(TIMEOUT);
		assertThat(this.server.requests()).hasSize(3);
	}

	@Test
	void answersAreForgottenInTime() {
		RemoteLatteStreamClient client = client(Duration.ofMillis(50));
		channel(client, "a");
		await().atMost(TIMEOUT).untilAsserted(() -> {
			channel(client, "a");
			assertThat(this.server.requests()).hasSize(2);
		});
	}

	@Test
	void asManyAnswersAsThereMayBeAreKept() {
		RequestCache cache = new RequestCache(Duration.ofMinutes(1), 10);
		AtomicInteger asked = new AtomicInteger();
		Mono<Integer> query = Mono.fromSupplier(asked::incrementAndGet);
		Flux<Integer> queries = Flux.range(0, 100).concatMap((i) -> cache.get("key" + i, query));
		queries.blockLast(TIMEOUT);
		await().atMost(TIMEOUT).untilAsserted(() -> {
			int before = asked.get();
			queries.blockLast(TIMEOUT);
			assertThat(asked.get() - before).isGreaterThanOrEqualTo(90);
		});
	}

	@Test
	void whoAsksMeanwhileGetsTheSameAnswer() throws InterruptedException {
		CountDownLatch go = new CountDownLatch(1);
		this.server.then((request, exchange) -> {
			awaitLatch(go);
			Answer.ok("{\"occupied\":true}").write(request, exchange);
		});
		RemoteLatteStreamClient client = client(Duration.ofMinutes(1));
		List<CompletableFuture<ChannelInfo>> answers = IntStream.range(0, 100)
			.mapToObj((i) -> client.channel("a").toFuture())
			.toList();
		assertThat(answers).noneMatch(CompletableFuture::isDone);
		go.countDown();
		answers.forEach((answer) -> assertThat(answer).succeedsWithin(TIMEOUT)
			.isEqualTo(new ChannelInfo("a", true, null, null)));
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void whoGivesUpDoesNotSpoilItForTheOthers() {
		CountDownLatch go = new CountDownLatch(1);
		this.server.then((request, exchange) -> {
			awaitLatch(go);
			Answer.ok("{\"occupied\":true}").write(request, exchange);
		});
		RemoteLatteStreamClient client = client(Duration.ofMinutes(1));
		Disposable first = client.channel("a").subscribe();
		CompletableFuture<ChannelInfo> second = client.channel("a").toFuture();
		first.dispose();
		go.countDown();
		assertThat(second).succeedsWithin(TIMEOUT);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void failuresAndWrongAnswersAreNotKept() {
		this.server.then(Answer.status(404, ""), Answer.ok("[]"));
		RemoteLatteStreamClient client = client(Duration.ofMinutes(1));
		StepVerifier.create(client.channel("a")).expectError().verify(TIMEOUT);
		StepVerifier.create(client.channel("a")).expectError(UnavailableException.class).verify(TIMEOUT);
		assertThat(channel(client, "a").occupied()).isTrue();
	}

	@Test
	void terminatingForgetsAll() {
		RemoteLatteStreamClient client = client(Duration.ofMinutes(1));
		channel(client, "a");
		client.terminateConnections("u1").block(TIMEOUT);
		channel(client, "a");
		assertThat(this.server.requests()).hasSize(3);
	}

	@Test
	void answerThatWasUnderWayWhenTerminatedIsNotKept() {
		CountDownLatch go = new CountDownLatch(1);
		this.server.then((request, exchange) -> {
			awaitLatch(go);
			Answer.ok("{\"occupied\":true}").write(request, exchange);
		});
		RemoteLatteStreamClient client = client(Duration.ofMinutes(1));
		CompletableFuture<ChannelInfo> before = client.channel("a").toFuture();
		await().untilAsserted(() -> assertThat(this.server.requests()).hasSize(1));
		client.terminateConnections("u1").block(TIMEOUT);
		go.countDown();
		assertThat(before).succeedsWithin(TIMEOUT);
		channel(client, "a");
		assertThat(this.server.requests()).hasSize(3);
	}

	@Test
	@SuppressWarnings("unchecked")
	void whatIsKeptCannotBeChanged() {
		this.server.otherwise(Answer.ok("{\"users\":[{\"id\":\"u1\",\"info\":{\"name\":\"N\"}}]}"));
		RemoteLatteStreamClient client = client(Duration.ofMinutes(1));
		PresenceMember member = client.users("presence-a").blockLast(TIMEOUT);
		((Map<String, Object>) member.info()).clear();
		assertThat(client.users("presence-a").blockLast(TIMEOUT))
			.isEqualTo(new PresenceMember("u1", Map.of("name", "N")));
		assertThat(this.server.requests()).hasSize(1);
	}

	private RemoteLatteStreamClient client(Duration ttl) {
		HttpClient httpClient = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		return TestClients.create(this.server.uri(), new JdkClientHttpConnector(httpClient), TestClients.settings(),
				new RequestCache(ttl, 100), ObservationRegistry.NOOP);
	}

	private static ChannelInfo channel(RemoteLatteStreamClient client, String name) {
		ChannelInfo channel = client.channel(name).block(TIMEOUT);
		assertThat(channel).isNotNull();
		return channel;
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
