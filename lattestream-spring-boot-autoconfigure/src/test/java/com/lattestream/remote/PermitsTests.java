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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.lattestream.OverloadedException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Permits}.
 */
class PermitsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final List<Integer> started = new CopyOnWriteArrayList<>();

	@Test
	void firstComeFirstServed() {
		Permits permits = permits(1, 10);
		List<Sinks.One<Integer>> requests = IntStream.range(0, 3).mapToObj((i) -> Sinks.<Integer>one()).toList();
		IntStream.range(0, 3).forEach((i) -> permits.use(started(i, requests.get(i).asMono())).subscribe());
		assertThat(this.started).containsExactly(0);
		requests.get(0).tryEmitValue(0);
		assertThat(this.started).containsExactly(0, 1);
		requests.get(1).tryEmitEmpty();
		assertThat(this.started).containsExactly(0, 1, 2);
	}

	@Test
	void whoGaveUpWaitingIsPassedOver() {
		Permits permits = permits(1, 10);
		Sinks.One<Integer> first = Sinks.one();
		permits.use(started(0, first.asMono())).subscribe();
		Disposable second = permits.use(started(1, Mono.never())).subscribe();
		permits.use(started(2, Mono.never())).subscribe();
		second.dispose();
		first.tryEmitValue(0);
		assertThat(this.started).containsExactly(0, 2);
	}

	@Test
	void whoGaveUpWaitingMakesRoom() {
		Permits permits = permits(1, 1);
		permits.use(Mono.never()).subscribe();
		Disposable waiting = permits.use(Mono.never()).subscribe();
		StepVerifier.create(permits.use(Mono.never())).expectError(OverloadedException.class).verify(TIMEOUT);
		waiting.dispose();
		CompletableFuture<Object> next = permits.use(Mono.never()).toFuture();
		assertThat(next).isNotDone();
	}

	@Test
	void requestsThatEndAtOnceDoNotEndInOneAnother() {
		Permits permits = permits(1, 50_000);
		Sinks.One<Integer> first = Sinks.one();
		permits.use(first.asMono()).subscribe();
		AtomicInteger ended = new AtomicInteger();
		for (int i = 0; i < 50_000; i++) {
			permits.use(Mono.fromRunnable(ended::incrementAndGet)).subscribe();
		}
		first.tryEmitValue(0);
		assertThat(ended).hasValue(50_000);
	}

	@Test
	void permitOfWhoGivesUpWhileSubscribingIsNotLost() {
		for (int i = 0; i < 500; i++) {
			Permits permits = permits(1, 10);
			BaseSubscriber<Integer> hesitant = new BaseSubscriber<>() {
			};
			RaceTestUtils.race(() -> permits.use(started(-1, Mono.<Integer>never())).subscribe(hesitant),
					hesitant::cancel);
			permits.use(started(i, Mono.never())).subscribe();
			assertThat(this.started).endsWith(i);
		}
	}

	@Test
	void permitsAreNeitherLostNorMade() {
		Permits permits = permits(5, 10_000);
		AtomicInteger underWay = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		Mono<Long> request = Mono.defer(() -> {
			most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
			return Mono.delay(Duration.ofNanos(ThreadLocalRandom.current().nextInt(1_000_000)))
				.doOnTerminate(underWay::decrementAndGet)
				.doOnCancel(underWay::decrementAndGet);
		});
		// Half of them give up somewhere on the way
		Flux<Long> requests = Flux.range(0, 2000)
			.flatMap(
					(i) -> (i % 2 == 0) ? permits.use(request) : permits.use(request)
						.timeout(Duration.ofNanos(ThreadLocalRandom.current().nextInt(100_000_000)), Mono.just(0L)),
					2000);
		StepVerifier.create(requests).expectNextCount(2000).expectComplete().verify(TIMEOUT);
		assertThat(most.get()).isBetween(1, 5);
		List<Disposable> all = IntStream.range(0, 5)
			.mapToObj((i) -> permits.use(started(i, Mono.never())).subscribe())
			.toList();
		// The last permit is given back after the last result was handed on
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.started).hasSize(5));
		permits.use(started(5, Mono.never())).subscribe();
		assertThat(this.started).hasSize(5);
		all.forEach(Disposable::dispose);
		assertThat(this.started).hasSize(6);
	}

	private static Permits permits(int max, int maxPending) {
		return new Permits(new RemoteSettings.Connections(max, maxPending, TIMEOUT));
	}

	private <T> Mono<T> started(int number, Mono<T> request) {
		return Mono.defer(() -> {
			this.started.add(number);
			return request;
		});
	}

}
