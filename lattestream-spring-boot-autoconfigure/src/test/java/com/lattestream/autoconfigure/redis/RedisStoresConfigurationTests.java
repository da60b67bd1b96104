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

package com.lattestream.autoconfigure.redis;

import java.time.Clock;
import java.time.Duration;

import com.lattestream.broker.Broker;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.GroupStore;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryCacheStore;
import com.lattestream.broker.InMemoryGroupStore;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.InMemoryNodeBus;
import com.lattestream.broker.InMemoryTicketStore;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.TicketStore;
import com.lattestream.broker.redis.RedisCacheStore;
import com.lattestream.broker.redis.RedisConnections;
import com.lattestream.broker.redis.RedisGroupStore;
import com.lattestream.broker.redis.RedisIdempotencyStore;
import com.lattestream.broker.redis.RedisKeyspace;
import com.lattestream.broker.redis.RedisNewsStore;
import com.lattestream.broker.redis.RedisNodeBus;
import com.lattestream.broker.redis.RedisTicketStore;
import com.lattestream.hub.ChannelPolicies;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisStoresConfiguration}.
 */
class RedisStoresConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withBean(ChannelPolicies.class, () -> ChannelPolicies.NONE)
		.withBean(RedisKeyspace.class, () -> new RedisKeyspace("app"))
		.withBean(RedisConnections.class,
				() -> RedisConnections.create(new LettuceConnectionFactory(), Duration.ofSeconds(1), "test"));

	@Test
	void everythingIsOnRedis() {
		this.runner.withUserConfiguration(RedisStoresConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(RedisCacheStore.class)
				.hasSingleBean(RedisIdempotencyStore.class)
				.hasSingleBean(RedisTicketStore.class)
				.hasSingleBean(RedisGroupStore.class)
				.hasSingleBean(RedisNewsStore.class)
				.hasSingleBean(RedisNodeBus.class));
	}

	@Test
	void lastEventsAreNotKeptForABrokerThatIsNotOnRedis() {
		this.runner.withBean(Broker.class, InMemoryBroker::new)
			.withUserConfiguration(RedisStoresConfiguration.class)
			.run((context) -> assertThat(context).doesNotHaveBean(CacheStore.class)
				.hasSingleBean(RedisIdempotencyStore.class));
	}

	@Test
	void applicationMayHaveItsOwn() {
		Clock clock = Clock.systemUTC();
		this.runner.withBean(CacheStore.class, () -> new InMemoryCacheStore(1, clock))
			.withBean(IdempotencyStore.class, () -> new InMemoryIdempotencyStore(1, clock))
			.withBean(TicketStore.class, () -> new InMemoryTicketStore(1, clock))
			.withBean(GroupStore.class, InMemoryGroupStore::new)
			.withBean(NodeBus.class, InMemoryNodeBus::new)
			.withUserConfiguration(RedisStoresConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedisCacheStore.class)
				.doesNotHaveBean(RedisIdempotencyStore.class)
				.doesNotHaveBean(RedisTicketStore.class)
				.doesNotHaveBean(RedisGroupStore.class)
				.doesNotHaveBean(RedisNodeBus.class));
	}

}
