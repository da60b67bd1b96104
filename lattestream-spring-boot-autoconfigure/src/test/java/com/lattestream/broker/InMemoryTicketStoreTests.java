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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryTicketStore}.
 */
class InMemoryTicketStoreTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration LIFETIME = Duration.ofSeconds(30);

	private final MutableClock clock = new MutableClock();

	private final InMemoryTicketStore store = new InMemoryTicketStore(3, this.clock);

	@Test
	void ticketIsTakenOnce() {
		Ticket ticket = ticket("ann");
		put("a", ticket);
		StepVerifier.create(this.store.take("a")).expectNext(ticket).expectComplete().verify(TIMEOUT);
		assertUnknown("a");
		assertThat(this.store.size()).isZero();
	}

	@Test
	void unknownTicketIsNothing() {
		assertUnknown("a");
	}

	@Test
	void ticketExpires() {
		put("a", ticket("ann"));
		put("b", ticket("bob"));
		this.clock.advance(LIFETIME.minusMillis(1));
		StepVerifier.create(this.store.take("a")).expectNextCount(1).expectComplete().verify(TIMEOUT);
		this.clock.advance(Duration.ofMillis(1));
		assertUnknown("b");
		assertUnknown("b");
	}

	@Test
	void expiredTicketsMakeRoom() {
		IntStream.range(0, 3).forEach((i) -> put("old" + i, ticket("ann")));
		this.clock.advance(LIFETIME);
		put("new", ticket("ann"));
		assertThat(this.store.size()).isEqualTo(1);
	}

	@Test
	void oldestIsForgottenWhenThereAreTooMany() {
		IntStream.range(0, 4).forEach((i) -> put("t" + i, ticket("ann")));
		assertThat(this.store.size()).isEqualTo(3);
		assertUnknown("t0");
		StepVerifier.create(this.store.take("t1")).expectNextCount(1).expectComplete().verify(TIMEOUT);
	}

	@Test
	void userWhoHasTooManyLosesOnlyItsOwn() {
		put("b", ticket("bob"));
		IntStream.range(0, 100).forEach((i) -> put("t" + i, ticket("ann")));
		assertThat(this.store.size()).isEqualTo(3);
		assertUnknown("t97");
		for (String id : List.of("b", "t98", "t99")) {
			StepVerifier.create(this.store.take(id)).expectNextCount(1).expectComplete().verify(TIMEOUT);
		}
		IntStream.range(0, 3).forEach((i) -> put("u" + i, ticket("ann")));
		put("c", ticket("cid"));
		assertUnknown("u0");
	}

	@Test
	void nothingHappensBeforeSomebodySubscribes() {
		this.store.put("a", ticket("ann"), LIFETIME);
		assertUnknown("a");
		put("a", ticket("ann"));
		this.store.take("a");
		StepVerifier.create(this.store.take("a")).expectNextCount(1).expectComplete().verify(TIMEOUT);
	}

	@Test
	void oneOfManyGetsIt() {
		for (int round = 0; round < 50; round++) {
			put("a", ticket("ann"));
			AtomicInteger taken = new AtomicInteger();
			Mono<Void> all = Flux.range(0, 20)
				.flatMap((i) -> this.store.take("a")
					.doOnNext((ticket) -> taken.incrementAndGet())
					.subscribeOn(Schedulers.parallel()), 20)
				.then();
			StepVerifier.create(all).expectComplete().verify(TIMEOUT);
			assertThat(taken).hasValue(1);
		}
	}

	@Test
	void ticketTellsNoDetailsInWords() {
		assertThat(new Ticket("ann", "{\"secret\":1}", "attachment")).hasToString("Ticket[userName=ann]");
	}

	private void put(String id, Ticket ticket) {
		StepVerifier.create(this.store.put(id, ticket, LIFETIME)).expectComplete().verify(TIMEOUT);
	}

	private void assertUnknown(String id) {
		StepVerifier.create(this.store.take(id)).expectComplete().verify(TIMEOUT);
	}

	private static Ticket ticket(String user) {
		return new Ticket(user, "{}", null);
	}

}
