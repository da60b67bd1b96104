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

import com.lattestream.ChannelHistory;
import com.lattestream.HistoryEvent;
import com.lattestream.LatteStreamClient;
import com.lattestream.TriggerRequest;
import com.lattestream.UnavailableException;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.broker.redis.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatteStreamRedisAutoConfiguration} with a real sentinel, a master and
 * its replica.
 */
class RedisSentinelTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@Test
	void historiesGoOnWhenAnotherServerBecomesTheMaster() {
		try (RedisServer master = RedisServer.start();
				RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1", String.valueOf(master.port()));
				RedisServer sentinel = RedisServer.startSentinel("main", master)) {
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> replica.command("INFO replication").contains("master_link_status:up")
						&& sentinel.command("SENTINEL REPLICAS main").contains(":" + replica.port()));
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(JacksonAutoConfiguration.class, DataRedisAutoConfiguration.class,
								LatteStreamRedisAutoConfiguration.class, LatteStreamAutoConfiguration.class))
				.withPropertyValues("lattestream.redis.enabled=true", "spring.data.redis.sentinel.master=main",
						"spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port(),
						"lattestream.hub.channels[0].pattern=orders", "lattestream.hub.channels[0].history.size=10",
						"lattestream.hub.channels[0].history.ttl=1m")
				.run((context) -> {
					LatteStreamClient client = context.getBean(LatteStreamClient.class);
					trigger(client, "1");
					Awaitility.await()
						.atMost(TIMEOUT)
						.until(() -> replica.command("EXISTS lattestream:{orders}:events").startsWith(":1"));
					master.kill();
					trigger(client, "2");
					ChannelHistory history = client.history("orders", null, 10).block(TIMEOUT);
					assertThat(history).isNotNull();
					assertThat(history.events()).extracting(HistoryEvent::data).containsExactly("\"1\"", "\"2\"");
					assertThat(replica.command("INFO replication")).contains("role:master");
				});
		}
	}

	/**
	 * While there is no master publishing fails at once.
	 */
	private static void trigger(LatteStreamClient client, String data) {
		TriggerRequest request = TriggerRequest.of("orders", "shipped", data).withIdempotencyKey(data);
		Awaitility.await()
			.atMost(TIMEOUT)
			.ignoreExceptionsInstanceOf(UnavailableException.class)
			.untilAsserted(() -> assertThat(client.trigger(request).block(TIMEOUT)).isNotNull());
	}

}
