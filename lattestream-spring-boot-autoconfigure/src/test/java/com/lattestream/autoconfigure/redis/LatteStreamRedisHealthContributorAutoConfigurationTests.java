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
import java.util.List;
import java.util.Map;

import com.lattestream.actuate.LinkHealthIndicator;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.broker.redis.RedisServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatteStreamRedisHealthContributorAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LatteStreamRedisHealthContributorAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LatteStreamRedisAutoConfiguration.class, LatteStreamAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				LatteStreamRedisHealthContributorAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=" + RedisServer.shared().port(),
				"lattestream.redis.key-prefix=" + RedisServer.prefix());

	private final ApplicationContextRunner enabled = this.contextRunner
		.withPropertyValues("lattestream.redis.enabled=true");

	@Test
	void healthFollowsRedisAndTheLogSaysEachChangeOnce(CapturedOutput output) {
		try (RedisServer server = RedisServer.start()) {
			this.enabled
				.withPropertyValues("spring.data.redis.port=" + server.port(), "lattestream.redis.command-timeout=20s")
				.run((context) -> {
					awaitStatus(context, Status.UP);
					awaitLines(output, "INFO Redis is there");
					server.kill();
					awaitStatus(context, Status.DOWN);
					assertThat(health(context).getDetails()).isEqualTo(Map.of("link", "redis"));
					Awaitility.await().pollDelay(Duration.ofMillis(1200)).until(() -> true);
					awaitLines(output, "INFO Redis is there", "WARN Redis is away");
					server.restart();
					awaitStatus(context, Status.UP);
					awaitLines(output, "INFO Redis is there", "WARN Redis is away", "INFO Redis is there");
				});
		}
	}

	@Test
	void redisThatIsAwayFromTheStartIsDownAndTheLogSaysItOnce(CapturedOutput output) {
		try (RedisServer server = RedisServer.start()) {
			server.kill();
			this.enabled
				.withPropertyValues("spring.data.redis.port=" + server.port(),
						"lattestream.redis.command-timeout=300ms")
				.run((context) -> {
					assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
					Awaitility.await().pollDelay(Duration.ofMillis(1200)).until(() -> true);
					awaitLines(output, "WARN Redis is away");
					server.restart();
					awaitStatus(context, Status.UP);
					awaitLines(output, "WARN Redis is away", "INFO Redis is there");
				});
		}
	}

	@Test
	void withoutRedisThereIsNoLinkToTellOf() {
		this.contextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LinkHealthIndicator.class));
	}

	@Test
	void propertyOfBootSwitchesItOff() {
		this.enabled.withPropertyValues("management.health.lattestream.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LinkHealthIndicator.class));
		this.enabled.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LinkHealthIndicator.class));
	}

	@Test
	void applicationsOwnIndicatorTakesItsPlace() {
		this.enabled.withBean("lattestreamHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(LinkHealthIndicator.class));
	}

	@Test
	void withoutBootsHealthModuleNothingIsMissed() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, DataRedisAutoConfiguration.class,
					LatteStreamRedisAutoConfiguration.class, LatteStreamAutoConfiguration.class,
					LatteStreamRedisHealthContributorAutoConfiguration.class))
			.withPropertyValues("lattestream.redis.enabled=true",
					"spring.data.redis.port=" + RedisServer.shared().port())
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("lattestreamHealthContributor"));
	}

	@Test
	void withoutRedisOnTheClassPathNothingIsMissed() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class,
					LatteStreamRedisAutoConfiguration.class, LatteStreamAutoConfiguration.class,
					LatteStreamRedisHealthContributorAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce",
					"org.springframework.boot.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LinkHealthIndicator.class));
	}

	private static void awaitStatus(ApplicationContext context, Status status) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(status));
	}

	private static Health health(ApplicationContext context) {
		ReactiveHealthIndicator indicator = (ReactiveHealthIndicator) context
			.getBean(ReactiveHealthContributorRegistry.class)
			.getContributor("lattestream");
		@Nullable Health health = indicator.health(true).block(TIMEOUT);
		assertThat(health).isNotNull();
		return health;
	}

	/**
	 * Wait until the log says how it is with Redis, and nothing else of it.
	 */
	private static void awaitLines(CapturedOutput output, String... lines) {
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(lines(output)).containsExactly(lines));
	}

	private static List<String> lines(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains("Redis is "))
			.map((line) -> (line.contains(" WARN ") ? "WARN " : line.contains(" INFO ") ? "INFO " : "")
					+ line.substring(line.indexOf("Redis is ")))
			.toList();
	}

}
