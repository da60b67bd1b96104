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

import com.lattestream.hub.LatteStreamHub;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How members see each other type.
 */
interface TypingContract extends HubContract {

	@Test
	default void othersAreToldInTheirDialect() {
		RawSocket latteStream = server().latteStream();
		RawSocket pusher = server().pusher();
		latteStream.joined("presence-x", "{\"user_id\":\"u1\"}");
		pusher.joined("presence-x", "{\"user_id\":\"u2\"}");
		latteStream.nextInternal("member_added");
		type(latteStream, "lattestream", true);
		JsonNode atPusher = pusher.nextInternal("typing");
		assertThat(atPusher.get("channel").stringValue()).isEqualTo("presence-x");
		assertThat(atPusher.get("data").isString()).isTrue();
		assertThat(Json.data(atPusher)).isEqualTo(Json.parse("{\"user_id\":\"u1\",\"typing\":true}"));
		type(latteStream, "lattestream", true);
		latteStream.quiet();
		type(latteStream, "lattestream", false);
		assertThat(Json.data(pusher.nextInternal("typing")).get("typing").booleanValue()).isFalse();
		type(pusher, "pusher", true);
		JsonNode atLatteStream = latteStream.nextInternal("typing");
		assertThat(atLatteStream.get("channel").stringValue()).isEqualTo("presence-x");
		assertThat(atLatteStream.get("data"))
			.isEqualTo(Json.parse("{\"id\":\"u2\",\"user_id\":\"u2\",\"typing\":true}"));
		pusher.quiet();
	}

	@Test
	default void snapshotNamesWhoTypesAndWhoIsGoneTypesNoMore() {
		RawSocket typist = server().latteStream();
		typist.joined("presence-x", "{\"user_id\":\"u1\"}");
		type(typist, "lattestream", true);
		typist.quiet();
		RawSocket joiner = server().latteStream();
		JsonNode snapshot = joiner.joined("presence-x", "{\"user_id\":\"u2\"}");
		assertThat(snapshot.get("data").get("presence").get("typing")).isEqualTo(Json.parse("[\"u1\"]"));
		typist.close();
		assertThat(joiner.nextInternal("typing").get("data").get("typing").booleanValue()).isFalse();
		joiner.nextInternal("member_removed");
		assertThat(server().hub().typing("presence-x")).isEmpty();
		joiner.quiet();
	}

	@Test
	default void userWhoDoesNotSayItAgainTypesNoMore() {
		RawSocket watcher = impatientServer().latteStream();
		watcher.joined("presence-typing-x", "{\"user_id\":\"u2\"}");
		RawSocket typist = impatientServer().pusher();
		typist.joined("presence-typing-x", "{\"user_id\":\"u1\"}");
		watcher.nextInternal("member_added");
		long start = System.nanoTime();
		typist.trigger("pusher:typing", "presence-typing-x", "{\"typing\":true}");
		assertThat(watcher.nextInternal("typing").get("data").get("typing").booleanValue()).isTrue();
		assertThat(watcher.nextInternal("typing").get("data").get("typing").booleanValue()).isFalse();
		assertThat(System.nanoTime() - start).isGreaterThan(450_000_000L);
		watcher.quiet();
	}

	@Test
	default void applicationSaysWhoTypes() {
		PusherClient javaClient = server().javaClient("ann").connected().subscribed("presence-room-3");
		RawSocket watcher = server().latteStream();
		watcher.joined("presence-room-3", "{\"user_id\":\"u2\"}");
		assertThat(javaClient.nextMember()).isEqualTo("added u2");
		LatteStreamHub hub = server().hub();
		hub.typing("presence-room-3", "bot", true).block();
		assertThat(watcher.nextInternal("typing").get("data"))
			.isEqualTo(Json.parse("{\"id\":\"bot\",\"user_id\":\"bot\",\"typing\":true}"));
		assertThat(hub.typing("presence-room-3")).containsExactly("bot");
		hub.typing("presence-room-3", "bot", false).block();
		assertThat(watcher.nextInternal("typing").get("data").get("typing").booleanValue()).isFalse();
		// Pusher's client for Java is as well as before
		server().client().trigger("presence-room-3", "after", 1).block();
		assertThat(javaClient.nextEvent("after").getData()).isEqualTo("1");
		watcher.next("after");
		watcher.close();
		assertThat(javaClient.nextMember()).isEqualTo("removed u2");
	}

	@Test
	default void frameIsRefusedWhereItMayNotBe() {
		RawSocket watcher = server().latteStream();
		watcher.joined("presence-x", "{\"user_id\":\"u2\"}");
		RawSocket stranger = server().latteStream().subscribed("private-x").subscribed("open");
		for (String channel : new String[] { "presence-x", "private-x", "open", "", "#all-connections" }) {
			stranger.trigger("lattestream:typing", channel, "{\"typing\":true}");
			assertThat(stranger.nextError().get("code").intValue()).isEqualTo(4301);
		}
		stranger.trigger("lattestream:typing", "presence-x", "true");
		assertThat(stranger.nextError().get("code").isNull()).isTrue();
		stranger.sendProtocol("typing", "{\"typing\":true}");
		assertThat(stranger.nextError().get("message").stringValue()).isEqualTo("Channel is missing");
		stranger.quiet();
		watcher.quiet();
	}

	private static void type(RawSocket socket, String dialect, boolean typing) {
		socket.trigger(dialect + ":typing", "presence-x", "{\"typing\":" + typing + "}");
	}

}
