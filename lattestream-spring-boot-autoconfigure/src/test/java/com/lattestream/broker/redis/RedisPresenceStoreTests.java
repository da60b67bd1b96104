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

import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.PresenceStoreTests;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/**
 * Tests for {@link RedisPresenceStore} as one node sees it.
 */
class RedisPresenceStoreTests extends PresenceStoreTests {

	private final TestNode node = new TestNode(RedisFixture.connections(RedisServer.shared().port()),
			RedisServer.prefix(), Duration.ofSeconds(3), false);

	@AfterEach
	void close() {
		this.node.close();
	}

	@Override
	protected PresenceStore store() {
		return this.node.presence;
	}

	@Override
	protected void advance(Duration duration) {
		Awaitility.await().pollDelay(duration).atMost(duration.plusSeconds(5)).until(() -> true);
	}

	@Override
	protected void follow(String channel) {
		this.node.follow(channel);
	}

	@Override
	protected int steps() {
		return 2000;
	}

}
