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

package com.lattestream.hub;

import java.time.Duration;
import java.util.List;

import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientEvents}.
 */
class ClientEventsTests {

	private final GatedBroker broker = new GatedBroker();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, this.broker, new InMemoryPresenceStore());

	@AfterEach
	void close() {
		this.broker.gate().open();
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void eventReachesTheOthersInBothDialects(Dialect dialect) {
		TestClient sender = subscribed(this.fixture.connect(dialect), "private-x");
		TestClient pusher = subscribed(this.fixture.pusher(), "private-x");
		TestClient latteStream = subscribed(this.fixture.latteStream(), "private-x");
		TestClient elsewhere = subscribed(this.fixture.pusher(), "private-y");
		sender.send("{'event':'client-a','channel':'private-x','data':{'k' : 1}}");
		assertThat(sender.take()).isEmpty();
		assertThat(elsewhere.take()).isEmpty();
		assertThat(pusher.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{'k' : 1}}");
		assertThat(latteStream.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{'k' : 1}}");
	}

	@Test
	void textOfAnObjectReachesPusherClientsAsTextAndLatteStreamClientsAsObject() {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		TestClient pusher = subscribed(this.fixture.pusher(), "private-x");
		TestClient latteStream = subscribed(this.fixture.latteStream(), "private-x");
		sender.send("{'event':'client-a','channel':'private-x','data':'{\\'k\\':1}'}");
		assertThat(pusher.take()).containsExactly("{'event':'client-a','channel':'private-x','data':'{\\'k\\':1}'}");
		assertThat(latteStream.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{'k':1}}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'plain'", "5", "null", "[1,2]", "'\\u00e4'" })
	void otherDataReachesAllUnchanged(String data) {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		TestClient pusher = subscribed(this.fixture.pusher(), "private-x");
		TestClient latteStream = subscribed(this.fixture.latteStream(), "private-x");
		sender.send("{'event':'client-a','channel':'private-x','data':" + data + "}");
		String frame = "{'event':'client-a','channel':'private-x','data':" + data + "}";
		assertThat(pusher.take()).containsExactly(frame);
		assertThat(latteStream.take()).containsExactly(frame);
	}

	@Test
	void missingDataBecomesAnEmptyObject() {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		TestClient other = subscribed(this.fixture.pusher(), "private-x");
		sender.send("{'event':'client-a','channel':'private-x'}");
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{}}");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void eventOfAMemberTellsItsUserIdAndNoForgedOne(Dialect dialect) {
		TestClient sender = this.fixture.pusher();
		sender.join("presence-x", "u2");
		TestClient other = this.fixture.connect(dialect);
		other.join("presence-x", "u1");
		other.take();
		sender.take();
		sender.send("{'event':'client-a','channel':'presence-x','data':1,'user_id':'forged','socket_id':'1.1'}");
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'presence-x','data':1,'user_id':'u2'}");
		assertThat(sender.take()).isEmpty();
	}

	@Test
	void eventOnAPrivateChannelTellsNoUserId() {
		TestClient sender = this.fixture.pusherOf("u1");
		sender.subscribe("private-x", null);
		TestClient other = subscribed(this.fixture.pusher(), "private-x");
		sender.send("{'event':'client-a','channel':'private-x','data':1,'user_id':'forged'}");
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'private-x','data':1}");
	}

	@Test
	void listenerIsTold() {
		TestClient sender = this.fixture.pusher();
		sender.join("presence-x", "u1");
		this.fixture.listener().take();
		sender.send("{'event':'client-a','channel':'presence-x','data':'{\\'k\\':1}'}");
		assertThat(this.fixture.listener().take())
			.containsExactly("event presence-x client-a {\"k\":1} " + sender.socketId() + " u1");
	}

	@Test
	void eventOnAPublicChannelIsRefused() {
		TestClient sender = subscribed(this.fixture.pusher(), "x");
		TestClient other = subscribed(this.fixture.pusher(), "x");
		sender.send("{'event':'client-a','channel':'x','data':{}}");
		assertRefused(sender, "Client events are for private and presence channels");
		assertThat(other.take()).isEmpty();
	}

	@Test
	void eventOnAChannelThatIsNotSubscribedIsRefused() {
		TestClient sender = this.fixture.latteStream();
		TestClient other = subscribed(this.fixture.pusher(), "private-x");
		sender.send("{'event':'client-a','channel':'private-x','data':{}}");
		assertRefused(sender, "Client events take a subscription of their channel");
		sender.subscribe("private-x", null);
		sender.unsubscribe("private-x");
		sender.take();
		sender.send("{'event':'client-a','channel':'private-x','data':{}}");
		assertRefused(sender, "Client events take a subscription of their channel");
		assertThat(other.take()).isEmpty();
		assertThat(this.broker.calls()).noneMatch((call) -> call.startsWith("publish"));
	}

	@Test
	void eventWithAnInvalidNameIsRefused() {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		TestClient other = subscribed(this.fixture.pusher(), "private-x");
		sender.send("{'event':'client-" + "e".repeat(194) + "','channel':'private-x','data':{}}");
		assertRefused(sender, "Invalid event name");
		sender.send("{'event':'client-a\\n','channel':'private-x','data':{}}");
		assertRefused(sender, "Invalid event name");
		sender.send("{'event':'client-" + "e".repeat(193) + "','channel':'private-x','data':{}}");
		assertThat(other.take()).hasSize(1);
	}

	@Test
	void eventWhenClientEventsAreDisabledIsRefused() {
		try (HubFixture disabled = new HubFixture(TestSettings.with("clientEvents", false))) {
			TestClient sender = subscribed(disabled.pusher(), "private-x");
			TestClient other = subscribed(disabled.pusher(), "private-x");
			sender.send("{'event':'client-a','channel':'private-x','data':{}}");
			assertRefused(sender, "Client events are not enabled");
			assertThat(other.take()).isEmpty();
			assertThat(disabled.listener().take()).noneMatch((event) -> event.startsWith("event"));
		}
	}

	@Test
	void sizeOfDataIsLimitedPerDialect() {
		HubSettings settings = TestSettings.with("eventData", 20, "pusherEventData", 10);
		try (HubFixture limited = new HubFixture(settings)) {
			TestClient other = subscribed(limited.pusher(), "private-x");
			TestClient pusher = subscribed(limited.pusher(), "private-x");
			pusher.send("{'event':'client-a','channel':'private-x','data':'12345678'}");
			pusher.send("{'event':'client-a','channel':'private-x','data':'123456ä'}");
			assertThat(other.take()).hasSize(2);
			pusher.send("{'event':'client-a','channel':'private-x','data':'1234567ä'}");
			assertRefused(pusher, "The data of an event may have 10 bytes");
			TestClient latteStream = subscribed(limited.latteStream(), "private-x");
			latteStream.send("{'event':'client-a','channel':'private-x','data':'" + "x".repeat(18) + "'}");
			assertThat(other.take()).hasSize(1);
			latteStream.send("{'event':'client-a','channel':'private-x','data':'" + "x".repeat(19) + "'}");
			assertRefused(latteStream, "The data of an event may have 20 bytes");
			assertThat(other.take()).isEmpty();
		}
	}

	@Test
	void rateIsLimitedPerConnection() {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		TestClient other = subscribed(this.fixture.pusher(), "private-x");
		for (int i = 0; i < 11; i++) {
			sender.send("{'event':'client-a','channel':'private-x','data':" + i + "}");
		}
		assertRefused(sender, "Too many client events: 10 a second are allowed");
		assertThat(other.take()).hasSize(10);
		other.send("{'event':'client-b','channel':'private-x','data':1}");
		assertThat(sender.take()).hasSize(1);
		this.fixture.pass(Duration.ofSeconds(1));
		for (int i = 0; i < 10; i++) {
			sender.send("{'event':'client-a','channel':'private-x','data':" + i + "}");
		}
		assertThat(sender.take()).isEmpty();
		assertThat(other.take()).hasSize(10);
	}

	@Test
	void framesAfterAnEventWaitUntilTheBrokerHasIt() {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		TestClient other = subscribed(this.fixture.pusher(), "private-x");
		this.broker.gate().holdOperations();
		for (int i = 0; i < 2; i++) {
			sender.send("{'event':'client-" + i + "','channel':'private-x','data':1}");
		}
		sender.sendEvent("ping", "{}");
		assertThat(this.broker.gate().waiting()).isOne();
		this.fixture.elsewhere(this.broker.gate()::releaseOne);
		assertThat(sender.take()).isEmpty();
		this.broker.gate().open();
		this.fixture.elsewhere(this.broker.gate()::releaseOne);
		assertThat(sender.take()).containsExactly(sender.pong());
		assertThat(other.take()).containsExactly("{'event':'client-0','channel':'private-x','data':1}",
				"{'event':'client-1','channel':'private-x','data':1}");
	}

	@Test
	void eventThatTheBrokerDoesNotTakeDoesNotStopTheConnection() {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		sender.send("{'event':'client-a','channel':'private-x','data':1}");
		sender.sendEvent("ping", "{}");
		assertThat(sender.take()).containsExactly(sender.pong());
	}

	@Test
	void eventWithHalfACharacterReachesTheOthersAndStopsNobody() {
		TestClient sender = subscribed(this.fixture.pusher(), "private-x");
		List<TestClient> others = List.of(subscribed(this.fixture.latteStream(), "private-x"),
				subscribed(this.fixture.pusher(), "private-x"));
		sender.send("{'event':'client-\\ud83d','channel':'private-x','data':'[\\'\\ud83d\\']'}");
		sender.sendEvent("ping", "{}");
		assertThat(sender.take()).containsExactly(sender.pong());
		assertThat(others).allSatisfy((other) -> assertThat(other.take()).hasSize(1));
	}

	private static TestClient subscribed(TestClient client, String channel) {
		if (channel.startsWith("private-")) {
			client.subscribe(channel, null);
		}
		else {
			client.subscribe(channel);
		}
		client.take();
		return client;
	}

	private static void assertRefused(TestClient client, String message) {
		assertThat(client.take()).containsExactly(client.error(4301, message));
		assertThat(client.closeCode()).isNull();
	}

}
