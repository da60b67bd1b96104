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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Channels that keep their events for clients that come back. What is kept outlives a
 * test, so each has channels of its own.
 */
interface HistoryContract extends HubContract {

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void clientThatComesBackGetsWhatItMissed(String dialect) {
		String channel = "hist-back-" + dialect;
		RawSocket before = connect(dialect);
		JsonNode position = subscribe(before, dialect, channel, "").get("position");
		assertThat(position.get("offset").intValue()).isZero();
		publish(channel, 1, 1);
		JsonNode first = before.next("news");
		assertThat(first.get("epoch")).isEqualTo(position.get("epoch"));
		assertThat(first.get("offset").intValue()).isEqualTo(1);
		before.close();
		publish(channel, 2, 4);
		RawSocket after = connect(dialect);
		JsonNode acknowledgement = subscribe(after, dialect, channel, ",\"recover\":{\"epoch\":" + first.get("epoch")
				+ ",\"offset\":1,\"socket_id\":\"" + before.socketId() + "\"}");
		assertThat(acknowledgement.get("recovered").booleanValue()).isTrue();
		assertThat(acknowledgement.get("position").get("offset").intValue()).isEqualTo(1);
		publish(channel, 5, 5);
		for (int i = 2; i <= 5; i++) {
			JsonNode event = after.next("news");
			assertThat(event.get("offset").intValue()).isEqualTo(i);
			assertThat(Json.data(event).intValue()).isEqualTo(i);
		}
		after.quiet();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void clientThatCannotGoOnIsToldWhy(String dialect) {
		String channel = "hist-gone-" + dialect;
		publish(channel, 1, 2);
		JsonNode acknowledgement = subscribe(connect(dialect), dialect, channel,
				",\"recover\":{\"epoch\":\"other\",\"offset\":1}");
		assertThat(acknowledgement.get("recovered").booleanValue()).isFalse();
		assertThat(acknowledgement.get("reason").stringValue()).isEqualTo("epoch_changed");
		assertThat(acknowledgement.get("position").get("offset").intValue()).isEqualTo(2);
		JsonNode without = subscribe(connect(dialect), dialect, "nothing-kept",
				",\"recover\":{\"epoch\":\"other\",\"offset\":1}");
		assertThat(without.get("reason").stringValue()).isEqualTo("no_history");
		assertThat(without.has("position")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void clientMayBeginWithTheLastEvents(String dialect) {
		String channel = "hist-rewind-" + dialect;
		publish(channel, 1, 3);
		for (String rewind : List.of("2", "\"1m\"")) {
			RawSocket socket = connect(dialect);
			int from = subscribe(socket, dialect, channel, ",\"rewind\":" + rewind).get("position")
				.get("offset")
				.intValue();
			assertThat(from).isEqualTo(rewind.equals("2") ? 1 : 0);
			for (int i = from + 1; i <= 3; i++) {
				assertThat(Json.data(socket.next("news")).intValue()).isEqualTo(i);
			}
			socket.quiet();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void whatIsNotUnderstoodIsASubscriptionError(String dialect) {
		RawSocket socket = connect(dialect);
		socket.send("{\"event\":\"" + dialect + ":subscribe\",\"data\":{\"channel\":\"hist-bad\",\"recover\":7}}");
		JsonNode error = socket.next(dialect + ":subscription_error");
		assertThat(error.get("channel").stringValue()).isEqualTo("hist-bad");
		assertThat(Json.data(error).get("type").stringValue()).isEqualTo("InvalidRequest");
		assertThat(Json.data(error).get("status").intValue()).isEqualTo(400);
		subscribe(socket, dialect, "hist-bad", "");
	}

	@ParameterizedTest
	@ValueSource(strings = { "header", "lastEventId", "last_event_id" })
	default void streamGoesOnInAllItsChannels(String by) {
		String first = "hist-sse-a-" + by;
		String second = "hist-sse-b-" + by;
		String channels = "channels=" + first + "," + second + ",plain";
		EventStream before = server().stream(channels).greeted();
		for (int i = 0; i < 3; i++) {
			before.next("lattestream_internal:subscription_succeeded");
		}
		publish(first, 1, 1);
		EventStream.Message seen = before.next("news");
		assertThat(seen.id()).matches("[A-Za-z0-9._~-]+").hasSizeLessThan(200);
		assertThat(seen.frame().get("offset").intValue()).isEqualTo(1);
		before.close();
		publish(first, 2, 3);
		publish(second, 1, 2);
		EventStream after = by.equals("header")
				? server().stream(channels + "&lastEventId=1.2-3", "Last-Event-ID", seen.id())
				: server().stream(channels + "&" + by + "=" + seen.id());
		EventStream.Message greeting = after.next("lattestream:connection_established");
		int recovered = 0;
		String last = greeting.id();
		int[] next = { 2, 1 };
		for (int i = 0; i < 7; i++) {
			EventStream.Message message = after.next();
			last = message.id();
			String channel = message.frame().get("channel").stringValue();
			if (message.event().equals("news")) {
				assertThat(message.data().intValue()).isEqualTo(next[channel.equals(first) ? 0 : 1]++);
			}
			else if (channel.equals("plain")) {
				assertThat(message.data().get("reason").stringValue()).isEqualTo("no_history");
			}
			else {
				assertThat(message.data().get("recovered").booleanValue()).isTrue();
				recovered++;
			}
		}
		assertThat(recovered).isEqualTo(2);
		assertThat(next).containsExactly(4, 3);
		after.close();
		// Whoever saw only the greeting is where it was, and the last id has it all
		EventStream again = server().stream(channels, "Last-Event-ID", greeting.id()).greeted();
		for (int i = 0; i < 7; i++) {
			again.next();
		}
		EventStream nothingMissed = server().stream("channels=" + first, "Last-Event-ID", last).greeted();
		assertThat(nothingMissed.next().data().get("recovered").booleanValue()).isTrue();
		publish(first, 4, 4);
		assertThat(nothingMissed.next("news").data().intValue()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.2-3", "x", "1.2-3~2~abcdefgh.e.1", "1.2-3~1~abcdefgh.e", "%00", "a%0Ab" })
	default void streamWhosePlaceIsNotKnownStartsLive(String id) {
		publish("hist-sse-lost", 1, 1);
		EventStream stream = server().stream("channels=hist-sse-lost&lastEventId=" + id).greeted();
		JsonNode acknowledgement = stream.next("lattestream_internal:subscription_succeeded").data();
		assertThat(acknowledgement.get("recovered").booleanValue()).isFalse();
		assertThat(acknowledgement.get("reason").stringValue()).isEqualTo("position_unknown");
		assertThat(acknowledgement.get("position").get("offset").intValue()).isPositive();
	}

	/** Nobody misses an event or gets it twice, whatever happens at the same time. */
	@Test
	default void publicationsAndRecoveriesMayMeet() throws InterruptedException {
		RawSocket first = connect("lattestream");
		JsonNode start = subscribe(first, "lattestream", "hist-race", "").get("position");
		Thread publisher = new Thread(() -> publish("hist-race", 1, 90));
		publisher.start();
		for (int i = 0; i < 20; i++) {
			String dialect = (i % 2 == 0) ? "pusher" : "lattestream";
			RawSocket socket = connect(dialect);
			JsonNode acknowledgement = subscribe(socket, dialect, "hist-race", ",\"recover\":" + start);
			assertThat(acknowledgement.get("recovered").booleanValue()).isTrue();
			for (int number = 1; number <= 90; number++) {
				assertThat(Json.data(socket.next("news")).intValue()).isEqualTo(number);
			}
			socket.quiet();
		}
		publisher.join();
	}

	private RawSocket connect(String dialect) {
		return dialect.equals("pusher") ? server().pusher() : server().latteStream();
	}

	private void publish(String channel, int from, int to) {
		for (int i = from; i <= to; i++) {
			server().client().trigger(channel, "news", i).block();
		}
	}

	private static JsonNode subscribe(RawSocket socket, String dialect, String channel, String replay) {
		socket
			.send("{\"event\":\"" + dialect + ":subscribe\",\"data\":{\"channel\":\"" + channel + "\"" + replay + "}}");
		JsonNode frame = socket.next(dialect + "_internal:subscription_succeeded");
		assertThat(frame.get("channel").stringValue()).isEqualTo(channel);
		return Json.data(frame);
	}

}
