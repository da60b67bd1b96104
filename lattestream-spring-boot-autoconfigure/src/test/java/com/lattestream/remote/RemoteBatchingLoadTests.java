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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.lattestream.InvalidRequestException;
import com.lattestream.remote.ScriptedServer.Answer;
import com.lattestream.remote.ScriptedServer.Exchange;
import com.lattestream.remote.ScriptedServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for batching with many callers at the same time and a service that fails now and
 * then.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RemoteBatchingLoadTests {

	private static final int THREADS = 10;

	private static final int EVENTS = 300;

	private static final JsonMapper JSON = new JsonMapper();

	private final ScriptedServer server = new ScriptedServer();

	private final Service service = new Service();

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void eachIsAcknowledgedExactlyOnceAndChannelsKeepTheirOrder(boolean reactorNetty) throws InterruptedException {
		this.server.otherwise(this.service::flaky);
		ClientHttpConnector connector = reactorNetty
				? new ReactorClientHttpConnector(HttpClient.newConnection().disableRetry(true))
				: new JdkClientHttpConnector();
		RemoteLatteStreamClient client = TestClients.create(this.server.uri(), connector,
				TestClients.withRetries(TestClients.settings(RemoteSettings.Batching.DEFAULTS),
						new RemoteSettings.Retries(20, Duration.ofMillis(1), Duration.ofMillis(10))));
		Map<String, AtomicInteger> acknowledged = new ConcurrentHashMap<>();
		Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
		CountDownLatch left = new CountDownLatch(THREADS * EVENTS);
		List<Thread> threads = IntStream.range(0, THREADS).mapToObj((thread) -> new Thread(() -> {
			for (int i = 0; i < EVENTS; i++) {
				String event = thread + "-" + i;
				// Some channels are of one thread, and each of these in order
				client.trigger("channel-" + thread + "-" + i % 7, event, i)
					.doFinally((signal) -> left.countDown())
					.subscribe((result) -> acknowledged.computeIfAbsent(event, (key) -> new AtomicInteger())
						.incrementAndGet(), failures::add);
			}
		})).toList();
		threads.forEach(Thread::start);
		assertThat(left.await(100, TimeUnit.SECONDS)).isTrue();
		assertThat(failures).isEmpty();
		assertThat(acknowledged).hasSize(THREADS * EVENTS).allSatisfy((event, times) -> assertThat(times).hasValue(1));
		assertThat(this.service.violations).isEmpty();
		Map<String, List<Integer>> accepted = this.service.accepted();
		assertThat(accepted).hasSize(THREADS * 7);
		accepted.forEach((channel, numbers) -> {
			int first = Integer.parseInt(channel.substring(channel.lastIndexOf('-') + 1));
			assertThat(numbers).isEqualTo(IntStream.iterate(first, (i) -> i < EVENTS, (i) -> i + 7).boxed().toList());
		});
		assertThat(this.server.requests().size()).isLessThan(THREADS * EVENTS / 5);
	}

	@Test
	void refusedEventsAmongManyFailAlone() throws InterruptedException {
		this.server.otherwise(this.service::picky);
		RemoteLatteStreamClient client = TestClients.create(this.server.uri(),
				new ReactorClientHttpConnector(HttpClient.newConnection()),
				TestClients.settings(RemoteSettings.Batching.DEFAULTS));
		Set<Integer> refused = ConcurrentHashMap.newKeySet();
		Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
		CountDownLatch left = new CountDownLatch(EVENTS);
		for (int i = 0; i < EVENTS; i++) {
			int number = i;
			client.trigger("channel-" + i % 5, (i % 50 == 7) ? "bad" : "good", i)
				.doFinally((signal) -> left.countDown())
				.subscribe((result) -> acknowledged.add(number), (ex) -> {
					assertThat(ex).isInstanceOf(InvalidRequestException.class);
					refused.add(number);
				});
		}
		assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(refused).hasSize(EVENTS / 50).allMatch((i) -> i % 50 == 7);
		assertThat(acknowledged).hasSize(EVENTS - refused.size());
		assertThat(this.service.violations).isEmpty();
		this.service.accepted().forEach((channel, numbers) -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
	}

	/**
	 * Accepts events, each once, and keeps an eye on what is under way.
	 */
	private static final class Service {

		private final Set<String> underWay = ConcurrentHashMap.newKeySet();

		private final Set<String> nonces = ConcurrentHashMap.newKeySet();

		private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();

		private final Queue<String> violations = new ConcurrentLinkedQueue<>();

		void flaky(Request request, Exchange exchange) throws IOException {
			List<JsonNode> batch = enter(request);
			int luck = ThreadLocalRandom.current().nextInt(100);
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(luck * 50));
			if (luck >= 10 && this.nonces.add(request.nonce())) {
				this.events.addAll(batch);
			}
			leave(batch);
			if (luck < 5 || luck > 95) {
				exchange.reset();
			}
			else {
				((luck < 10) ? Answer.status(503, "") : Answer.ok("{}")).write(request, exchange);
			}
		}

		void picky(Request request, Exchange exchange) throws IOException {
			List<JsonNode> batch = enter(request);
			boolean good = batch.stream().noneMatch((event) -> event.get("name").asString().equals("bad"));
			if (good) {
				this.events.addAll(batch);
			}
			leave(batch);
			(good ? Answer.ok("{}") : Answer.status(400, "")).write(request, exchange);
		}

		Map<String, List<Integer>> accepted() {
			return this.events.stream()
				.collect(Collectors.groupingBy((event) -> event.get("channel").asString(),
						Collectors.mapping((event) -> event.get("data").asInt(), Collectors.toList())));
		}

		private List<JsonNode> enter(Request request) {
			List<JsonNode> batch = JSON.readTree(request.body()).get("batch").valueStream().toList();
			if (batch.isEmpty() || batch.size() > 10) {
				this.violations.add("A request has " + batch.size() + " events");
			}
			for (String channel : channels(batch)) {
				if (!this.underWay.add(channel)) {
					this.violations.add(channel + " is in two requests at the same time");
				}
			}
			return batch;
		}

		private void leave(List<JsonNode> batch) {
			this.underWay.removeAll(channels(batch));
		}

		private static Set<String> channels(List<JsonNode> batch) {
			return batch.stream().map((event) -> event.get("channel").asString()).collect(Collectors.toSet());
		}

	}

}
