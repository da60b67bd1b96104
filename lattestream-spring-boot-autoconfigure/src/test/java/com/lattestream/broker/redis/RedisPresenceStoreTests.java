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
import java.util.List;

import com.lattestream.broker.Member;
import com.lattestream.broker.PresenceLimitException;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.PresenceStoreTests;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisPresenceStore} as one node sees it.
 */
class RedisPresenceStoreTests extends PresenceStoreTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final String prefix = RedisServer.prefix();

	private final TestNode node = new TestNode(RedisFixture.connections(RedisServer.shared().port()), this.prefix,
			LEASE, false);

	@AfterEach
	void close() {
		this.node.close();
	}

	@Override
	protected PresenceStore store() {
		return this.node.presence;
	}

	/**
	 * All graces end so much earlier, and the node gets to know of it from an answer.
	 */
	@Override
	protected void advance(Duration duration) {
		RedisKeyspace keyspace = new RedisKeyspace(this.prefix);
		for (String channel : List.of("a", "b")) {
			String graces = keyspace.memberGraces(channel);
			this.node.connections.command((commands) -> commands.zrange(graces, 0, -1))
				.flatMapMany(Flux::fromIterable)
				.concatMap((user) -> this.node.connections
					.command((commands) -> commands.zincrby(graces, -duration.toMillis(), user)))
				.blockLast(RedisFixture.TIMEOUT);
			StepVerifier.create(store().join(channel, new Member("nobody", null), "0.0", 0))
				.expectError(PresenceLimitException.class)
				.verify(RedisFixture.TIMEOUT);
		}
	}

	@Test
	void graceEndsByItself() {
		try (TestNode node = TestNode.start(RedisServer.shared().port(), RedisServer.prefix(), LEASE)) {
			node.follow("a");
			node.join("a", "u1", "1.1");
			node.presence.leave("a", "u1", "1.1", Duration.ofMillis(200)).block(RedisFixture.TIMEOUT);
			Awaitility.await()
				.atMost(RedisFixture.TIMEOUT)
				.untilAsserted(() -> assertThat(TestNode.texts(node.announced)).containsExactly("+u1", "-u1"));
			Awaitility.await()
				.atMost(RedisFixture.TIMEOUT)
				.untilAsserted(() -> assertThat(node.caused).isEqualTo(node.announced));
		}
	}

	@Override
	protected void follow(String channel) {
		this.node.follow(channel);
	}

	@Override
	protected int steps() {
		return 1000;
	}

}
