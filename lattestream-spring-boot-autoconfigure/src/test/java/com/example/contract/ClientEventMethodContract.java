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

package com.example.contract;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.lattestream.ClientEventReceived;
import com.pusher.client.channel.PusherEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What methods of the application do with events of clients, and how they answer.
 */
interface ClientEventMethodContract extends HubContract {

	String DESK = "private-open-desk-1";

	/** Where a connection may send more events a second than elsewhere. */
	String BUSY_DESK = "private-open-desk-50";

	/** Settings of the server. */
	String[] DESKS = { "lattestream.hub.channels[9].pattern=" + BUSY_DESK,
			"lattestream.hub.channels[9].limits.client-events-per-second=1000" };

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void methodsObserveChangeAndRefuse(String dialect) throws InterruptedException {
		ContractClientEvents methods = server().bean(ContractClientEvents.class);
		methods.observed().clear();
		RawSocket sender = connect(dialect).subscribed(DESK);
		RawSocket pusher = server().pusher().subscribed(DESK);
		RawSocket latteStream = server().latteStream().subscribed(DESK);
		sender.trigger("client-observe", DESK, "{\"a\" : 1}");
		assertThat(pusher.next("client-observe").get("data")).isEqualTo(Json.parse("{\"a\":1}"));
		assertThat(latteStream.next("client-observe").get("data")).isEqualTo(Json.parse("{\"a\":1}"));
		assertThat(methods.observed().poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS))
			.isEqualTo(new ClientEventReceived(DESK, "client-observe", "{\"a\" : 1}", sender.socketId(), null));
		sender.trigger("client-change", DESK, "{\"text\":\"loud\"}");
		assertThat(pusher.next("client-change").get("data")).isEqualTo(Json.parse("{\"text\":\"LOUD\"}"));
		assertThat(latteStream.next("client-change").get("data")).isEqualTo(Json.parse("{\"text\":\"LOUD\"}"));
		sender.trigger("client-refuse", DESK, "{}");
		assertThat(sender.nextError().get("code").intValue()).isEqualTo(4301);
		sender.trigger("client-closed", DESK, "{}");
		assertThat(sender.nextError()).isEqualTo(Json.parse("{\"code\":17,\"message\":\"The desk is closed\"}"));
		sender.quiet();
		pusher.quiet();
		latteStream.quiet();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void methodsAnswerTheSenderOnly(String dialect) {
		RawSocket sender = connect(dialect).subscribed(DESK);
		RawSocket other = server().latteStream().subscribed(DESK);
		assertThat(ask(sender, "client-square", "12", "\"a\"").get("ref").stringValue()).isEqualTo("a");
		assertThat(data(dialect, ask(sender, "client-square", "12", "7"))).isEqualTo(Json.parse("144"));
		assertThat(data(dialect, ask(sender, "client-block", "{}", "8"))).isEqualTo(Json.parse("\"waited\""));
		assertThat(data(dialect, ask(sender, "client-who", "{}", "9")))
			.isEqualTo(Json.parse("{\"desk\":1,\"user\":null,\"socketId\":" + Json.quote(sender.socketId()) + "}"));
		JsonNode passedOn = ask(sender, "client-observe", "{}", "10");
		assertThat(data(dialect, passedOn).isNull()).isTrue();
		assertThat(other.next("client-observe").propertyNames()).containsExactlyInAnyOrder("event", "channel", "data");
		other.quiet();
	}

	@Test
	default void methodsKnowWhoMadeTheHandshake() {
		RawSocket sender = server().latteStream("Authorization", ContractServer.basic("ann")).subscribed(DESK);
		assertThat(ask(sender, "client-who", "{}", "1").get("data").get("user").stringValue()).isEqualTo("ann");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void whatDoesNotFitAndWhatFailsIsAnErrorWithoutInternals(String dialect) {
		RawSocket sender = connect(dialect).subscribed(DESK);
		RawSocket other = server().latteStream().subscribed(DESK);
		sender.trigger("client-valid", DESK, "{\"text\":\" \"}");
		assertThat(sender.nextError())
			.isEqualTo(Json.parse("{\"code\":4322,\"message\":\"Invalid data: text must not be blank\"}"));
		sender.trigger("client-valid-later", DESK, "{\"text\":\"\"}");
		assertThat(sender.nextError())
			.isEqualTo(Json.parse("{\"code\":4322,\"message\":\"Invalid data: text must not be blank\"}"));
		sender.trigger("client-valid", DESK, "[]");
		assertThat(sender.nextError()).isEqualTo(Json.parse("{\"code\":4322,\"message\":\"Invalid data\"}"));
		sender.trigger("client-throws", DESK, "{}");
		assertThat(sender.nextError())
			.isEqualTo(Json.parse("{\"code\":4350,\"message\":\"The event could not be handled\"}"));
		JsonNode failure = ask(sender, "client-throws", "{}", "1");
		assertThat(failure.get("error"))
			.isEqualTo(Json.parse("{\"code\":4350,\"message\":\"The event could not be handled\"}"));
		assertThat(ask(sender, "client-unknown", "{}", "2").get("error").get("code").intValue()).isEqualTo(4304);
		sender.quiet();
		other.quiet();
	}

	@Test
	default void blockedMethodHoldsUpItsOwnConnectionOnly() {
		CountDownLatch gate = server().bean(ContractClientEvents.class).closeGate();
		RawSocket waiting = server().latteStream().subscribed(DESK);
		waiting.trigger("client-gate", DESK, "{}").trigger("client-square", DESK, "3");
		for (int i = 0; i < 8; i++) {
			server().latteStream().subscribed(DESK).quiet();
		}
		gate.countDown();
		assertThat(waiting.next("lattestream:reply").get("data").intValue()).isEqualTo(9);
	}

	@Test
	default void javaClientIsAnsweredToo() {
		PusherClient javaClient = server().javaClient().connected().subscribed(DESK);
		javaClient.pusher().getPrivateChannel(DESK).trigger("client-valid", "{\"text\":\"hi\"}");
		PusherEvent reply = javaClient.nextEvent("lattestream:reply");
		assertThat(reply.getChannelName()).isEqualTo(DESK);
		assertThat(reply.getData()).isEqualTo("{\"text\":\"hi\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void manyRequestsInFlightAreAnsweredInOrder(String dialect) {
		RawSocket sender = connect(dialect).subscribed(BUSY_DESK);
		for (int i = 0; i < 50; i++) {
			sender.send(request(BUSY_DESK, "client-square", String.valueOf(i), Json.quote("r" + i)));
		}
		for (int i = 0; i < 50; i++) {
			JsonNode reply = sender.next("lattestream:reply");
			assertThat(reply.get("ref").stringValue()).isEqualTo("r" + i);
			assertThat(data(dialect, reply).intValue()).isEqualTo(i * i);
		}
	}

	private RawSocket connect(String dialect) {
		return dialect.equals("pusher") ? server().pusher() : server().latteStream();
	}

	private static JsonNode ask(RawSocket socket, String event, String data, String ref) {
		JsonNode reply = socket.send(request(DESK, event, data, ref)).next("lattestream:reply");
		assertThat(reply.get("channel").stringValue()).isEqualTo(DESK);
		assertThat(reply.get("ref")).isEqualTo(Json.parse(ref));
		return reply;
	}

	private static String request(String channel, String event, String data, String ref) {
		return "{\"event\":" + Json.quote(event) + ",\"channel\":" + Json.quote(channel) + ",\"data\":" + data
				+ ",\"ref\":" + ref + "}";
	}

	private static JsonNode data(String dialect, JsonNode reply) {
		JsonNode data = reply.get("data");
		return dialect.equals("pusher") ? Json.parse(data.stringValue()) : data;
	}

}
