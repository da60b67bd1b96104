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

import java.util.Locale;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How Pusher clients subscribe and unsubscribe, and how they are refused.
 */
interface PusherSubscriptionContract extends HubContract {

	/** Case 14. */
	@Test
	default void acknowledgesPublicChannel() {
		RawSocket socket = server().pusher()
			.send("{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"orders\"}}");
		assertThat(socket.nextText())
			.isEqualTo("{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"orders\",\"data\":\"{}\"}");
		socket.quiet();
	}

	/** Case 14. */
	@Test
	default void deliversEventAsJsonText() {
		RawSocket socket = server().pusher().subscribed("orders");
		server().client().trigger("orders", "shipped", new Order("<é>\u2028", 5)).block();
		JsonNode event = socket.next();
		assertThat(event.propertyNames()).containsExactly("event", "channel", "data");
		assertThat(event.get("event").stringValue()).isEqualTo("shipped");
		assertThat(event.get("channel").stringValue()).isEqualTo("orders");
		assertThat(Json.parse(event.get("data").stringValue()))
			.isEqualTo(Json.parse("{\"customer\":\"<é>\u2028\",\"count\":5}"));
		socket.quiet();
	}

	/** Case 14. */
	@Test
	default void javaClientGetsEvents() {
		PusherClient client = server().javaClient().connected().subscribed("orders");
		server().client().trigger("orders", "shipped", new Order("ann", 5)).block();
		assertThat(Json.parse(client.nextEvent("shipped").getData()))
			.isEqualTo(Json.parse("{\"customer\":\"ann\",\"count\":5}"));
	}

	/** Case 15. */
	@Test
	default void secondSubscriptionIsAcknowledgedAndDeliversOnce() {
		RawSocket socket = server().pusher().subscribed("orders").subscribed("orders");
		assertThat(server().client().trigger("orders", "shipped", 1).block().connections()).isEqualTo(reached(1));
		assertThat(socket.next("shipped").get("data").stringValue()).isEqualTo("1");
		socket.quiet().unsubscribe("orders").quiet();
		Awaitility.await().until(() -> !server().client().channel("orders").block().occupied());
	}

	/** Case 15. */
	@Test
	default void javaClientMaySubscribeWhileItConnects() {
		PusherClient client = server().javaClient();
		client.pusher().subscribe("orders", client).bindGlobal(client);
		client.connected();
		assertThat(client.nextSucceeded()).isEqualTo("orders");
		server().client().trigger("orders", "shipped", "yes").block();
		assertThat(client.nextEvent("shipped").getData()).isEqualTo("\"yes\"");
	}

	/** Case 16. */
	@ParameterizedTest
	@ValueSource(strings = { "a b", "ä", "a/b", "", "a\n", "\u0000", "a\"b", "a:b" })
	default void refusesChannelNameThatIsNone(String name) {
		RawSocket socket = server().pusher().subscribe(name);
		JsonNode error = socket.nextProtocol("subscription_error");
		assertThat(error.get("channel").stringValue()).isEqualTo(name);
		assertThat(error.get("data").get("status").intValue()).isEqualTo(400);
		assertThat(error.get("data").get("type").stringValue()).isNotEmpty();
		assertThat(error.get("data").get("error").stringValue()).isNotEmpty();
		socket.quiet();
		assertThat(server().client().channels("").collectList().block()).isEmpty();
	}

	/** Case 16. */
	@Test
	default void refusesChannelNameThatIsTooLong() {
		RawSocket socket = server().pusher();
		socket.subscribe("x".repeat(165)).nextProtocol("subscription_error");
		socket.subscribe("x".repeat(5000)).nextProtocol("subscription_error");
		socket.subscribed("x".repeat(164));
	}

	/** Case 16. */
	@ParameterizedTest
	@ValueSource(strings = { "foo-bar_1234@=,.;", "a", "private", "presence" })
	default void takesChannelNameWithEveryAllowedCharacter(String name) {
		server().pusher().subscribed(name).quiet();
		Awaitility.await().until(() -> server().client().channel(name).block().occupied());
	}

	/** Case 17. */
	@Test
	default void refusesPrivateChannelWithoutGoodSignature() {
		RawSocket socket = server().pusher();
		RawSocket other = server().pusher();
		String good = Signatures.of(socket.socketId(), "private-x");
		String hex = good.substring(good.indexOf(':') + 1);
		refused(socket.subscribe("private-x"));
		refused(socket.subscribe("private-x", ""));
		refused(socket.subscribe("private-x", "x"));
		refused(socket.subscribe("private-x", ":"));
		refused(socket.subscribe("private-x", hex));
		refused(socket.subscribe("private-x", good.replace(hex, "0".repeat(64))));
		refused(socket.subscribe("private-x", good.replace(hex, hex.substring(1))));
		refused(socket.subscribe("private-x", "lspk_other:" + hex));
		refused(socket.subscribe("private-x", ":" + hex));
		refused(socket.subscribe("private-x", Signatures.of(other.socketId(), "private-x")));
		refused(socket.subscribe("private-x", other.socketId() + ":" + hex));
		refused(socket.subscribe("private-x", Signatures.of(socket.socketId(), "private-y")));
		refused(socket.subscribe("private-x", Signatures.of(socket.socketId(), "presence-x")));
		assertThat(server().client().channel("private-x").block().occupied()).isFalse();
		socket.subscribe("private-x", good);
		socket.nextInternal("subscription_succeeded");
		server().client().trigger("private-x", "secret", 1).block();
		socket.next("secret");
		other.quiet();
	}

	/** Case 17: the words of the refusal are no help to a forger. */
	@Test
	default void refusalDoesNotTellTheSignature() {
		RawSocket socket = server().pusher();
		String good = Signatures.of(socket.socketId(), "private-x");
		socket.subscribe("private-x", ContractServer.KEY + ":" + "0".repeat(64));
		assertThat(socket.nextText()).doesNotContain(good.substring(good.indexOf(':') + 1));
	}

	/** Case 18. */
	@Test
	default void refusesSignatureThatIsSpelledDifferently() {
		RawSocket socket = server().pusher();
		String good = Signatures.of(socket.socketId(), "private-x");
		String hex = good.substring(good.indexOf(':') + 1);
		refused(socket.subscribe("private-x", good.replace(hex, hex.toUpperCase(Locale.ROOT))));
		refused(socket.subscribe("private-x", good + " "));
		refused(socket.subscribe("private-x", " " + good));
		refused(socket.subscribe("private-x", good + "\n"));
		refused(socket.subscribe("private-x", good + ":"));
	}

	/** Case 19. */
	@Test
	default void channelDataOfPrivateChannelIsPartOfTheSignature() {
		RawSocket socket = server().pusher();
		String plain = Signatures.of(socket.socketId(), "private-x");
		String data = "{\"custom\": true}";
		refused(socket.subscribe("private-x", plain, data));
		refused(socket.subscribe("private-x", Signatures.of(socket.socketId(), "private-x", data), data + " "));
		refused(socket.subscribe("private-x", Signatures.of(socket.socketId(), "private-x", data)));
		socket.subscribe("private-x", Signatures.of(socket.socketId(), "private-x", data), data);
		socket.nextInternal("subscription_succeeded");
		socket.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-y\",\"auth\":\""
				+ Signatures.of(socket.socketId(), "private-y") + "\",\"channel_data\":null}}");
		socket.nextInternal("subscription_succeeded");
	}

	/** Case 20. */
	@ParameterizedTest
	@ValueSource(strings = { "#server-to-user-u1", "#foo", "#" })
	default void refusesReservedChannel(String name) {
		RawSocket socket = server().pusher();
		socket.subscribe(name, Signatures.of(socket.socketId(), name));
		JsonNode error = socket.nextProtocol("subscription_error");
		assertThat(error.get("channel").stringValue()).isEqualTo(name);
		assertThat(error.get("data").get("status").intValue()).isBetween(400, 403);
		socket.quiet();
	}

	/** Case 23. */
	@Test
	default void channelGoesWithItsLastSubscriber() {
		RawSocket first = server().pusher().subscribed("orders");
		RawSocket second = server().pusher().subscribed("orders");
		first.unsubscribe("orders").quiet();
		assertThat(server().client().channels("").map((channel) -> channel.name()).collectList().block())
			.containsExactly("orders");
		second.close();
		server().closeClients();
		assertThat(server().client().channels("").collectList().block()).isEmpty();
	}

	@Test
	default void unsubscribeIsSilentHoweverOften() {
		RawSocket socket = server().pusher().subscribed("orders");
		socket.unsubscribe("orders").unsubscribe("orders").unsubscribe("never").quiet();
		server().client().trigger("orders", "late", 1).block();
		socket.quiet();
	}

	@Test
	default void refusesMoreSubscriptionsThanAllowed() {
		RawSocket socket = server().pusher();
		for (int i = 0; i < 100; i++) {
			socket.subscribe("channel-" + i);
		}
		for (int i = 0; i < 100; i++) {
			socket.nextInternal("subscription_succeeded");
		}
		socket.subscribe("one-more");
		assertThat(socket.nextProtocol("subscription_error").get("data").get("status").intValue()).isEqualTo(429);
		socket.subscribed("channel-7").unsubscribe("channel-7").subscribed("one-more");
	}

	private static void refused(RawSocket socket) {
		JsonNode error = socket.nextProtocol("subscription_error");
		assertThat(error.get("channel").stringValue()).isEqualTo("private-x");
		assertThat(error.get("data").get("type").stringValue()).isEqualTo("AuthError");
		assertThat(error.get("data").get("status").intValue()).isEqualTo(401);
	}

	/**
	 * Data of an event.
	 *
	 * @param customer a text
	 * @param count a number
	 */
	record Order(String customer, int count) {

	}

}
