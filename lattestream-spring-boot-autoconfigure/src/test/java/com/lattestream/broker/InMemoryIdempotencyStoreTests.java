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

import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryIdempotencyStore}: what every store has to do, and what it
 * does when its memory is full.
 */
class InMemoryIdempotencyStoreTests extends IdempotencyStoreTests {

	private final MutableClock clock = new MutableClock();

	private InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(1024 * 1024, this.clock);

	@Override
	protected IdempotencyStore store() {
		return this.store;
	}

	@Override
	protected void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Test
	void forgetsARequestToTheMillisecond() {
		once("k", "f").block(TIMEOUT);
		this.clock.advance(LIFETIME.minusMillis(1));
		assertThat(once("k", "f").block(TIMEOUT)).isEqualTo("1");
		this.clock.advance(Duration.ofMillis(1));
		assertThat(once("k", "g").block(TIMEOUT)).isEqualTo("2");
	}

	@Test
	void whatFailedTakesNoMemory() {
		for (int i = 0; i < 100; i++) {
			this.store.once("k" + i, "f", LIFETIME, Mono.error(new IllegalStateException("down")))
				.onErrorComplete()
				.block(TIMEOUT);
		}
		assertThat(this.store.size()).isZero();
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

}
