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

import com.lattestream.actuate.LinkHealthIndicator;
import com.lattestream.broker.redis.RedisConnections;
import io.lettuce.core.RedisClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * {@link AutoConfiguration Auto-configuration} for the health of the link between nodes
 * that work as one by way of Redis.
 */
@AutoConfiguration(after = LatteStreamRedisAutoConfiguration.class)
@ConditionalOnClass({ ReactiveHealthIndicator.class, ConditionalOnEnabledHealthIndicator.class,
		LettuceConnectionFactory.class, RedisClient.class })
@ConditionalOnBean(RedisConnections.class)
public final class LatteStreamRedisHealthContributorAutoConfiguration {

	LatteStreamRedisHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnEnabledHealthIndicator("lattestream")
	@ConditionalOnMissingBean(name = { "lattestreamHealthIndicator", "lattestreamHealthContributor" })
	LinkHealthIndicator lattestreamHealthContributor(RedisConnections connections) {
		return new LinkHealthIndicator("redis", connections::isUp);
	}

}
