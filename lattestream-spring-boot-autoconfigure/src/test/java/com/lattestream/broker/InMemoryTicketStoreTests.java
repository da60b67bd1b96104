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
import java.util.stream.IntStream;

import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryTicketStore}: what every store has to do, and what it does
 * when there are too many tickets.
 */
class InMemoryTicketStoreTests extends TicketStoreTests {

	private final MutableClock clock = new MutableClock();

	private final InMemoryTicketStore store = new InMemoryTicketStore(3, this.clock);

	@Override
	protected TicketStore store() {
		return this.store;
	}

	@Override
	protected void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Test
	void takenTicketTakesNoMemory() {
		put("a", ticket("ann"));
		take("a");
		assertThat(this.store.size()).isZero();
	}

	@Test
	void ticketExpiresToTheMillisecond() {
		put("a", ticket("ann"));
		put("b", ticket("bob"));
		this.clock.advance(LIFETIME.minusMillis(1));
		assertThat(take("a")).isNotNull();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(take("b")).isNull();
	}

	@Test
	void attachmentIsKept() {
		Ticket ticket = new Ticket("ann", "{}", new Object());
		put("a", ticket);
		assertThat(take("a")).isSameAs(ticket);
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
		assertThat(take("t0")).isNull();
		assertThat(take("t1")).isNotNull();
	}

	@Test
	void userWhoHasTooManyLosesOnlyItsOwn() {
		put("b", ticket("bob"));
		IntStream.range(0, 100).forEach((i) -> put("t" + i, ticket("ann")));
		assertThat(this.store.size()).isEqualTo(3);
		assertThat(take("t97")).isNull();
		for (String id : List.of("b", "t98", "t99")) {
			assertThat(take(id)).isNotNull();
		}
		IntStream.range(0, 3).forEach((i) -> put("u" + i, ticket("ann")));
		put("c", ticket("cid"));
		assertThat(take("u0")).isNull();
	}

	@Test
	void ticketTellsNoDetailsInWords() {
		assertThat(new Ticket("ann", "{\"secret\":1}", "attachment")).hasToString("Ticket[userName=ann]");
	}

}
