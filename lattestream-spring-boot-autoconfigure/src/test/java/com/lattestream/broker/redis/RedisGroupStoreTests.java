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

import java.time.Duration;

import com.lattestream.UnavailableException;
import com.lattestream.broker.GroupStore;
import com.lattestream.broker.GroupStoreTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisGroupStore} on two nodes.
 */
class RedisGroupStoreTests extends GroupStoreTests {

	private static final Duration MONTH = Duration.ofDays(30);

	private final ConnectedNodes nodes = new ConnectedNodes();

	private final GroupStore store = new RedisGroupStore(this.nodes.started(), this.nodes.keyspace());

	private final GroupStore other = new RedisGroupStore(this.nodes.started(), this.nodes.keyspace());

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Override
	protected GroupStore store() {
		return this.store;
	}

	@Override
	protected GroupStore otherStore() {
		return this.other;
	}

	@Test
	void groupsLiveAMonthFromTheLastTimeTheyWereWanted() {
		add("ann", "a");
		assertThat(this.nodes.lifetime("group:ann")).isBetween(MONTH.minusMinutes(1), MONTH);
		this.nodes.advance(MONTH.minusDays(1));
		assertThat(channels("ann")).containsExactly("a");
		this.nodes.advance(MONTH.minusDays(1));
		assertThat(channels("ann")).containsExactly("a");
		this.nodes.advance(MONTH);
		assertThat(channels("ann")).isEmpty();
		assertThat(this.nodes.keys()).isEmpty();
	}

	@Test
	void noChannelsTakeNoMemory() {
		add("ann", "a");
		remove("ann", "a");
		channels("ann");
		assertThat(this.nodes.keys()).isEmpty();
	}

	@Test
	void whileRedisIsAwayNothingWorksAndNobodyWaits() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port());
				ConnectedNodes cutOff = new ConnectedNodes(proxy.port())) {
			GroupStore store = new RedisGroupStore(cutOff.started(), cutOff.keyspace());
			store.add("ann", "a").block(TIMEOUT);
			proxy.refuse();
			await().atMost(TIMEOUT)
				.untilAsserted(() -> StepVerifier.create(store.channels("ann"))
					.expectError(UnavailableException.class)
					.verify(Duration.ofMillis(500)));
			StepVerifier.create(store.add("ann", "b"))
				.expectError(UnavailableException.class)
				.verify(Duration.ofMillis(500));
			StepVerifier.create(store.remove("ann", "a"))
				.expectError(UnavailableException.class)
				.verify(Duration.ofMillis(500));
			proxy.resume();
			await().atMost(TIMEOUT.multipliedBy(2))
				.ignoreExceptions()
				.untilAsserted(
						() -> assertThat(store.channels("ann").collectList().block(TIMEOUT)).containsExactly("a"));
		}
	}

}
