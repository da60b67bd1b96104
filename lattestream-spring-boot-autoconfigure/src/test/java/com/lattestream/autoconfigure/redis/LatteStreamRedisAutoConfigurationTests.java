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
import java.util.concurrent.atomic.AtomicBoolean;

import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.broker.Broker;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryHistoryStore;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.broker.redis.RedisBroker;
import com.lattestream.broker.redis.RedisConnections;
import com.lattestream.broker.redis.RedisHistoryStore;
import com.lattestream.broker.redis.RedisOccupancyStore;
import com.lattestream.broker.redis.RedisPresenceStore;
import com.lattestream.broker.redis.RedisServer;
import com.lattestream.broker.redis.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatteStreamRedisAutoConfiguration}.
 */
class LatteStreamRedisAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final String prefix = RedisServer.prefix();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, DataRedisAutoConfiguration.class,
				DataRedisReactiveAutoConfiguration.class, LatteStreamRedisAutoConfiguration.class,
				LatteStreamAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=" + RedisServer.shared().port());

	private final ApplicationContextRunner enabled = this.contextRunner
		.withPropertyValues("lattestream.redis.enabled=true", "lattestream.redis.key-prefix=" + this.prefix);

	@Test
	void redisOnTheClassPathAloneChangesNothing() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(Broker.class).hasSingleBean(InMemoryBroker.class);
			assertThat(context).hasSingleBean(InMemoryHistoryStore.class).doesNotHaveBean(RedisConnections.class);
		});
	}

	@Test
	void whenEnabledEventsAndHistoriesGoThroughRedis() {
		this.enabled
			.withPropertyValues("lattestream.hub.channels[0].pattern=hist-*",
					"lattestream.hub.channels[0].history.size=10", "lattestream.hub.channels[0].history.ttl=1m")
			.run((context) -> {
				assertThat(context).hasSingleBean(Broker.class).hasSingleBean(RedisBroker.class);
				assertThat(context).hasSingleBean(HistoryStore.class).hasSingleBean(RedisHistoryStore.class);
				publish(context);
				assertThat(RedisServer.shared().command("EXISTS " + this.prefix + ":{hist-a}:events")).startsWith(":1");
				assertThat(RedisServer.shared().command("CLIENT LIST")).contains("name=lattestream ");
			});
	}

	@Test
	void whenEnabledMembersAndCountsAreThoseOfAllNodes() {
		String alive = this.prefix + ":{#nodes}:alive";
		this.enabled.run((context) -> {
			assertThat(context).hasSingleBean(PresenceStore.class).hasSingleBean(RedisPresenceStore.class);
			assertThat(context).hasSingleBean(OccupancyStore.class).hasSingleBean(RedisOccupancyStore.class);
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> RedisServer.shared().command("ZCARD " + alive).startsWith(":1"));
		});
		assertThat(RedisServer.shared().command("ZCARD " + alive)).startsWith(":0");
	}

	@Test
	void redisIsReachedBeforeTheFirstClientComes() {
		AtomicBoolean up = new AtomicBoolean();
		this.enabled.withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof ContextRefreshedEvent) {
				up.set(context.getBean(RedisConnections.class).isUp());
			}
		})).run((context) -> assertThat(up).isTrue());
	}

	@Test
	void nothingOfItIsThereWhenTheServiceIsElsewhere() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LatteStreamRedisAutoConfiguration.class))
			.withPropertyValues("lattestream.redis.enabled=true", "lattestream.mode=remote")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisConnections.class));
	}

	@Test
	void prefixIsTheNameOfTheApplication() {
		this.contextRunner
			.withPropertyValues("lattestream.redis.enabled=true", "spring.application.name=" + this.prefix + "-app")
			.run((context) -> {
				publish(context);
				assertThat(RedisServer.shared().command("EXISTS " + this.prefix + "-app:{hist-a}:events"))
					.startsWith(":1");
			});
	}

	@Test
	void applicationsOwnBeansTakeThePlaceOfThese() {
		Broker broker = BDDMockito.mock(Broker.class);
		HistoryStore store = BDDMockito.mock(HistoryStore.class);
		this.enabled.withBean(Broker.class, () -> broker).withBean(HistoryStore.class, () -> store).run((context) -> {
			assertThat(context).getBean(Broker.class).isSameAs(broker);
			assertThat(context).getBean(HistoryStore.class).isSameAs(store);
		});
	}

	@Test
	void markedConnectionFactoryIsTheHubsOwn() {
		try (RedisServer server = RedisServer.start()) {
			this.enabled.withUserConfiguration(OwnConnectionFactory.class)
				.withPropertyValues("own.port=" + server.port())
				.run((context) -> {
					assertThat(context.getBeansOfType(RedisConnectionFactory.class)).hasSize(2);
					publish(context);
					assertThat(server.command("EXISTS " + this.prefix + ":{hist-a}:events")).startsWith(":1");
				});
		}
	}

	@Test
	void applicationStartsAndStopsWhileRedisIsAway() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port())) {
			proxy.refuse();
			this.enabled.withPropertyValues("spring.data.redis.port=" + proxy.port()).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(RedisConnections.class).isUp()).isFalse();
				proxy.resume();
				publish(context);
			});
			proxy.refuse();
			this.enabled.withPropertyValues("spring.data.redis.port=" + proxy.port())
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void missingSpringDataIsSaid() {
		this.enabled
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce",
					"org.springframework.boot.data.redis"))
			.run((context) -> assertThat(analysis(context).getAction()).contains("starter-data-redis-reactive"));
	}

	@Test
	void missingLettuceIsSaid() {
		this.enabled.withClassLoader(new FilteredClassLoader("io.lettuce"))
			.run((context) -> assertThat(analysis(context).getAction()).contains("lettuce-core"));
	}

	@Test
	void missingClassesDoNotMatterUnlessEnabled() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class,
					LatteStreamRedisAutoConfiguration.class, LatteStreamAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce",
					"org.springframework.boot.data.redis"))
			.run((context) -> assertThat(context).hasSingleBean(InMemoryBroker.class));
	}

	@Test
	void otherClientsAreSaidNotToDo() {
		this.enabled.withBean(RedisConnectionFactory.class, () -> BDDMockito.mock(RedisConnectionFactory.class))
			.run((context) -> {
				FailureAnalysis analysis = analysis(context);
				assertThat(analysis.getDescription()).contains("not one of Lettuce");
				assertThat(analysis.getAction()).contains("client-type");
			});
	}

	@Test
	void severalConnectionFactoriesAreSaidNotToBeClear() {
		this.enabled.withBean("one", RedisConnectionFactory.class, () -> BDDMockito.mock(RedisConnectionFactory.class))
			.withBean("other", RedisConnectionFactory.class, () -> BDDMockito.mock(RedisConnectionFactory.class))
			.run((context) -> assertThat(analysis(context).getAction()).contains("@LatteStreamRedisConnectionFactory"));
	}

	@Test
	void valuesThatCannotBeAreRejected() {
		verifyRejected("lattestream.redis.key-prefix", "a{b}");
		verifyRejected("lattestream.redis.command-timeout", "0s");
		verifyRejected("lattestream.redis.lease", "1s");
	}

	private void verifyRejected(String name, String value) {
		this.enabled.withPropertyValues(name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(Exception.class)
				.satisfies((ex) -> assertThat(ex).hasStackTraceContaining(name)
					.hasStackTraceContaining(InvalidConfigurationPropertyValueException.class.getName())));
	}

	private static void publish(AssertableApplicationContext context) {
		RedisConnections connections = context.getBean(RedisConnections.class);
		Awaitility.await().atMost(TIMEOUT).until(connections::isUp);
		context.getBean(HistoryStore.class)
			.publish(Publication.ofServer("hist-a", "e", "1", null), new HistoryRetention(10, Duration.ofMinutes(1)),
					(kept) -> Mono.empty())
			.block(TIMEOUT);
	}

	private static FailureAnalysis analysis(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = new InvalidRedisFailureAnalyzer().analyze(context.getStartupFailure());
		assertThat(analysis).isNotNull();
		return analysis;
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConnectionFactory {

		@Bean(defaultCandidate = false)
		@LatteStreamRedisConnectionFactory
		LettuceConnectionFactory ownConnectionFactory(Environment environment) {
			return new LettuceConnectionFactory("localhost",
					environment.getRequiredProperty("own.port", Integer.class));
		}

	}

}
