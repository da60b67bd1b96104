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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookMemory}.
 */
class WebhookMemoryTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration MAX_AGE = Duration.ofMinutes(5);

	private final MutableClock clock = new MutableClock();

	private final IdempotencyStore store = new InMemoryIdempotencyStore(1024 * 1024, this.clock);

	private final WebhookMemory memory = new WebhookMemory(this.store, MAX_AGE);

	private final AtomicInteger published = new AtomicInteger();

	@Test
	void webhookIsPublishedOnce() {
		assertThat(publish("a")).isTrue();
		assertThat(publish("a")).isFalse();
		assertThat(publish("b")).isTrue();
		assertThat(this.published).hasValue(2);
	}

	@Test
	void nodesThatShareAStoreKnowOfEachOther() {
		WebhookMemory other = new WebhookMemory(this.store, MAX_AGE);
		publish("a");
		this.memory.take("a").block(TIMEOUT);
		assertThat(other.publish("a", publishing()).block(TIMEOUT)).isFalse();
		assertThat(other.isTaken("a").block(TIMEOUT)).isTrue();
	}

	@Test
	void whatFailedIsNewAgain() {
		StepVerifier.create(this.memory.publish("a", Mono.error(new IllegalStateException("down"))))
			.expectErrorMessage("down")
			.verify(TIMEOUT);
		assertThat(publish("a")).isTrue();
	}

	@Test
	void controllerHasTakenWhatItTook() {
		publish("a");
		assertThat(isTaken("a")).isFalse();
		assertThat(isTaken("a")).isFalse();
		this.memory.take("a").block(TIMEOUT);
		assertThat(isTaken("a")).isTrue();
		assertThat(isTaken("b")).isFalse();
	}

	@Test
	void takingIsNotLostAmongQuestions() {
		for (int i = 0; i < 200; i++) {
			String key = "k" + i;
			Mono<Void> all = Flux.range(0, 4)
				.flatMap((n) -> ((n == 1) ? this.memory.take(key) : this.memory.isTaken(key).then())
					.subscribeOn(Schedulers.parallel()))
				.then();
			StepVerifier.create(all).expectComplete().verify(TIMEOUT);
			assertThat(isTaken(key)).isTrue();
		}
	}

	@Test
	void webhookIsKnownForAsLongAsItMayCome() {
		publish("a");
		this.clock.advance(MAX_AGE.multipliedBy(2).minusMillis(1));
		assertThat(publish("a")).isFalse();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(publish("a")).isTrue();
	}

	@Test
	void webhookOfAnyAgeIsKnownForAnHour() {
		WebhookMemory ageless = new WebhookMemory(this.store, Duration.ZERO);
		ageless.publish("a", publishing()).block(TIMEOUT);
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(ageless.publish("a", publishing()).block(TIMEOUT)).isFalse();
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(ageless.publish("a", publishing()).block(TIMEOUT)).isTrue();
	}

	private boolean publish(String key) {
		return this.memory.publish(key, publishing()).block(TIMEOUT);
	}

	private Mono<Void> publishing() {
		return Mono.fromRunnable(this.published::incrementAndGet);
	}

	private boolean isTaken(String key) {
		return this.memory.isTaken(key).block(TIMEOUT);
	}

}
