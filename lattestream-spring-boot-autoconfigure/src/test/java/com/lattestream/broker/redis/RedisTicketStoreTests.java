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

package com.lattestream.broker.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.lattestream.UnavailableException;
import com.lattestream.broker.Ticket;
import com.lattestream.broker.TicketStore;
import com.lattestream.broker.TicketStoreTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisTicketStore} on two nodes.
 */
class RedisTicketStoreTests extends TicketStoreTests {

	private final ConnectedNodes nodes = new ConnectedNodes();

	private final RedisConnections connections = this.nodes.started();

	private final TicketStore store = new RedisTicketStore(this.connections, this.nodes.keyspace());

	private final TicketStore other = new RedisTicketStore(this.nodes.started(), this.nodes.keyspace());

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Override
	protected TicketStore store() {
		return this.store;
	}

	@Override
	protected TicketStore otherStore() {
		return this.other;
	}

	@Override
	protected void advance(Duration duration) {
		this.nodes.advance(duration);
	}

	@Test
	void nothingIsKeptForEver() {
		put("a", ticket("ann"));
		assertThat(this.nodes.keys()).containsExactly("ticket:a");
		assertThat(this.nodes.lifetime("ticket:a")).isBetween(Duration.ofSeconds(25), LIFETIME);
		take("a");
		assertThat(this.nodes.keys()).isEmpty();
	}

	@Test
	void principalItselfStaysOnTheNodeThatIssuedTheTicket() {
		Ticket ticket = new Ticket("ann", "{}", new Object());
		this.store.put("a", ticket, LIFETIME).block(TIMEOUT);
		assertThat(this.store.take("a").block(TIMEOUT)).isEqualTo(ticket);
		assertThat(this.store.take("a").block(TIMEOUT)).isNull();
		this.store.put("b", ticket, LIFETIME).block(TIMEOUT);
		assertThat(this.other.take("b").block(TIMEOUT)).isEqualTo(new Ticket("ann", "{}", null));
		assertThat(this.store.take("b").block(TIMEOUT)).isNull();
	}

	@Test
	void whatIsNoTicketIsUnknown() {
		for (String value : new String[] { "", "{", "[]", "null", "{\"user\":1,\"details\":\"{}\"}",
				"{\"user\":\"a\"}" }) {
			this.connections
				.command((commands) -> commands.set(this.nodes.keyspace().ticket("a"),
						value.getBytes(StandardCharsets.UTF_8)))
				.block(TIMEOUT);
			assertThat(take("a")).isNull();
		}
	}

	@Test
	void whileRedisIsAwayNothingWorksAndNobodyWaits() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port());
				ConnectedNodes cutOff = new ConnectedNodes(proxy.port())) {
			TicketStore store = new RedisTicketStore(cutOff.started(), cutOff.keyspace());
			Ticket ticket = ticket("ann");
			store.put("a", ticket, LIFETIME).block(TIMEOUT);
			proxy.refuse();
			await().atMost(TIMEOUT)
				.untilAsserted(() -> StepVerifier.create(store.take("b"))
					.expectError(UnavailableException.class)
					.verify(Duration.ofMillis(500)));
			StepVerifier.create(store.put("b", ticket, LIFETIME))
				.expectError(UnavailableException.class)
				.verify(Duration.ofMillis(500));
			proxy.resume();
			await().atMost(TIMEOUT.multipliedBy(2))
				.ignoreExceptions()
				.until(() -> ticket.equals(store.take("a").block(TIMEOUT)));
		}
	}

}
