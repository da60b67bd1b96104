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

import java.util.function.Predicate;

import com.lattestream.autoconfigure.ConditionalOnLatteStreamMode;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamMode;
import com.lattestream.broker.Broker;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.redis.RedisBroker;
import com.lattestream.broker.redis.RedisConnections;
import com.lattestream.broker.redis.RedisHistoryStore;
import com.lattestream.broker.redis.RedisKeyspace;
import com.lattestream.hub.ChannelPolicies;
import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * {@link AutoConfiguration Auto-configuration} for hubs of many nodes that work as one by
 * way of Redis, if {@code lattestream.redis.enabled} says so. Its beans take the place of
 * those in memory; the application's own take the place of these.
 */
@AutoConfiguration(before = LatteStreamAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
@ConditionalOnBooleanProperty("lattestream.redis.enabled")
@EnableConfigurationProperties(LatteStreamRedisProperties.class)
public final class LatteStreamRedisAutoConfiguration {

	LatteStreamRedisAutoConfiguration() {
	}

	/**
	 * What is kept in Redis and goes through it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class })
	@Import({ RedisMembersConfiguration.class, RedisStoresConfiguration.class })
	static class LettuceConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RedisConnections latteStreamRedisConnections(LatteStreamRedisProperties properties,
				@LatteStreamRedisConnectionFactory ObjectProvider<RedisConnectionFactory> own,
				ObjectProvider<RedisConnectionFactory> application) {
			return RedisConnectionsFactory.connections(properties, own.getIfAvailable(application::getIfUnique));
		}

		@Bean
		RedisConnectionsLifecycle latteStreamRedisConnectionsLifecycle(RedisConnections connections) {
			return new RedisConnectionsLifecycle(connections);
		}

		@Bean
		@ConditionalOnMissingBean
		RedisKeyspace latteStreamRedisKeyspace(LatteStreamRedisProperties properties, Environment environment) {
			return RedisConnectionsFactory.keyspace(properties, environment.getProperty("spring.application.name"));
		}

		/**
		 * It publishes what it keeps on the topics of the broker below, so it comes and
		 * goes with it.
		 */
		@Bean
		@ConditionalOnMissingBean({ HistoryStore.class, Broker.class })
		RedisHistoryStore latteStreamHistoryStore(RedisConnections connections, RedisKeyspace keyspace) {
			return new RedisHistoryStore(connections, keyspace);
		}

		@Bean
		@ConditionalOnMissingBean(Broker.class)
		RedisBroker latteStreamBroker(RedisConnections connections, RedisKeyspace keyspace,
				ObjectProvider<RedisHistoryStore> histories, ChannelPolicies policies,
				LatteStreamRedisProperties properties) {
			RedisHistoryStore store = histories.getIfAvailable();
			Predicate<String> hasHistory = (channel) -> store != null && !channel.startsWith("#")
					&& policies.history(channel) != null;
			return new RedisBroker(connections, keyspace,
					(store != null) ? store : new RedisHistoryStore(connections, keyspace), hasHistory,
					properties.getWhenUnavailable());
		}

	}

	/**
	 * Says what is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory")
	static class MissingSpringDataConfiguration {

		MissingSpringDataConfiguration() {
			throw new InvalidRedisException("'lattestream.redis.enabled' is true but Spring Data Redis is missing",
					"Add 'spring-boot-starter-data-redis-reactive' to the application, or remove the property.");
		}

	}

	/**
	 * Says what is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnMissingClass("io.lettuce.core.RedisClient")
	static class MissingLettuceConfiguration {

		MissingLettuceConfiguration() {
			throw new InvalidRedisException("'lattestream.redis.enabled' is true but Lettuce is missing",
					"Add 'io.lettuce:lettuce-core' to the application, or remove the property.");
		}

	}

}
