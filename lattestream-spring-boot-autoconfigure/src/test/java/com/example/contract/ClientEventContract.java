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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.lattestream.ChannelOccupied;
import com.lattestream.ClientEventReceived;
import com.lattestream.MemberAdded;
import com.pusher.client.channel.PusherEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events that clients send to each other.
 */
interface ClientEventContract extends HubContract {

	/** Case 39. */
	@ParameterizedTest
	@ValueSource(
			strings = { "{\"x\":1,\"y\":[true,null,\"é\"]}", "\"text\"", "12", "null", "[]", "1.50", "\"{not json\"" })
	default void reachesTheOthersUnchanged(String data) {
		RawSocket sender = server().pusher().subscribed("private-x");
		RawSocket pusher = server().pusher().subscribed("private-x");
		RawSocket latteStream = server().latteStream().subscribed("private-x");
		sender.trigger("client-a", "private-x", data);
		String expected = "{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":" + data + "}";
		assertThat(pusher.nextText()).isEqualTo(expected);
		assertThat(latteStream.nextText()).isEqualTo(expected);
		sender.quiet();
	}

	/** Case 39. */
	@Test
	default void goesBetweenJavaClientAndBothDialects() {
		PusherClient javaClient = server().javaClient().connected().subscribed("private-open-x");
		RawSocket pusher = server().pusher().subscribed("private-open-x");
		RawSocket latteStream = server().latteStream().subscribed("private-open-x");
		javaClient.pusher().getPrivateChannel("private-open-x").trigger("client-a", "{\"k\":1}");
		JsonNode atPusher = pusher.next("client-a");
		assertThat(atPusher.get("data").stringValue()).isEqualTo("{\"k\":1}");
		assertThat(latteStream.next("client-a").get("data")).isEqualTo(Json.parse("{\"k\":1}"));
		latteStream.trigger("client-b", "private-open-x", "{\"k\":2}");
		PusherEvent atJava = javaClient.nextEvent("client-b");
		assertThat(Json.parse(atJava.getData())).isEqualTo(Json.parse("{\"k\":2}"));
		assertThat(pusher.next("client-b").get("data")).isEqualTo(Json.parse("{\"k\":2}"));
		pusher.send("{\"event\":\"client-c\",\"channel\":\"private-open-x\"}");
		assertThat(latteStream.next("client-c").get("data")).isEqualTo(Json.parse("{}"));
		assertThat(javaClient.nextEvent("client-c").getData()).isEqualTo("{}");
	}

	/** Case 40. */
	@Test
	default void tellsTheSenderOnPresenceChannelsOnly() {
		RawSocket sender = server().pusher();
		RawSocket other = server().pusher();
		RawSocket latteStream = server().latteStream();
		other.joined("presence-x", "{\"user_id\":\"u2\"}");
		latteStream.joined("presence-x", "{\"user_id\":\"u2\"}");
		sender.joined("presence-x", "{\"user_id\":\"u1\"}");
		other.nextInternal("member_added");
		latteStream.nextInternal("member_added");
		sender.trigger("client-a", "presence-x", "{}");
		assertThat(other.next("client-a").get("user_id").stringValue()).isEqualTo("u1");
		assertThat(latteStream.next("client-a").get("user_id").stringValue()).isEqualTo("u1");
		sender.subscribed("private-x");
		other.subscribed("private-x");
		sender.trigger("client-a", "private-x", "{}");
		assertThat(other.next("client-a").has("user_id")).isFalse();
	}

	/** Case 41. */
	@Test
	default void isRefusedWhereItMayNotBe() {
		RawSocket sender = server().pusher().subscribed("open").subscribed("private-mine");
		RawSocket other = server().pusher().subscribed("open").subscribed("private-other");
		refused(sender.trigger("client-a", "open", "{}"));
		refused(sender.trigger("client-a", "private-other", "{}"));
		refused(sender.trigger("client-a", "presence-nowhere", "{}"));
		refused(sender.trigger("client-a", "", "{}"));
		refused(sender.trigger("foo", "private-mine", "{}"));
		refused(sender.trigger("Client-a", "private-mine", "{}"));
		refused(sender.trigger("client-" + "a".repeat(194), "private-mine", "{}"));
		refused(sender.trigger("client-\r\ndata: forged", "private-mine", "{}"));
		refused(sender.trigger("client-a", "private-mine", Json.quote("x".repeat(10 * 1024))));
		sender.unsubscribe("private-mine");
		refused(sender.trigger("client-a", "private-mine", "{}"));
		other.quiet();
	}

	/** Case 42. */
	@Test
	default void tooManyAtOnceAreRefusedAndTheConnectionStays() {
		RawSocket other = server().pusher().subscribed("private-x");
		TcpSocket sender = server().tcp("/app/" + ContractServer.KEY);
		String socketId = Json.data(sender.next()).get("socket_id").stringValue();
		sender.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-x\",\"auth\":\""
				+ Signatures.of(socketId, "private-x") + "\"}}");
		sender.next();
		int events = 40;
		ByteArrayOutputStream flood = new ByteArrayOutputStream();
		byte[] event = "{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":{}}"
			.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < events; i++) {
			flood.writeBytes(TcpSocket.frame(true, TcpSocket.TEXT, event));
		}
		long start = System.nanoTime();
		sender.send(flood.toByteArray()).sendText("{\"event\":\"pusher:ping\"}");
		int refused = 0;
		JsonNode answer = sender.next();
		while (!answer.get("event").stringValue().equals("pusher:pong")) {
			assertThat(answer.get("event").stringValue()).isEqualTo("pusher:error");
			assertThat(answer.get("data").get("code").intValue()).isEqualTo(4301);
			refused++;
			answer = sender.next();
		}
		assertThat(refused).isPositive();
		// Ten at once, and one more for each tenth of a second that it took
		int tenths = (int) Duration.ofNanos(System.nanoTime() - start).toMillis() / 100;
		assertThat(events - refused).isBetween(10, 11 + tenths);
		for (int i = 0; i < events - refused; i++) {
			other.next("client-a");
		}
		other.quiet();
		// One is allowed again after a tenth of a second
		Awaitility.await().pollDelay(Duration.ofMillis(100)).untilAsserted(() -> {
			sender.sendText("{\"event\":\"client-b\",\"channel\":\"private-x\",\"data\":{}}");
			assertThat(other.next("client-b")).isNotNull();
		});
	}

	/** Case 43. */
	@Test
	default void isRefusedWhereTheApplicationWantsNone() {
		RawSocket sender = impatientServer().pusher().subscribed("private-x");
		RawSocket other = impatientServer().pusher().subscribed("private-x");
		refused(sender.trigger("client-a", "private-x", "{}"));
		other.quiet();
	}

	/** Case 44. */
	@Test
	default void forgedFieldsAreNotPassedOn() {
		RawSocket sender = server().pusher().subscribed("private-x");
		RawSocket other = server().pusher().subscribed("private-x");
		sender.send(
				"{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":{\"user_id\":\"fine\"},\"user_id\":\"root\","
						+ "\"socket_id\":\"1.1\",\"name\":\"pusher:error\",\"x\":[1]}");
		assertThat(other.nextText())
			.isEqualTo("{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":{\"user_id\":\"fine\"}}");
		sender.joined("presence-x", "{\"user_id\":\"u1\"}");
		other.joined("presence-x", "{\"user_id\":\"u2\"}");
		sender.nextInternal("member_added");
		sender.send("{\"event\":\"client-a\",\"channel\":\"presence-x\",\"user_id\":\"root\",\"data\":1}");
		JsonNode event = other.next("client-a");
		assertThat(event.get("user_id").stringValue()).isEqualTo("u1");
		assertThat(event.propertyNames()).containsExactlyInAnyOrder("event", "channel", "data", "user_id");
	}

	@Test
	default void applicationHearsOfIt() throws InterruptedException {
		ContractListener listener = server().bean(ContractListener.class);
		listener.events().clear();
		RawSocket sender = server().latteStream();
		sender.joined("presence-heard", "{\"user_id\":\"u1\",\"user_info\":{\"a\":1}}");
		sender.trigger("client-a", "presence-heard", "{\"b\":2}");
		assertThat(listener.events().poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS))
			.isEqualTo(new ChannelOccupied("presence-heard"));
		assertThat(listener.events().poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(MemberAdded.class);
		assertThat(listener.events().poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS))
			.isEqualTo(new ClientEventReceived("presence-heard", "client-a", "{\"b\":2}", sender.socketId(), "u1"));
	}

	private static void refused(RawSocket sender) {
		JsonNode error = sender.nextError();
		assertThat(error.get("message").stringValue()).isNotEmpty();
		assertThat(error.get("code").isNull() || error.get("code").isInt()).isTrue();
		sender.quiet();
	}

}
