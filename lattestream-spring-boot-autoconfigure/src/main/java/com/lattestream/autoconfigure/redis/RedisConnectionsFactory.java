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

import java.time.Duration;

import com.lattestream.broker.redis.RedisConnections;
import com.lattestream.broker.redis.RedisKeyspace;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.StringUtils;

/**
 * Makes connections and names from properties, and says what is wrong with them.
 */
final class RedisConnectionsFactory {

	private static final String CLIENT_NAME = "lattestream";

	private static final Duration MIN_LEASE = Duration.ofSeconds(3);

	private RedisConnectionsFactory() {
	}

	/**
	 * Create connections.
	 * @param properties the properties
	 * @param factory tells where Redis is
	 * @return the connections
	 * @throws InvalidRedisException if there is no such factory or it cannot be used
	 */
	static RedisConnections connections(LatteStreamRedisProperties properties,
			@Nullable RedisConnectionFactory factory) {
		if (factory == null) {
			throw new InvalidRedisException(
					"'lattestream.redis.enabled' is true but it is not clear which Redis to use",
					"Add 'spring-boot-starter-data-redis-reactive' and set 'spring.data.redis.*', or mark one of the "
							+ "connection factories with @LatteStreamRedisConnectionFactory or @Primary.");
		}
		if (!(factory instanceof LettuceConnectionFactory lettuce)) {
			throw new InvalidRedisException(
					"'lattestream.redis.enabled' is true but the connection factory is not one of Lettuce",
					"Let 'spring.data.redis.client-type' be 'lettuce', or mark a LettuceConnectionFactory with "
							+ "@LatteStreamRedisConnectionFactory.");
		}
		requireAtLeast("command-timeout", properties.getCommandTimeout(), Duration.ofMillis(1));
		requireAtLeast("lease", properties.getLease(), MIN_LEASE);
		return RedisConnections.create(lettuce, properties.getCommandTimeout(), CLIENT_NAME);
	}

	/**
	 * Create the names to use in Redis.
	 * @param properties the properties
	 * @param applicationName the name of the application
	 * @return the names
	 */
	static RedisKeyspace keyspace(LatteStreamRedisProperties properties, @Nullable String applicationName) {
		String prefix = properties.getKeyPrefix();
		if (!StringUtils.hasText(prefix)) {
			prefix = StringUtils.hasText(applicationName) ? applicationName : CLIENT_NAME;
		}
		try {
			return new RedisKeyspace(prefix);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("lattestream.redis.key-prefix", prefix,
					"It must have no braces.", ex);
		}
	}

	private static void requireAtLeast(String name, Duration value, Duration minimum) {
		if (value.compareTo(minimum) < 0) {
			throw new InvalidConfigurationPropertyValueException("lattestream.redis." + name, value,
					"It must be at least " + minimum.toMillis() + "ms.");
		}
	}

}
