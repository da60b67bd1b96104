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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrokerSubscriptions}.
 */
class BrokerSubscriptionsTests {

	private static final String SEED = "lattestream.test.seed";

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final GatedBroker broker = new GatedBroker();

	private long now = Long.MAX_VALUE - SECOND;

	private final BrokerSubscriptions subscriptions = new BrokerSubscriptions(this.broker, () -> this.now);

	@Test
	void brokerIsAskedOnceByAllWhoWait() {
		this.broker.gate().holdAnswers();
		CompletableFuture<Void> first = acquire("a");
		CompletableFuture<Void> second = acquire("a");
		assertThat(this.broker.calls()).containsExactly("subscribe a");
		assertThat(first).isNotDone();
		this.broker.gate().releaseOne();
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(acquire("a")).isCompleted();
		assertThat(this.broker.calls()).hasSize(1);
	}

	@Test
	void nameIsKeptForASecondAfterTheLastOneLeft() {
		acquire("a");
		acquire("a");
		this.subscriptions.release("a");
		pass(SECOND);
		this.subscriptions.release("a");
		assertThat(this.subscriptions.isEmpty()).isTrue();
		pass(SECOND - 1);
		acquire("a");
		pass(SECOND);
		this.subscriptions.release("a");
		pass(SECOND - 1);
		assertThat(this.broker.calls()).containsExactly("subscribe a");
		pass(1);
		assertThat(this.broker.calls()).containsExactly("subscribe a", "unsubscribe a");
		acquire("a");
		assertThat(this.broker.calls()).hasSize(3).endsWith("subscribe a");
	}

	@Test
	void whoeverComesWhileTheBrokerUnsubscribesWaitsForBoth() {
		acquire("a");
		this.subscriptions.release("a");
		this.broker.gate().holdAnswers();
		pass(SECOND);
		CompletableFuture<Void> waiting = acquire("a");
		assertThat(this.broker.calls()).containsExactly("subscribe a", "unsubscribe a");
		this.broker.gate().releaseOne();
		assertThat(this.broker.calls()).endsWith("unsubscribe a", "subscribe a");
		assertThat(waiting).isNotDone();
		this.broker.gate().releaseOne();
		assertThat(waiting).isCompleted();
	}

	@Test
	void whoeverLeavesWhileTheBrokerSubscribesIsUnsubscribed() {
		this.broker.gate().holdAnswers();
		acquire("a");
		this.subscriptions.release("a");
		pass(SECOND);
		assertThat(this.broker.calls()).containsExactly("subscribe a");
		this.broker.gate().open();
		this.broker.gate().releaseOne();
		pass(SECOND);
		assertThat(this.broker.calls()).containsExactly("subscribe a", "unsubscribe a");
	}

	@Test
	void allWhoWaitFailWithTheBrokerAndTheNextOneTriesAgain() {
		this.broker.gate().holdOperations();
		CompletableFuture<Void> first = acquire("a");
		CompletableFuture<Void> second = acquire("a");
		this.broker.gate().failWaiting(new IllegalStateException("broker is away"));
		assertThat(first).isCompletedExceptionally();
		assertThat(second).isCompletedExceptionally();
		this.broker.gate().open();
		assertThat(acquire("a")).isCompleted();
		for (int i = 0; i < 3; i++) {
			this.subscriptions.release("a");
		}
		pass(SECOND);
		assertThat(this.broker.calls()).containsExactly("subscribe a", "unsubscribe a");
	}

	@Test
	void nothingIsKeptOfANameThatCouldNotBeSubscribed() {
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		assertThat(acquire("a")).isCompletedExceptionally();
		this.subscriptions.release("a");
		pass(SECOND);
		assertThat(this.broker.calls()).isEmpty();
	}

	@Test
	void failureToUnsubscribeKeepsNobodyFromSubscribingAgain() {
		acquire("a");
		this.subscriptions.release("a");
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		pass(SECOND);
		this.broker.gate().open();
		assertThat(acquire("a")).isCompleted();
		assertThat(this.broker.calls()).containsExactly("subscribe a", "subscribe a");
	}

	static LongStream seeds() {
		Long seed = Long.getLong(SEED);
		return (seed != null) ? LongStream.of(seed) : new Random().longs(500);
	}

	@ParameterizedTest(name = "-D" + SEED + "={0}")
	@MethodSource("seeds")
	void interestAndTheLastCommandAgree(long seed) {
		Random random = new Random(seed);
		List<String> names = List.of("a", "b", "c");
		Map<String, List<CompletableFuture<Void>>> interests = new HashMap<>();
		names.forEach((name) -> interests.put(name, new ArrayList<>()));
		for (int step = 0; step < 200; step++) {
			String name = names.get(random.nextInt(names.size()));
			List<CompletableFuture<Void>> interest = interests.get(name);
			switch (random.nextInt(10)) {
				case 0, 1 -> interest.add(acquire(name));
				case 2, 3, 4 -> {
					if (!interest.isEmpty()) {
						interest.remove(random.nextInt(interest.size()));
						this.subscriptions.release(name);
					}
				}
				case 5 -> pass(random.nextLong(2 * SECOND));
				case 6 -> this.broker.gate().holdOperations();
				case 7 -> this.broker.gate().holdAnswers();
				case 8 -> this.broker.gate().open();
				default -> {
					if (this.broker.gate().waiting() > 0) {
						this.broker.gate().release(random.nextInt(this.broker.gate().waiting()));
					}
				}
			}
			checkWhoWasTold(interests);
		}
		this.broker.gate().open();
		while (this.broker.gate().waiting() > 0) {
			this.broker.gate().releaseOne();
		}
		pass(SECOND);
		for (String name : names) {
			boolean wanted = !interests.get(name).isEmpty();
			assertThat(lastCommand(name)).as(name).isEqualTo(wanted);
			assertThat(interests.get(name)).allMatch(CompletableFuture::isDone);
			assertAlternating(name);
		}
	}

	/**
	 * Who was told that publications arrive is not deceived.
	 */
	private void checkWhoWasTold(Map<String, List<CompletableFuture<Void>>> interests) {
		interests.forEach((name, interest) -> {
			if (interest.stream().anyMatch(CompletableFuture::isDone)) {
				assertThat(lastCommand(name)).as(name).isTrue();
			}
		});
	}

	private boolean lastCommand(String name) {
		List<String> calls = commands(name);
		return !calls.isEmpty() && calls.get(calls.size() - 1).startsWith("subscribe");
	}

	private void assertAlternating(String name) {
		List<String> calls = commands(name);
		for (int i = 0; i < calls.size(); i++) {
			assertThat(calls.get(i)).startsWith((i % 2 == 0) ? "subscribe" : "unsubscribe");
		}
	}

	private List<String> commands(String name) {
		return this.broker.calls().stream().filter((call) -> call.endsWith(" " + name)).toList();
	}

	@Test
	void manyThreadsAgreeInTheEnd() throws InterruptedException {
		BrokerSubscriptions shared = new BrokerSubscriptions(this.broker, System::nanoTime);
		CountDownLatch done = new CountDownLatch(4);
		for (int i = 0; i < 4; i++) {
			new Thread(() -> {
				for (int round = 0; round < 10_000; round++) {
					shared.acquire("a").subscribe();
					shared.tick(System.nanoTime() + 2 * SECOND);
					shared.release("a");
					shared.tick(System.nanoTime() + 2 * SECOND);
				}
				done.countDown();
			}).start();
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		shared.tick(System.nanoTime() + 2 * SECOND);
		assertThat(shared.isEmpty()).isTrue();
		assertThat(lastCommand("a")).isFalse();
		assertAlternating("a");
	}

	private CompletableFuture<Void> acquire(String name) {
		return this.subscriptions.acquire(name).toFuture();
	}

	private void pass(long nanos) {
		this.now += nanos;
		this.subscriptions.tick(this.now);
	}

}
