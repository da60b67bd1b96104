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

package com.example.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import com.example.client.PusherSocket;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.broker.redis.RedisServer;
import com.lattestream.signature.AppCredentials;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hubs on one Redis that send webhooks to one receiver, all real.
 */
class WebhookClusterRoundTripTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final String prefix = RedisServer.prefix();

	private ConfigurableApplicationContext receiver;

	private ConfigurableApplicationContext here;

	private ConfigurableApplicationContext there;

	private ReceiverApplication.Events events;

	@BeforeEach
	void start() {
		this.receiver = new SpringApplicationBuilder(ReceiverApplication.class).web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--lattestream.webhook.secrets=lsk_shared");
		this.events = this.receiver.getBean(ReceiverApplication.Events.class);
	}

	private void startHubs(Duration delay) {
		this.here = hub(delay);
		this.there = hub(delay);
	}

	@AfterEach
	void stop() {
		this.here.close();
		this.there.close();
		this.receiver.close();
	}

	@Test
	void movesOfAUserBetweenNodesAlternateAndEndWithTheTruth() {
		startHubs(Duration.ofMillis(200));
		Random random = new Random(7);
		PusherSocket client = join(this.here);
		await().until(() -> this.events.all().size() == 2);
		for (int i = 0; i < 8; i++) {
			client.close();
			pass(random.nextInt(250));
			client = join(random.nextBoolean() ? this.here : this.there);
			pass(random.nextInt(250));
		}
		client.close();
		await().untilAsserted(() -> assertThat(this.events.all().get(this.events.all().size() - 1))
			.isInstanceOfAny(ChannelVacated.class, MemberRemoved.class));
		await().until(() -> last(MemberRemoved.class, MemberAdded.class) instanceof MemberRemoved
				&& last(ChannelVacated.class, ChannelOccupied.class) instanceof ChannelVacated);
		pass(500);
		assertAlternating(MemberAdded.class, MemberRemoved.class);
		assertAlternating(ChannelOccupied.class, ChannelVacated.class);
	}

	@Test
	void moveToTheOtherNodeWithinTheDelayIsNotToldOf() {
		startHubs(Duration.ofSeconds(2));
		PusherSocket client = join(this.here);
		await().until(() -> this.events.all().size() == 2);
		client.close();
		PusherSocket moved = join(this.there);
		pass(2500);
		assertThat(this.events.all()).hasSize(2);
		moved.close();
		await().until(() -> this.events.all().size() == 4);
	}

	private void assertAlternating(Class<?> begin, Class<?> end) {
		List<Object> changes = of(begin, end);
		for (int i = 0; i < changes.size(); i++) {
			assertThat(changes.get(i)).as("%s", changes).isInstanceOf((i % 2 == 0) ? begin : end);
		}
	}

	private Object last(Class<?> one, Class<?> other) {
		List<Object> changes = of(one, other);
		return changes.get(changes.size() - 1);
	}

	private List<Object> of(Class<?> one, Class<?> other) {
		return this.events.all().stream().filter((event) -> one.isInstance(event) || other.isInstance(event)).toList();
	}

	private static void pass(long millis) {
		Awaitility.await().pollDelay(Duration.ofMillis(millis)).atMost(TIMEOUT).until(() -> true);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TIMEOUT);
	}

	private PusherSocket join(ConfigurableApplicationContext hub) {
		PusherSocket client = new PusherSocket(port(hub), hub.getBean(AppCredentials.class));
		client.joined("presence-room", "ann");
		return client;
	}

	private ConfigurableApplicationContext hub(Duration delay) {
		return new SpringApplicationBuilder(HubApplication.class).web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--lattestream.app.key=lspk_hub", "--lattestream.app.secret=lsk_hub",
					"--lattestream.redis.enabled=true", "--lattestream.redis.key-prefix=" + this.prefix,
					"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + RedisServer.shared().port(),
					"--lattestream.webhook.delivery.targets[0].url=http://localhost:"
							+ port(this.receiver) + SignedWebhook.PATH,
					"--lattestream.webhook.delivery.targets[0].secret=lsk_shared",
					"--lattestream.webhook.delivery.targets[0].events=channel_occupied,channel_vacated,"
							+ "member_added,member_removed",
					"--lattestream.webhook.delivery.debounce=" + delay.toMillis() + "ms");
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
