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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedReads}.
 */
class SharedReadsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final SharedReads<String, String> reads = new SharedReads<>();

	private final List<Sinks.One<String>> begun = new ArrayList<>();

	private final List<String> got = new ArrayList<>();

	@Test
	void readThatIsUnderWayIsOfNoUseToThoseWhoComeLater() {
		ask("a");
		ask("a");
		ask("a");
		assertThat(this.begun).hasSize(1);
		answer(0, "first");
		assertThat(this.got).containsExactly("first");
		assertThat(this.begun).hasSize(2);
		ask("a");
		answer(1, "second");
		assertThat(this.got).containsExactly("first", "second", "second");
		answer(2, "third");
		assertThat(this.got).containsExactly("first", "second", "second", "third");
		assertThat(this.begun).hasSize(3);
	}

	@Test
	void nothingIsKept() {
		ask("a");
		answer(0, "first");
		ask("a");
		answer(1, "second");
		assertThat(this.got).containsExactly("first", "second");
	}

	@Test
	void othersAreReadMeanwhile() {
		ask("a");
		ask("b");
		answer(1, "b");
		answer(0, "a");
		assertThat(this.got).containsExactly("b", "a");
	}

	@Test
	void failureIsForThoseWhoShareTheRead() {
		ask("a");
		ask("a");
		ask("a");
		this.begun.get(0).tryEmitError(new IllegalStateException("one"));
		ask("a");
		this.begun.get(1).tryEmitError(new IllegalStateException("two"));
		answer(2, "third");
		assertThat(this.got).containsExactly("one", "two", "two", "third");
	}

	@Test
	void whoGoesAwayTakesNobodyAlong() {
		read("a").subscribe().dispose();
		ask("a");
		answer(0, "first");
		answer(1, "second");
		assertThat(this.got).containsExactly("second");
	}

	@Test
	void allSeeWhatWasWrittenBeforeTheyAsked() {
		AtomicInteger written = new AtomicInteger();
		SharedReads<String, Integer> shared = new SharedReads<>();
		Mono<Integer> slow = Mono.fromSupplier(written::get).delayElement(Duration.ofNanos(1));
		Boolean fresh = Flux.range(0, 20_000).flatMap((i) -> Mono.defer(() -> {
			int before = written.incrementAndGet();
			return shared.read("a", slow).map((seen) -> seen >= before);
		}).subscribeOn(Schedulers.parallel()), 64).all(Boolean::booleanValue).block(TIMEOUT);
		assertThat(fresh).isTrue();
	}

	private void ask(String key) {
		read(key).subscribe(this.got::add, (ex) -> this.got.add(ex.getMessage()));
	}

	private Mono<String> read(String key) {
		return this.reads.read(key, Mono.defer(() -> {
			Sinks.One<String> answer = Sinks.one();
			this.begun.add(answer);
			return answer.asMono();
		}));
	}

	private void answer(int index, String value) {
		this.begun.get(index).tryEmitValue(value);
	}

}
