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

import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.redis.RedisConnections;
import com.lattestream.broker.redis.RedisKeyspace;
import com.lattestream.broker.redis.RedisNodes;
import com.lattestream.broker.redis.RedisOccupancyStore;
import com.lattestream.broker.redis.RedisPresenceStore;
import io.lettuce.core.RedisClient;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Who is present and how many subscribe, on all nodes together.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class })
class RedisMembersConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RedisNodes latteStreamRedisNodes(RedisConnections connections, RedisKeyspace keyspace,
			LatteStreamRedisProperties properties) {
		return new RedisNodes(connections, keyspace, properties.getLease());
	}

	@Bean
	RedisNodesLifecycle latteStreamRedisNodesLifecycle(RedisNodes nodes) {
		return new RedisNodesLifecycle(nodes);
	}

	@Bean
	@ConditionalOnMissingBean(PresenceStore.class)
	RedisPresenceStore latteStreamPresenceStore(RedisConnections connections, RedisKeyspace keyspace,
			RedisNodes nodes) {
		return new RedisPresenceStore(connections, keyspace, nodes);
	}

	@Bean
	@ConditionalOnMissingBean(OccupancyStore.class)
	RedisOccupancyStore latteStreamOccupancyStore(RedisConnections connections, RedisKeyspace keyspace,
			RedisNodes nodes) {
		return new RedisOccupancyStore(connections, keyspace, nodes);
	}

}
