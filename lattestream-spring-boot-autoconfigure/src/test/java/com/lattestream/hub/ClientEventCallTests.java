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

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.ClientEventReceived;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientEventCall} and the way of events to it.
 */
class ClientEventCallTests {

	private static final String CHANNEL = "private-x";

	private final Map<String, ClientEventHandler> handlers = new HashMap<>();

	private final List<ClientEventRequest> requests = new ArrayList<>();

	private final AtomicInteger asked = new AtomicInteger();

	private final GatedBroker broker = new GatedBroker();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, this.broker, new InMemoryPresenceStore(),
			(channel, event) -> {
				this.asked.incrementAndGet();
				return this.handlers.get(event);
			});

	@AfterEach
	void close() {
		this.broker.gate().open();
		this.fixture.close();
	}

	@Test
	void handlerSeesTheEventTheConnectionAndThePrincipal() {
		handle(ClientEventResult.pass());
		TestClient sender = this.fixture.pusherOf("ann");
		sender.join("presence-x", "u1");
		sender.take();
		sender.send("{'event':'client-a','channel':'presence-x','data':{'k':1}}");
		assertThat(this.requests).hasSize(1);
		ClientEventRequest request = this.requests.get(0);
		assertThat(request.event())
			.isEqualTo(new ClientEventReceived("presence-x", "client-a", "{\"k\":1}", sender.socketId(), "u1"));
		assertThat(request.connection()).isEqualTo(sender.connection().info());
		assertThat(request.principal()).extracting(Principal::getName).isEqualTo("ann");
	}

	@Test
	void passedEventReachesTheOthersUnchangedAndTheListener() {
		handle(ClientEventResult.pass());
		TestClient sender = subscribed(this.fixture.pusher());
		TestClient other = subscribed(this.fixture.latteStream());
		send(sender, "{'k' : 1}");
		assertThat(sender.take()).isEmpty();
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{'k' : 1}}");
		assertThat(this.fixture.listener().take()).anyMatch((told) -> told.contains("client-a"));
	}

	@Test
	void handlerThatSaysNothingPassesTheEventOn() {
		this.handlers.put("client-a", (request) -> Mono.empty());
		TestClient sender = subscribed(this.fixture.pusher());
		TestClient other = subscribed(this.fixture.latteStream());
		send(sender, "1");
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'private-x','data':1}");
	}

	@Test
	void changedEventReachesTheOthersWithOtherData() {
		handle(ClientEventResult.change(Map.of("k", 2)));
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient pusher = subscribed(this.fixture.pusher());
		TestClient latteStream = subscribed(this.fixture.latteStream());
		send(sender, "{'k':1}");
		assertThat(sender.take()).isEmpty();
		assertThat(pusher.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{'k':2}}");
		assertThat(latteStream.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{'k':2}}");
		send(sender, "'{\\'k\\':1}'");
		assertThat(pusher.take()).containsExactly("{'event':'client-a','channel':'private-x','data':'{\\'k\\':2}'}");
		assertThat(latteStream.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{'k':2}}");
	}

	@Test
	void droppedEventReachesNobodyAndNoListener() {
		handle(ClientEventResult.drop());
		TestClient sender = subscribed(this.fixture.pusher());
		TestClient other = subscribed(this.fixture.pusher());
		this.fixture.listener().take();
		send(sender, "1");
		assertThat(sender.take()).isEmpty();
		assertThat(other.take()).isEmpty();
		assertThat(this.fixture.listener().take()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void refusedEventIsAnErrorOfTheSender(Dialect dialect) {
		handle(ClientEventResult.refuse("Not now"));
		TestClient sender = subscribed(this.fixture.connect(dialect));
		TestClient other = subscribed(this.fixture.pusher());
		send(sender, "1");
		assertThat(sender.take()).containsExactly(sender.error(4301, "Not now"));
		assertThat(other.take()).isEmpty();
	}

	@Test
	void replyBearsTheRefAsTheClientGaveIt() {
		handle(ClientEventResult.reply(Map.of("sum", 3)));
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		request(sender, "'seven'");
		request(sender, "7");
		request(sender, "-1.50");
		assertThat(sender.take()).containsExactly(reply("{'sum':3}", "'seven'"), reply("{'sum':3}", "7"),
				reply("{'sum':3}", "-1.50"));
		assertThat(other.take()).isEmpty();
	}

	@Test
	void replyToPusherClientsIsTextAndNeedsNoRef() {
		handle(ClientEventResult.reply(List.of("a")));
		TestClient sender = subscribed(this.fixture.pusher());
		send(sender, "1");
		assertThat(sender.take())
			.containsExactly("{'event':'lattestream:reply','channel':'private-x','data':'[\\'a\\']'}");
	}

	@Test
	void eventThatIsPassedOnIsAnsweredWithNullAndLosesItsRef() {
		handle(ClientEventResult.pass());
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		request(sender, "1");
		assertThat(sender.take()).containsExactly(reply("null", "1"));
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{}}");
		handle(ClientEventResult.drop());
		request(sender, "2");
		assertThat(sender.take()).containsExactly(reply("null", "2"));
	}

	@Test
	void replyAndPassOnGoTogether() {
		handle(ClientEventResult.change(2).andReply("done"));
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		request(sender, "1");
		assertThat(sender.take()).containsExactly(reply("'done'", "1"));
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'private-x','data':2}");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void refusalOfARequestIsItsAnswer(Dialect dialect) {
		this.handlers.put("client-a",
				(request) -> Mono.error(new ClientEventRefusedException(17, "Only \"on\" weekdays")));
		TestClient sender = subscribed(this.fixture.connect(dialect));
		request(sender, "'1'");
		String data = (dialect == Dialect.PUSHER) ? "'{}'" : "{}";
		assertThat(sender.take()).containsExactly("{'event':'lattestream:reply','channel':'private-x','data':" + data
				+ ",'ref':'1','error':{'code':17,'message':'Only \\'on\\' weekdays'}}");
	}

	@Test
	void handlerThatFailsRefusesWithoutInternals() {
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		this.handlers.put("client-a", (request) -> Mono.error(new IllegalStateException("secret")));
		send(sender, "1");
		this.handlers.put("client-a", (request) -> {
			throw new IllegalStateException("secret");
		});
		request(sender, "1");
		assertThat(sender.take()).containsExactly(sender.error(4350, "The event could not be handled"),
				failure("1", 4350, "The event could not be handled"));
		assertThat(other.take()).isEmpty();
	}

	@Test
	void replyThatCannotBeSentFailsTheEventBeforeAnybodyGetsIt() {
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		handle(ClientEventResult.pass().andReply("x".repeat(64 * 1024)));
		request(sender, "1");
		Map<String, Object> cycle = new HashMap<>();
		cycle.put("self", cycle);
		handle(ClientEventResult.change(cycle));
		request(sender, "2");
		assertThat(sender.take()).containsExactly(failure("1", 4350, "The event could not be handled"),
				failure("2", 4350, "The event could not be handled"));
		assertThat(other.take()).isEmpty();
	}

	@Test
	void nothingReadableGetsIntoAnEncryptedChannel() {
		String channel = "private-encrypted-x";
		TestClient sender = this.fixture.latteStream();
		TestClient other = this.fixture.latteStream();
		for (TestClient client : List.of(sender, other)) {
			client.subscribe(channel, null);
			client.take();
		}
		Map<String, Object> encrypted = Map.of("ciphertext", "A".repeat(24), "nonce", "A".repeat(32));
		String event = "{'event':'client-a','channel':'" + channel + "','data':{'ciphertext':'" + "A".repeat(24)
				+ "','nonce':'" + "A".repeat(32) + "'}}";
		for (ClientEventResult readable : List.of(ClientEventResult.change(1), ClientEventResult.reply("text"))) {
			handle(readable);
			sender.send(event);
			assertThat(sender.take()).containsExactly(sender.error(4350, "The event could not be handled"));
		}
		assertThat(other.take()).isEmpty();
		for (ClientEventResult fine : List.of(ClientEventResult.pass(), ClientEventResult.change(encrypted))) {
			handle(fine);
			sender.send(event);
			assertThat(sender.take()).isEmpty();
			assertThat(other.take()).hasSize(1);
		}
	}

	@Test
	void requestThatNobodyAnswersIsRefusedAndNotPassedOn() {
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		request(sender, "1");
		assertThat(sender.take()).containsExactly(failure("1", 4304, "Nobody answers this event"));
		assertThat(other.take()).isEmpty();
	}

	@Test
	void rulesComeBeforeHandlersAndAnswerTheRef() {
		handle(ClientEventResult.reply(1));
		TestClient sender = this.fixture.latteStream();
		request(sender, "1");
		assertThat(sender.take())
			.containsExactly(failure("1", 4301, "Client events take a subscription of their channel"));
		subscribed(sender);
		for (int i = 0; i < 10; i++) {
			send(sender, "1");
		}
		sender.take();
		request(sender, "2");
		assertThat(sender.take())
			.containsExactly(failure("2", 4301, "Too many client events: 10 a second are allowed"));
		assertThat(this.asked).hasValue(10);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "true", "{}", "[1]",
			"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'" })
	void otherRefsAreRefused(String ref) {
		handle(ClientEventResult.reply(1));
		TestClient sender = subscribed(this.fixture.latteStream());
		request(sender, ref);
		assertThat(sender.take())
			.containsExactly(sender.error(null, "A ref is a string or a number of at most 64 characters"));
		assertThat(this.requests).isEmpty();
	}

	@Test
	void slowHandlerHoldsUpItsConnectionOnlyAndKeepsTheOrder() {
		Sinks.One<ClientEventResult> decision = Sinks.one();
		this.handlers.put("client-slow", (request) -> decision.asMono());
		handle(ClientEventResult.reply("fast"));
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		sender.send("{'event':'client-slow','channel':'private-x','ref':1}");
		request(sender, "2");
		sender.sendEvent("ping", "{}");
		assertThat(sender.take()).isEmpty();
		request(other, "3");
		assertThat(other.take()).containsExactly(reply("'fast'", "3"));
		this.fixture.elsewhere(() -> decision.tryEmitValue(ClientEventResult.reply("slow")));
		assertThat(sender.take()).containsExactly(reply("'slow'", "1"), reply("'fast'", "2"), sender.pong());
	}

	@Test
	void eventOfAClientThatDoesNotWaitIsPassedOnNevertheless() {
		Sinks.One<ClientEventResult> decision = Sinks.one();
		this.handlers.put("client-a", (request) -> decision.asMono());
		TestClient sender = subscribed(this.fixture.latteStream());
		TestClient other = subscribed(this.fixture.latteStream());
		request(sender, "1");
		sender.disconnect();
		this.fixture.elsewhere(() -> decision.tryEmitValue(ClientEventResult.pass().andReply(1)));
		assertThat(sender.take()).isEmpty();
		assertThat(other.take()).containsExactly("{'event':'client-a','channel':'private-x','data':{}}");
	}

	@Test
	void serversOwnEventsAreNoneOfAHandlersBusiness() {
		this.fixture.hub().publish(Publication.ofServer(CHANNEL, "client-a", "1", null)).block(Duration.ofSeconds(20));
		assertThat(this.asked).hasValue(0);
	}

	private void handle(ClientEventResult result) {
		this.handlers.put("client-a", (request) -> {
			this.requests.add(request);
			return Mono.just(result);
		});
	}

	private static void send(TestClient client, String data) {
		client.send("{'event':'client-a','channel':'private-x','data':" + data + "}");
	}

	private static void request(TestClient client, String ref) {
		client.send("{'event':'client-a','channel':'private-x','ref':" + ref + "}");
	}

	private static TestClient subscribed(TestClient client) {
		client.subscribe(CHANNEL, null);
		client.take();
		return client;
	}

	private static String reply(String data, String ref) {
		return "{'event':'lattestream:reply','channel':'private-x','data':" + data + ",'ref':" + ref + "}";
	}

	private static String failure(String ref, int code, String message) {
		return "{'event':'lattestream:reply','channel':'private-x','data':{},'ref':" + ref + ",'error':{'code':" + code
				+ ",'message':'" + message + "'}}";
	}

}
