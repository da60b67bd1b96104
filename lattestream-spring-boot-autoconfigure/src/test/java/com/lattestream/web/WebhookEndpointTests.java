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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.UnavailableException;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.signature.HmacSigner;
import com.lattestream.webhook.WebhookParser;
import com.lattestream.webhook.WebhookVerifier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.core.task.support.TaskExecutorAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookEndpoint}.
 */
class WebhookEndpointTests {

	private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

	private static final WebhookEndpoint.Settings SETTINGS = new WebhookEndpoint.Settings(1000, Duration.ofMinutes(5),
			true);

	private final List<Object> published = new ArrayList<>();

	private final AsyncTaskExecutor sameThread = new TaskExecutorAdapter(Runnable::run);

	@Test
	void genuineWebhookIsPublishedAndGoesOnToTheController() {
		WebhookReceipt receipt = receive(endpoint(SETTINGS), webhook(NOW, "a"));
		assertThat(receipt.response().status()).isEqualTo(200);
		assertThat(receipt.isForController()).isTrue();
		assertThat(this.published).containsExactly(new ChannelOccupied("a"), new ChannelVacated("a"));
	}

	@Test
	void eitherSignatureWillDoButNoneMayBeWrong() {
		WebhookEndpoint endpoint = endpoint(SETTINGS);
		byte[] body = webhook(NOW, "a");
		String right = sign(body);
		assertThat(status(endpoint.receive(null, right, body))).isEqualTo(200);
		assertThat(status(endpoint.receive(right, null, body))).isEqualTo(200);
		assertThat(status(endpoint.receive(right, right, body))).isEqualTo(200);
		assertThat(status(endpoint.receive(right, "wrong", body))).isEqualTo(401);
		assertThat(status(endpoint.receive("wrong", right, body))).isEqualTo(401);
		assertThat(status(endpoint.receive(null, null, body))).isEqualTo(401);
		assertThat(status(endpoint.receive("", null, body))).isEqualTo(401);
		assertThat(this.published).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "-300000,200", "-300001,401", "300000,200", "300001,401" })
	void webhookMayBeFiveMinutesAwayFromNow(long millis, int status) {
		WebhookReceipt receipt = receive(endpoint(SETTINGS), webhook(NOW.plusMillis(millis), "a"));
		assertThat(receipt.response().status()).isEqualTo(status);
		assertThat(this.published).hasSize((status == 200) ? 2 : 0);
	}

	@Test
	void timesThatCannotBeComparedAreRefused() {
		for (long millis : new long[] { Long.MIN_VALUE, Long.MAX_VALUE }) {
			byte[] body = bytes("{\"time_ms\":" + millis + ",\"events\":[]}");
			assertThat(receive(endpoint(SETTINGS), body).response().status()).isEqualTo(401);
		}
	}

	@Test
	void ageCanBeOfNoConcern() {
		WebhookEndpoint endpoint = endpoint(new WebhookEndpoint.Settings(1000, Duration.ZERO, true));
		assertThat(receive(endpoint, webhook(Instant.EPOCH, "a")).response().status()).isEqualTo(200);
	}

	@Test
	void malformedWebhookIsAnsweredWithAProblem() {
		WebhookReceipt receipt = receive(endpoint(SETTINGS), bytes("{\"events\":7}"));
		assertThat(receipt.response().status()).isEqualTo(400);
		assertThat(receipt.response().contentType()).isEqualTo("application/problem+json");
		assertThat(receipt.response().body()).contains("'events' must be an array");
		assertThat(receipt.isForController()).isFalse();
	}

	@Test
	void repeatIsNotPublishedTwice() {
		WebhookEndpoint endpoint = endpoint(SETTINGS);
		receive(endpoint, webhook(NOW, "a"));
		assertThat(receive(endpoint, webhook(NOW, "a")).response().status()).isEqualTo(200);
		assertThat(this.published).hasSize(2);
		receive(endpoint, webhook(NOW.plusMillis(1), "a"));
		assertThat(this.published).hasSize(4);
	}

	@Test
	void controllerSeesARepeatUntilItHasTakenIt() {
		WebhookEndpoint endpoint = endpoint(SETTINGS);
		receive(endpoint, webhook(NOW, "a")).controllerAnswered(500);
		WebhookReceipt second = receive(endpoint, webhook(NOW, "a"));
		assertThat(second.isForController()).isTrue();
		second.controllerAnswered(204);
		WebhookReceipt third = receive(endpoint, webhook(NOW, "a"));
		assertThat(third.isForController()).isFalse();
		assertThat(third.response().status()).isEqualTo(200);
		assertThat(this.published).hasSize(2);
	}

	@Test
	void webhookWithoutTimeIsNoRepeatOfOneThatLooksTheSame() {
		WebhookEndpoint endpoint = endpoint(SETTINGS);
		byte[] body = bytes("{\"event\":\"channel_occupied\",\"channel\":\"a\"}");
		receive(endpoint, body).controllerAnswered(200);
		assertThat(receive(endpoint, body).isForController()).isTrue();
		assertThat(this.published).containsExactly(new ChannelOccupied("a"), new ChannelOccupied("a"));
	}

	@Test
	void failureOfAListenerIsNoReasonNotToPublishTheRestAndTheWebhookMayComeAgain() {
		boolean[] fail = { true };
		WebhookEndpoint endpoint = endpoint(SETTINGS, this.sameThread, (event) -> {
			this.published.add(event);
			if (fail[0] && event instanceof ChannelOccupied) {
				throw new IllegalStateException("secret of the listener");
			}
		});
		WebhookReceipt receipt = receive(endpoint, webhook(NOW, "a"));
		assertThat(receipt.response().status()).isEqualTo(500);
		assertThat(receipt.response().body()).doesNotContain("secret of the listener");
		assertThat(receipt.isForController()).isFalse();
		assertThat(this.published).hasSize(2);
		fail[0] = false;
		assertThat(receive(endpoint, webhook(NOW, "a")).response().status()).isEqualTo(200);
		assertThat(this.published).hasSize(4);
	}

	@Test
	void webhookThatEndedInAnErrorMayComeAgain() {
		boolean[] fail = { true };
		WebhookEndpoint endpoint = endpoint(SETTINGS, this.sameThread, (event) -> {
			if (fail[0]) {
				throw new StackOverflowError();
			}
			this.published.add(event);
		});
		byte[] body = webhook(NOW, "a");
		assertThat(endpoint.receive(sign(body), null, body).onErrorComplete().blockOptional()).isEmpty();
		fail[0] = false;
		assertThat(receive(endpoint, body).response().status()).isEqualTo(200);
		assertThat(this.published).hasSize(2);
	}

	@Test
	void repeatThatComesWhileListenersAreAtItWaitsForThem() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		WebhookEndpoint endpoint = endpoint(SETTINGS, new SimpleAsyncTaskExecutor(), (event) -> {
			this.published.add(event);
			started.countDown();
			await(proceed);
		});
		byte[] body = webhook(NOW, "a");
		Disposable first = endpoint.receive(sign(body), null, body).subscribe();
		started.await();
		List<WebhookReceipt> repeats = new CopyOnWriteArrayList<>();
		endpoint.receive(sign(body), null, body).subscribe(repeats::add);
		// The sender hangs up, and asks once more when all is done
		first.dispose();
		assertThat(repeats).isEmpty();
		proceed.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(repeats).hasSize(1));
		assertThat(repeats.get(0).response().status()).isEqualTo(200);
		assertThat(receive(endpoint, body).response().status()).isEqualTo(200);
		assertThat(this.published).hasSize(2);
	}

	@Test
	void webhookThatComesToTwoNodesIsPublishedOnce() {
		IdempotencyStore store = new InMemoryIdempotencyStore(1024 * 1024, Clock.systemUTC());
		WebhookEndpoint one = endpoint(SETTINGS, this.sameThread, this.published::add, store);
		WebhookEndpoint other = endpoint(SETTINGS, this.sameThread, this.published::add, store);
		receive(one, webhook(NOW, "a")).controllerAnswered(200);
		WebhookReceipt repeat = receive(other, webhook(NOW, "a"));
		assertThat(repeat.isForController()).isFalse();
		assertThat(repeat.response().status()).isEqualTo(200);
		assertThat(this.published).hasSize(2);
	}

	@Test
	void webhookHasToComeAgainWhenItCannotBeRemembered() {
		IdempotencyStore away = (key, fingerprint, lifetime, operation) -> Mono.error(new UnavailableException("away"));
		WebhookEndpoint endpoint = endpoint(SETTINGS, this.sameThread, this.published::add, away);
		assertThat(receive(endpoint, webhook(NOW, "a")).response().status()).isEqualTo(503);
		assertThat(this.published).isEmpty();
	}

	@Test
	void webhookThatNobodyHasTimeForHasToComeAgain() {
		AsyncTaskExecutor busy = new TaskExecutorAdapter((task) -> {
			throw new TaskRejectedException("busy");
		});
		assertThat(receive(endpoint(SETTINGS, busy, this.published::add), webhook(NOW, "a")).response().status())
			.isEqualTo(503);
	}

	@Test
	void eventsNeedNotBePublished() {
		WebhookEndpoint endpoint = endpoint(new WebhookEndpoint.Settings(1000, Duration.ofMinutes(5), false));
		assertThat(receive(endpoint, webhook(NOW, "a")).isForController()).isTrue();
		assertThat(this.published).isEmpty();
	}

	private WebhookEndpoint endpoint(WebhookEndpoint.Settings settings) {
		return endpoint(settings, this.sameThread, this.published::add);
	}

	private static WebhookEndpoint endpoint(WebhookEndpoint.Settings settings, AsyncTaskExecutor executor,
			ApplicationEventPublisher publisher) {
		return endpoint(settings, executor, publisher, new InMemoryIdempotencyStore(1024 * 1024, Clock.systemUTC()));
	}

	private static WebhookEndpoint endpoint(WebhookEndpoint.Settings settings, AsyncTaskExecutor executor,
			ApplicationEventPublisher publisher, IdempotencyStore store) {
		return new WebhookEndpoint(new WebhookVerifier(List.of("secret")), new WebhookParser(), publisher,
				new CallbackExecutor(executor), settings, store, Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private static WebhookReceipt receive(WebhookEndpoint endpoint, byte[] body) {
		return endpoint.receive(sign(body), null, body).block(Duration.ofSeconds(10));
	}

	private static int status(Mono<WebhookReceipt> receipt) {
		return receipt.map((value) -> value.response().status()).block(Duration.ofSeconds(10));
	}

	private static byte[] webhook(Instant time, String channel) {
		return bytes(
				"{\"time_ms\":" + time.toEpochMilli() + ",\"events\":[{\"name\":\"channel_occupied\",\"channel\":\""
						+ channel + "\"},{\"name\":\"channel_vacated\",\"channel\":\"" + channel + "\"}]}");
	}

	private static String sign(byte[] body) {
		return HexFormat.of().formatHex(new HmacSigner("secret").digest(body));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
