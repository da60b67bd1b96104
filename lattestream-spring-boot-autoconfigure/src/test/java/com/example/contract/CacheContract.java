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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import com.lattestream.CacheMissed;
import com.lattestream.ChannelAttribute;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Channels that keep their last event. What is kept outlives a test, so each has channels
 * of its own.
 */
interface CacheContract extends HubContract {

	/** Case 45. */
	@Test
	default void emptyCacheChannelIsAMiss() {
		RawSocket pusher = server().pusher().subscribed("cache-empty");
		assertThat(pusher.nextText())
			.isEqualTo("{\"event\":\"pusher:cache_miss\",\"channel\":\"cache-empty\",\"data\":\"{}\"}");
		RawSocket latteStream = server().latteStream().subscribed("cache-empty");
		assertThat(latteStream.nextText())
			.isEqualTo("{\"event\":\"lattestream:cache_miss\",\"channel\":\"cache-empty\",\"data\":{}}");
		EventStream stream = server().stream("channels=cache-empty,plain").greeted().subscribed("cache-empty");
		assertThat(stream.next("lattestream:cache_miss").frame().get("channel").stringValue()).isEqualTo("cache-empty");
		stream.subscribed("plain");
	}

	/** Case 45. */
	@Test
	default void newSubscriberGetsTheLastEvent() {
		RawSocket before = server().pusher().subscribed("cache-full");
		before.nextProtocol("cache_miss");
		server().client().trigger("cache-full", "price", Map.of("cents", 1)).block();
		server().client().trigger("cache-full", "price", Map.of("cents", 2)).block();
		RawSocket pusher = server().pusher().subscribed("cache-full");
		assertThat(pusher.nextText())
			.isEqualTo("{\"event\":\"price\",\"channel\":\"cache-full\",\"data\":\"{\\\"cents\\\":2}\"}");
		RawSocket latteStream = server().latteStream().subscribed("cache-full");
		assertThat(latteStream.nextText())
			.isEqualTo("{\"event\":\"price\",\"channel\":\"cache-full\",\"data\":{\"cents\":2}}");
		EventStream stream = server().stream("channels=cache-full").greeted().subscribed("cache-full");
		assertThat(stream.next("price").data().get("cents").intValue()).isEqualTo(2);
		server().client().trigger("cache-full", "price", Map.of("cents", 3)).block();
		for (RawSocket socket : List.of(pusher, latteStream)) {
			assertThat(Json.data(socket.next("price")).get("cents").intValue()).isEqualTo(3);
			socket.quiet();
		}
		assertThat(stream.next("price").data().get("cents").intValue()).isEqualTo(3);
		before.next("price");
		before.next("price");
		before.next("price");
		before.quiet();
	}

	/** Case 45. */
	@Test
	default void clientEventIsNotKept() {
		RawSocket sender = server().pusher().subscribed("private-cache-client");
		sender.nextProtocol("cache_miss");
		sender.trigger("client-a", "private-cache-client", "{}").quiet();
		server().pusher().subscribed("private-cache-client").nextProtocol("cache_miss");
		server().client().trigger("private-cache-client", "kept", 1).block();
		sender.next("kept");
		sender.trigger("client-a", "private-cache-client", "{}").quiet();
		server().pusher().subscribed("private-cache-client").next("kept");
	}

	/** Case 45. */
	@Test
	default void lastEventExpires() {
		impatientServer().client().trigger("cache-short", "kept", 1).block();
		impatientServer().pusher().subscribed("cache-short").next("kept");
		Awaitility.await("the end of the event")
			.until(() -> impatientServer().client()
				.channel("cache-short", ChannelAttribute.CACHE)
				.block()
				.cached() == null);
		impatientServer().pusher().subscribed("cache-short").nextProtocol("cache_miss");
	}

	/** Case 46. */
	@ParameterizedTest
	@ValueSource(strings = { "private-cache-x", "presence-cache-x", "private-encrypted-cache-x" })
	default void otherTypesOfChannelsKeepTheirLastEvent(String channel) {
		subscribe(server().pusher(), channel).nextProtocol("cache_miss");
		server().client().trigger(channel, "kept", 1).block();
		subscribe(server().pusher(), channel).next("kept");
		subscribe(server().latteStream(), channel).next("kept");
	}

	/** Case 46. */
	@ParameterizedTest
	@ValueSource(strings = { "my-cache-x", "cachex", "private-my-cache-x" })
	default void otherNamesAreNoCacheChannels(String channel) {
		server().client().trigger(channel, "lost", 1).block();
		server().pusher().subscribed(channel).quiet();
	}

	/** Cases 45 and 46. */
	@ParameterizedTest
	@ValueSource(strings = { "cache-java", "private-cache-java", "presence-cache-java" })
	default void javaClientGetsTheLastEvent(String channel) {
		PusherClient client = server().javaClient("ann").connected().subscribed(channel);
		assertThat(client.nextProtocolEvent("pusher:cache_miss").getData()).isEqualTo("{}");
		server().client().trigger(channel, "kept", Map.of("n", 1)).block();
		assertThat(client.nextEvent("kept").getData()).isEqualTo("{\"n\":1}");
		PusherClient late = server().javaClient("ann").connected().subscribed(channel);
		assertThat(late.nextEvent("kept").getData()).isEqualTo("{\"n\":1}");
	}

	/** Case 46: its event thread would die of a miss without data. */
	@Test
	default void javaClientIsHealthyAfterAMissInAnEncryptedChannel() {
		String channel = "private-encrypted-cache-java";
		PusherClient client = server().javaClient("ann").connected().subscribed(channel);
		server().client().trigger(channel, "kept", Map.of("n", 1)).block();
		assertThat(client.nextEvent("kept").getData()).isEqualTo("{\"n\":1}");
		PusherClient late = server().javaClient("ann").connected().subscribed(channel);
		assertThat(late.nextEvent("kept").getData()).isEqualTo("{\"n\":1}");
	}

	@Test
	default void missIsAnApplicationEvent() throws InterruptedException {
		BlockingQueue<Object> events = server().bean(ContractListener.class).events();
		events.clear();
		server().pusher().subscribed("cache-miss-heard").nextProtocol("cache_miss");
		Object event = events.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		while (event != null && !(event instanceof CacheMissed)) {
			event = events.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		assertThat(event).isEqualTo(new CacheMissed("cache-miss-heard"));
		server().closeClients();
		events.clear();
	}

	/** Nobody misses an event or gets it twice, whatever happens at the same time. */
	@Test
	default void publicationsAndSubscriptionsMayMeet() throws InterruptedException {
		server().client().trigger("cache-race", "n", 0).block();
		Thread publisher = new Thread(() -> {
			for (int i = 1; i <= 300; i++) {
				server().client().trigger("cache-race", "n", i).block();
			}
			server().client().trigger("cache-race", "end", -1).block();
		});
		publisher.start();
		List<RawSocket> sockets = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			sockets.add((i % 2 == 0) ? server().pusher().subscribed("cache-race")
					: server().latteStream().subscribed("cache-race"));
		}
		publisher.join();
		for (RawSocket socket : sockets) {
			JsonNode frame = socket.next();
			if (frame.get("event").asString().equals("end")) {
				continue;
			}
			int expected = Json.data(frame).intValue();
			for (frame = socket.next(); frame.get("event").asString().equals("n"); frame = socket.next()) {
				assertThat(Json.data(frame).intValue()).isEqualTo(++expected);
			}
			assertThat(frame.get("event").asString()).isEqualTo("end");
			assertThat(expected).isEqualTo(300);
			socket.quiet();
		}
	}

	private static RawSocket subscribe(RawSocket socket, String channel) {
		if (channel.startsWith("presence-")) {
			socket.joined(channel, "{\"user_id\":\"u1\"}");
			return socket;
		}
		return socket.subscribed(channel);
	}

}
