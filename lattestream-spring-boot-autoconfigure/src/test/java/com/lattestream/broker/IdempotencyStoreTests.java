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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every {@link IdempotencyStore} has to do, while it has memory enough.
 */
public abstract class IdempotencyStoreTests {

	protected static final Duration TIMEOUT = Duration.ofSeconds(20);

	protected static final Duration LIFETIME = Duration.ofMinutes(5);

	protected final AtomicInteger carriedOut = new AtomicInteger();

	/**
	 * Return the store under test, the same one all through a test.
	 * @return the store
	 */
	protected abstract IdempotencyStore store();

	/**
	 * Return the store of another node, if there are nodes that share what they remember.
	 * @return that store, or the one under test
	 */
	protected IdempotencyStore otherStore() {
		return store();
	}

	/**
	 * Let time pass for the store.
	 * @param duration how much
	 */
	protected abstract void advance(Duration duration);

	@Test
	void carriesARequestOutOnceAndAnswersItAsTheFirstTime() {
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("1");
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("1");
		assertThat(onceElsewhere("k", "f").block(TIMEOUT)).isEqualTo("1");
		assertThat(onceElsewhere("other", "f").block(TIMEOUT)).isEqualTo("2");
	}

	@Test
	void doesNothingBeforeItIsSubscribedTo() {
		Mono<String> answer = once("k", "f");
		assertThat(this.carriedOut).hasValue(0);
		assertThat(answer.block(TIMEOUT)).isEqualTo("1");
		assertThat(answer.block(TIMEOUT)).isEqualTo("1");
	}

	@Test
	void takesAnyKeyAndAnyAnswer() {
		String key = "idempotency-key:\u00fc {a}} \n" + "x".repeat(300);
		String text = "{\"a\":\"\u00fc\ud83d\ude00\"}" + "x".repeat(10_000);
		assertThat(store().once(key, "", LIFETIME, Mono.just(text)).block(TIMEOUT)).isEqualTo(text);
		assertThat(otherStore().once(key, "", LIFETIME, Mono.just("other")).block(TIMEOUT)).isEqualTo(text);
	}

	@Test
	void refusesAnotherRequestUnderTheKey() {
		once("k", "f").block(TIMEOUT);
		StepVerifier.create(once("k", "g")).expectError(IdempotencyConflictException.class).verify(TIMEOUT);
		StepVerifier.create(onceElsewhere("k", "g")).expectError(IdempotencyConflictException.class).verify(TIMEOUT);
		assertThat(this.carriedOut).hasValue(1);
	}

	@Test
	void refusesAnotherRequestWhileTheFirstIsCarriedOut() {
		begin(Mono.never());
		StepVerifier.create(once("k", "g")).expectError(IdempotencyConflictException.class).verify(TIMEOUT);
		StepVerifier.create(onceElsewhere("k", "g")).expectError(IdempotencyConflictException.class).verify(TIMEOUT);
	}

	@Test
	void forgetsARequestWhenItsTimeIsOver() {
		once("k", "f").block(TIMEOUT);
		advance(LIFETIME.minusSeconds(30));
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("1");
		advance(Duration.ofSeconds(30));
		assertThat(once("k", "g").block(TIMEOUT)).isEqualTo("2");
	}

	@Test
	void letsThoseWaitWhoComeMeanwhile() {
		Sinks.One<String> gate = Sinks.one();
		List<String> answers = new CopyOnWriteArrayList<>();
		Mono<String> operation = Mono.defer(() -> {
			this.carriedOut.incrementAndGet();
			return gate.asMono();
		});
		begin(operation, answers);
		store().once("k", "f", LIFETIME, operation).subscribe(answers::add);
		otherStore().once("k", "f", LIFETIME, operation).subscribe(answers::add);
		assertThat(answers).isEmpty();
		gate.tryEmitValue("answer");
		await().atMost(TIMEOUT).until(() -> answers.size() == 3);
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
					IdempotencyStore store = (i % 2 == 0) ? store() : otherStore();
					answers.add(executor.submit(() -> {
						start.await();
						return store
							.once(key, "f", LIFETIME,
									Mono.fromSupplier(() -> String.valueOf(this.carriedOut.incrementAndGet()))
										.subscribeOn(Schedulers.parallel()))
							.block(TIMEOUT);
					}));
				}
				start.countDown();
				for (Future<String> answer : answers) {
					assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(String.valueOf(round + 1));
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
		Disposable caller = begin(gate.asMono());
		caller.dispose();
		gate.tryEmitValue("answer");
		assertThat(onceElsewhere("k", "f").block(TIMEOUT)).isEqualTo("answer");
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("answer");
		assertThat(this.carriedOut).hasValue(0);
	}

	@Test
	void forgetsWhatFailedAfterAllWhoWaitWereTold() {
		Sinks.One<String> gate = Sinks.one();
		List<Throwable> errors = new CopyOnWriteArrayList<>();
		begin(gate.asMono(), new ArrayList<>(), errors);
		store().once("k", "f", LIFETIME, Mono.just("second")).subscribe(null, errors::add);
		gate.tryEmitError(new IllegalStateException("down"));
		await().atMost(TIMEOUT).until(() -> errors.size() == 2);
		assertThat(errors).allSatisfy((error) -> assertThat(error).hasMessage("down"));
		assertThat(once("k", "g").block(TIMEOUT)).isEqualTo("1");
		assertThat(onceElsewhere("k", "g").block(TIMEOUT)).isEqualTo("1");
	}

	@Test
	void remembersAnOperationWithoutAnswer() {
		assertThat(store().once("k", "f", LIFETIME, Mono.empty()).block(TIMEOUT)).isEmpty();
		assertThat(once("k", "f").block(TIMEOUT)).isEmpty();
		assertThat(onceElsewhere("k", "f").block(TIMEOUT)).isEmpty();
	}

	@Test
	void remembersWhatTookLongerThanItsTime() {
		Sinks.One<String> gate = Sinks.one();
		List<String> answers = new CopyOnWriteArrayList<>();
		store().once("slow", "f", Duration.ZERO, mark(gate.asMono())).subscribe(answers::add);
		awaitBegin();
		store().once("slow", "f", Duration.ZERO, Mono.just("second")).subscribe(answers::add);
		otherStore().once("slow", "f", Duration.ZERO, Mono.just("third")).subscribe(answers::add);
		gate.tryEmitValue("first");
		await().atMost(TIMEOUT).until(() -> answers.size() == 3);
		assertThat(answers).containsOnly("first");
	}

	@Test
	void handsTheContextOfTheCallerOn() {
		Mono<String> operation = Mono.deferContextual((context) -> Mono.just(context.get("who")));
		assertThat(store().once("k", "f", LIFETIME, operation)
			.contextWrite((context) -> context.put("who", "me"))
			.block(TIMEOUT)).isEqualTo("me");
	}

	/**
	 * Begin a request and wait until it is being carried out.
	 * @param operation carries it out
	 * @return who asked for it
	 */
	protected final Disposable begin(Mono<String> operation) {
		return begin(operation, new ArrayList<>());
	}

	private Disposable begin(Mono<String> operation, List<String> answers) {
		return begin(operation, answers, new ArrayList<>());
	}

	private Disposable begin(Mono<String> operation, List<String> answers, List<Throwable> errors) {
		Disposable caller = store().once("k", "f", LIFETIME, mark(operation)).subscribe(answers::add, errors::add);
		awaitBegin();
		return caller;
	}

	private final CountDownLatch begun = new CountDownLatch(1);

	private Mono<String> mark(Mono<String> operation) {
		return operation.doOnSubscribe((subscription) -> this.begun.countDown());
	}

	private void awaitBegin() {
		await().atMost(TIMEOUT).until(() -> this.begun.getCount() == 0);
	}

	protected final Mono<String> once(String key, String fingerprint) {
		return once(store(), key, fingerprint);
	}

	protected final Mono<String> onceElsewhere(String key, String fingerprint) {
		return once(otherStore(), key, fingerprint);
	}

	private Mono<String> once(IdempotencyStore store, String key, String fingerprint) {
		return store.once(key, fingerprint, LIFETIME,
				Mono.fromSupplier(() -> String.valueOf(this.carriedOut.incrementAndGet())));
	}

}
