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
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryCacheStore}: what every store has to do, and what it does when
 * its memory is full.
 */
class InMemoryCacheStoreTests extends CacheStoreTests {

	private final MutableClock clock = new MutableClock();

	private InMemoryCacheStore store = new InMemoryCacheStore(1024 * 1024, this.clock);

	@Override
	protected CacheStore store() {
		return this.store;
	}

	@Override
	protected void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Test
	void answerIsThatOfTheBroker() {
		Publication publication = Publication.ofServer("a", "e", "1", "1.2");
		StepVerifier.create(this.store.publish(publication, TTL, (kept) -> Mono.just(7)))
			.expectNext(7)
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(this.store.publish(publication, TTL, (kept) -> Mono.empty()))
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier
			.create(this.store.publish(publication, TTL, (kept) -> Mono.error(new IllegalStateException("broker"))))
			.expectErrorMessage("broker")
			.verify(TIMEOUT);
	}

	@Test
	void eventIsKeptBeforeItIsPublishedAndWhileTheBrokerTakesItsTime() {
		Sinks.One<Integer> answer = Sinks.one();
		List<String> seen = new ArrayList<>();
		Mono<Integer> publishing = this.store.publish(Publication.ofServer("a", "e", "1", null), TTL, (kept) -> {
			seen.add(last("a").publication().data());
			return answer.asMono();
		});
		assertThat(seen).isEmpty();
		assertThat(last("a")).isNull();
		publishing.subscribe();
		assertThat(seen).containsExactly("1");
		publish("a", "2");
		assertThat(last("a").publication().data()).isEqualTo("2");
	}

	@Test
	void timeThatIsLeftIsToldToTheMillisecond() {
		publish("a", "1");
		this.clock.advance(Duration.ofMillis(9999));
		assertThat(last("a").ttl()).isEqualTo(Duration.ofMillis(1));
		this.clock.advance(Duration.ofMillis(1));
		assertThat(last("a")).isNull();
		assertThat(this.store.size()).isZero();
	}

	@Test
	void eventThatWasPublishedFirstGivesWay() {
		this.store = new InMemoryCacheStore(2000, this.clock);
		publish("a", "1");
		publish("b", "x".repeat(400));
		publish("a", "2");
		publish("c", "x".repeat(200));
		assertThat(last("b")).isNull();
		assertThat(last("a").publication().data()).isEqualTo("2");
		assertThat(last("c")).isNotNull();
		assertThat(this.store.size()).isLessThanOrEqualTo(2000);
		publish("d", "x".repeat(1000));
		assertThat(this.store.size()).isZero();
		published(5);
	}

	@Test
	void expiredEventsAreForgottenWithoutBeingAskedFor() {
		for (int i = 0; i < 100; i++) {
			publish("c" + i, "1");
		}
		this.clock.advance(TTL);
		publish("last", "1");
		assertThat(this.store.size()).isLessThan(500);
	}

}
