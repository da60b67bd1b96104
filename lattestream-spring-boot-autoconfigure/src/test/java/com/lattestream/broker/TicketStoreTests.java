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
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link TicketStore} has to do, while it has room enough.
 */
public abstract class TicketStoreTests {

	protected static final Duration TIMEOUT = Duration.ofSeconds(20);

	protected static final Duration LIFETIME = Duration.ofSeconds(30);

	/**
	 * Return the store under test, the same one all through a test.
	 * @return the store
	 */
	protected abstract TicketStore store();

	/**
	 * Return the store of another node, if there are nodes that share their tickets.
	 * @return that store, or the one under test
	 */
	protected TicketStore otherStore() {
		return store();
	}

	/**
	 * Let time pass for the store.
	 * @param duration how much
	 */
	protected abstract void advance(Duration duration);

	@Test
	void ticketIsTakenOnce() {
		put("a", ticket("ann"));
		assertThat(take("a")).isEqualTo(ticket("ann"));
		assertThat(take("a")).isNull();
		assertThat(otherStore().take("a").block(TIMEOUT)).isNull();
	}

	@Test
	void ticketIsTakenOnAnyNode() {
		put("a", ticket("ann"));
		assertThat(otherStore().take("a").block(TIMEOUT)).isEqualTo(ticket("ann"));
		assertThat(take("a")).isNull();
	}

	@Test
	void unknownTicketIsNothing() {
		assertThat(take("a")).isNull();
	}

	@Test
	void nameAndDetailsAreKeptAsTheyAre() {
		Ticket ticket = new Ticket("{J\u00f6rg}\n\"\ud83d\ude00\"", "{\"authorities\":[\"ROLE_\u00fc\",\"\\n\"]}",
				null);
		put("a", ticket);
		assertThat(otherStore().take("a").block(TIMEOUT)).isEqualTo(ticket);
	}

	@Test
	void attachmentIsNoPartOfWhatHasToBeKept() {
		put("a", new Ticket("ann", "{}", new Object()));
		Ticket taken = otherStore().take("a").block(TIMEOUT);
		assertThat(taken.userName()).isEqualTo("ann");
		assertThat(taken.details()).isEqualTo("{}");
	}

	@Test
	void ticketExpires() {
		put("a", ticket("ann"));
		put("b", ticket("bob"));
		advance(LIFETIME.minusSeconds(2));
		assertThat(take("a")).isEqualTo(ticket("ann"));
		advance(Duration.ofSeconds(2));
		assertThat(take("b")).isNull();
		assertThat(take("b")).isNull();
	}

	@Test
	void nothingHappensBeforeSomebodySubscribes() {
		Mono<Void> putting = store().put("a", ticket("ann"), LIFETIME);
		assertThat(take("a")).isNull();
		putting.block(TIMEOUT);
		store().take("a");
		assertThat(take("a")).isEqualTo(ticket("ann"));
	}

	@Test
	void oneOfManyGetsIt() {
		for (int round = 0; round < 50; round++) {
			put("a", ticket("ann"));
			AtomicInteger taken = new AtomicInteger();
			Mono<Void> all = Flux.range(0, 20)
				.flatMap((i) -> ((i % 2 == 0) ? store() : otherStore()).take("a")
					.doOnNext((ticket) -> taken.incrementAndGet())
					.subscribeOn(Schedulers.parallel()), 20)
				.then();
			StepVerifier.create(all).expectComplete().verify(TIMEOUT);
			assertThat(taken).hasValue(1);
		}
	}

	protected final void put(String id, Ticket ticket) {
		StepVerifier.create(store().put(id, ticket, LIFETIME)).expectComplete().verify(TIMEOUT);
	}

	protected final @Nullable Ticket take(String id) {
		return store().take(id).block(TIMEOUT);
	}

	protected static Ticket ticket(String user) {
		return new Ticket(user, "{}", null);
	}

}
