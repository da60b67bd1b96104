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

package com.lattestream.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryIdempotencyStore}.
 */
class InMemoryIdempotencyStoreTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration LIFETIME = Duration.ofMinutes(5);

	private final MutableClock clock = new MutableClock();

	private final AtomicInteger carriedOut = new AtomicInteger();

	private InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(1024 * 1024, this.clock);

	@Test
	void carriesARequestOutOnceAndAnswersItAsTheFirstTime() {
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("1");
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("1");
		assertThat(once("other", "f").block(TIMEOUT)).isEqualTo("2");
	}

	@Test
	void doesNothingBeforeItIsSubscribedTo() {
		Mono<String> answer = once("k", "f");
		assertThat(this.carriedOut).hasValue(0);
		assertThat(answer.block(TIMEOUT)).isEqualTo("1");
		assertThat(answer.block(TIMEOUT)).isEqualTo("1");
	}

	@Test
	void refusesAnotherRequestUnderTheKey() {
		once("k", "f").block(TIMEOUT);
		StepVerifier.create(once("k", "g")).expectError(IdempotencyConflictException.class).verify(TIMEOUT);
		assertThat(this.carriedOut).hasValue(1);
	}

	@Test
	void refusesAnotherRequestWhileTheFirstIsCarriedOut() {
		this.store.once("k", "f", LIFETIME, Mono.never()).subscribe();
		StepVerifier.create(once("k", "g")).expectError(IdempotencyConflictException.class).verify(TIMEOUT);
	}

	@Test
	void forgetsARequestWhenItsTimeIsOver() {
		once("k", "f").block(TIMEOUT);
		this.clock.advance(LIFETIME.minusMillis(1));
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("1");
		this.clock.advance(Duration.ofMillis(1));
		assertThat(once("k", "g").block(TIMEOUT)).isEqualTo("2");
	}

	@Test
	void letsThoseWaitWhoComeMeanwhile() {
		Sinks.One<String> gate = Sinks.one();
		List<String> answers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.store.once("k", "f", LIFETIME, Mono.defer(() -> {
				this.carriedOut.incrementAndGet();
				return gate.asMono();
			})).subscribe(answers::add);
		}
		assertThat(answers).isEmpty();
		gate.tryEmitValue("answer");
		assertThat(answers).containsExactly("answer", "answer", "answer");
		assertThat(this.carriedOut).hasValue(1);
	}

	@Test
	void carriesOutOnceHoweverManyComeAtTheSameTime() throws Exception {
		int callers = 16;
		ExecutorService executor = Executors.newFixedThreadPool(callers);
		try {
			for (int round = 0; round < 50; round++) {
				CountDownLatch start = new CountDownLatch(1);
				String key = "k" + round;
				List<Future<String>> answers = new ArrayList<>();
				for (int i = 0; i < callers; i++) {
					answers.add(executor.submit(() -> {
						start.await();
						return this.store
							.once(key, "f", LIFETIME,
									Mono.fromSupplier(() -> String.valueOf(this.carriedOut.incrementAndGet()))
										.subscribeOn(Schedulers.parallel()))
							.block(TIMEOUT);
					}));
				}
				start.countDown();
				for (Future<String> answer : answers) {
					assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(String.valueOf(round + 1));
				}
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void goesOnWhenTheCallerIsGone() {
		Sinks.One<String> gate = Sinks.one();
		Disposable caller = this.store.once("k", "f", LIFETIME, gate.asMono()).subscribe();
		caller.dispose();
		gate.tryEmitValue("answer");
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("answer");
		assertThat(this.carriedOut).hasValue(0);
	}

	@Test
	void forgetsWhatFailedAfterAllWhoWaitWereTold() {
		Sinks.One<String> gate = Sinks.one();
		List<Throwable> errors = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			this.store.once("k", "f", LIFETIME, gate.asMono()).subscribe(null, errors::add);
		}
		gate.tryEmitError(new IllegalStateException("down"));
		assertThat(errors).hasSize(2).allSatisfy((error) -> assertThat(error).hasMessage("down"));
		assertThat(once("k", "g").block(TIMEOUT)).isEqualTo("1");
		assertThat(this.store.size()).isLessThan(1000);
	}

	@Test
	void remembersAnOperationWithoutAnswer() {
		assertThat(this.store.once("k", "f", LIFETIME, Mono.empty()).block(TIMEOUT)).isEmpty();
		assertThat(once("k", "f").block(TIMEOUT)).isEmpty();
	}

	@Test
	void handsTheContextOfTheCallerOn() {
		Mono<String> operation = Mono.deferContextual((context) -> Mono.just(context.get("who")));
		assertThat(this.store.once("k", "f", LIFETIME, operation)
			.contextWrite((context) -> context.put("who", "me"))
			.block(TIMEOUT)).isEqualTo("me");
	}

	@Test
	void forgetsTheOldestWhenThereIsTooMuch() {
		this.store = new InMemoryIdempotencyStore(10_000, this.clock);
		for (int i = 0; i < 1000; i++) {
			once("k" + i, "f").block(TIMEOUT);
			assertThat(this.store.size()).isLessThanOrEqualTo(10_000);
		}
		assertThat(once("k999", "f").block(TIMEOUT)).isEqualTo("1000");
		assertThat(once("k0", "f").block(TIMEOUT)).isEqualTo("1001");
	}

	@Test
	void countsTheTextsItKeeps() {
		this.store = new InMemoryIdempotencyStore(10_000, this.clock);
		for (int i = 0; i < 5; i++) {
			this.store.once("k" + i, "f", LIFETIME, Mono.just("x".repeat(4000))).block(TIMEOUT);
		}
		assertThat(this.store.size()).isBetween(8000L, 10_000L);
	}

	@Test
	void neverForgetsWhatIsBeingCarriedOut() {
		this.store = new InMemoryIdempotencyStore(2000, this.clock);
		Sinks.One<String> gate = Sinks.one();
		List<String> answers = new ArrayList<>();
		this.store.once("slow", "f", Duration.ZERO, gate.asMono()).subscribe(answers::add);
		for (int i = 0; i < 100; i++) {
			once("k" + i, "f").block(TIMEOUT);
		}
		this.store.once("slow", "f", Duration.ZERO, Mono.just("second")).subscribe(answers::add);
		gate.tryEmitValue("first");
		assertThat(answers).containsExactly("first", "first");
	}

	@Test
	void makesRoomAsTimeGoesBy() {
		for (int i = 0; i < 100; i++) {
			once("k" + i, "f").block(TIMEOUT);
		}
		this.clock.advance(LIFETIME);
		once("last", "f").block(TIMEOUT);
		assertThat(this.store.size()).isLessThan(1000);
	}

	private Mono<String> once(String key, String fingerprint) {
		return this.store.once(key, fingerprint, LIFETIME,
				Mono.fromSupplier(() -> String.valueOf(this.carriedOut.incrementAndGet())));
	}

}
