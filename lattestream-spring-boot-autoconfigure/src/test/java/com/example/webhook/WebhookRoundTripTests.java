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

import com.example.client.PusherSocket;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.ClientEventReceived;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.PresenceMember;
import com.lattestream.SubscriptionCountChanged;
import com.lattestream.signature.AppCredentials;
import com.lattestream.webhook.WebhookSender;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hub that sends webhooks to an application that listens to their events, both real.
 */
class WebhookRoundTripTests {

	private static ConfigurableApplicationContext receiver;

	private ConfigurableApplicationContext hub;

	private ReceiverApplication.Events events;

	@BeforeAll
	static void startReceiver() {
		receiver = new SpringApplicationBuilder(ReceiverApplication.class).web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--lattestream.webhook.secrets=lsk_shared");
	}

	@AfterAll
	static void stopReceiver() {
		receiver.close();
	}

	@BeforeEach
	void startHub() {
		this.events = receiver.getBean(ReceiverApplication.Events.class);
		this.events.clear();
		this.hub = new SpringApplicationBuilder(HubApplication.class).web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--lattestream.app.key=lspk_hub", "--lattestream.app.secret=lsk_hub",
					"--lattestream.webhook.delivery.targets[0].url=http://localhost:"
							+ port(receiver) + SignedWebhook.PATH,
					"--lattestream.webhook.delivery.targets[0].secret=lsk_shared",
					"--lattestream.webhook.delivery.targets[0].events=channel_occupied,channel-vacated,MEMBER_ADDED,"
							+ "member_removed,subscription_count,client_event",
					"--lattestream.webhook.delivery.targets[0].channels=presence-{room},private-*",
					"--lattestream.webhook.delivery.retry.initial-delay=100ms");
	}

	@AfterEach
	void stopHub() {
		this.hub.close();
	}

	@Test
	void whatHappensInTheHubHappensInTheReceiver() {
		PresenceMember ann = PresenceMember.of("ann");
		PusherSocket client = connect();
		client.subscribed("public");
		client.joined("presence-room", "ann");
		client.send("{\"event\":\"client-hello\",\"channel\":\"presence-room\",\"data\":{\"a\":1.10}}");
		eventually(new ChannelOccupied("presence-room"), new SubscriptionCountChanged("presence-room", 1),
				new MemberAdded("presence-room", ann),
				new ClientEventReceived("presence-room", "client-hello", "{\"a\":1.10}", client.socketId(), "ann"));
		client.close();
		eventually(new SubscriptionCountChanged("presence-room", 0), new MemberRemoved("presence-room", ann),
				new ChannelVacated("presence-room"));
		assertThat(this.events.all()).hasSize(7);
	}

	@Test
	void reloadedPageIsNotToldOf() {
		PusherSocket client = connect();
		client.joined("presence-room", "ann");
		client.close();
		PusherSocket again = connect();
		again.joined("presence-room", "ann");
		await().during(Duration.ofMillis(3500))
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.events.all()
				.stream()
				.noneMatch((event) -> event instanceof ChannelVacated || event instanceof MemberRemoved));
		assertThat(this.events.all()).filteredOn(ChannelOccupied.class::isInstance).hasSize(1);
		assertThat(this.events.all()).filteredOn(MemberAdded.class::isInstance).hasSize(1);
		again.close();
	}

	@Test
	void webhookIsSentAgainUntilTheListenersOfTheReceiverTakeIt() {
		this.events.setFailing(true);
		PusherSocket client = connect();
		client.joined("presence-room", "ann");
		await().until(() -> this.events.failures() >= 6);
		this.events.setFailing(false);
		eventually(new ChannelOccupied("presence-room"), new MemberAdded("presence-room", PresenceMember.of("ann")));
		assertThat(this.events.all()).doesNotHaveDuplicates();
		client.close();
	}

	@Test
	void hubThatStopsTellsWhatItsEndBrings() {
		PusherSocket client = connect();
		client.joined("presence-room", "ann");
		eventually(new MemberAdded("presence-room", PresenceMember.of("ann")));
		WebhookSender sender = this.hub.getBean(WebhookSender.class);
		this.hub.close();
		assertThat(this.events.all()).contains(new ChannelVacated("presence-room"),
				new MemberRemoved("presence-room", PresenceMember.of("ann")));
		assertThat(sender.undeliveredEvents()).isZero();
		assertThat(sender.droppedEvents()).isZero();
	}

	private PusherSocket connect() {
		return new PusherSocket(port(this.hub), this.hub.getBean(AppCredentials.class));
	}

	private void eventually(Object... expected) {
		await().untilAsserted(() -> assertThat(this.events.all()).containsAll(List.of(expected)));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20));
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
