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

import com.lattestream.broker.Broker;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.GroupStore;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.NewsStore;
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

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What nodes share beside channels: last events, requests, tickets, groups and what
 * webhooks told, and the bus between them.
 */
@Configuration(proxyBeanMethods = false)
class RedisStoresConfiguration {

	/**
	 * It publishes what it keeps on the topics of the broker on Redis, so it is of no use
	 * to another one.
	 */
	@Bean
	@ConditionalOnMissingBean({ CacheStore.class, Broker.class })
	RedisCacheStore latteStreamRedisCacheStore(RedisConnections connections, RedisKeyspace keyspace,
			ChannelPolicies policies) {
		return new RedisCacheStore(connections, keyspace, (channel) -> policies.history(channel) != null);
	}

	@Bean
	@ConditionalOnMissingBean(IdempotencyStore.class)
	RedisIdempotencyStore latteStreamRedisIdempotencyStore(RedisConnections connections, RedisKeyspace keyspace) {
		return new RedisIdempotencyStore(connections, keyspace);
	}

	@Bean
	@ConditionalOnMissingBean(TicketStore.class)
	RedisTicketStore latteStreamRedisTicketStore(RedisConnections connections, RedisKeyspace keyspace) {
		return new RedisTicketStore(connections, keyspace);
	}

	@Bean
	@ConditionalOnMissingBean(GroupStore.class)
	RedisGroupStore latteStreamRedisGroupStore(RedisConnections connections, RedisKeyspace keyspace) {
		return new RedisGroupStore(connections, keyspace);
	}

	@Bean
	@ConditionalOnMissingBean(NodeBus.class)
	RedisNodeBus latteStreamRedisNodeBus(RedisConnections connections, RedisKeyspace keyspace) {
		return new RedisNodeBus(connections, keyspace);
	}

	@Bean
	@ConditionalOnMissingBean(NewsStore.class)
	RedisNewsStore latteStreamRedisNewsStore(RedisConnections connections, RedisKeyspace keyspace) {
		return new RedisNewsStore(connections, keyspace);
	}

}
