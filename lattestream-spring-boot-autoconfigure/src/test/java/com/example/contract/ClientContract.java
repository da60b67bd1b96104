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
import java.util.stream.IntStream;

import com.lattestream.BatchEvent;
import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelInfo;
import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.PresenceMember;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the application does with {@link LatteStreamClient}, seen by its clients.
 */
interface ClientContract extends HubContract {

	@Test
	default void eventGoesToAHundredChannels() {
		List<String> channels = IntStream.range(0, 100).mapToObj((i) -> "news-" + i).toList();
		RawSocket pusher = server().pusher();
		EventStream stream = server().stream("channels=" + String.join(",", channels)).greeted();
		channels.forEach((channel) -> {
			pusher.subscribed(channel);
			stream.subscribed(channel);
		});
		TriggerResult result = server().client().trigger(channels, "flash", Map.of("n", 1)).block();
		assertThat(result).isEqualTo(new TriggerResult("flash", channels, reached(200)));
		List<String> atPusher = new ArrayList<>();
		List<String> onStream = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			atPusher.add(pusher.next("flash").get("channel").stringValue());
			onStream.add(stream.next("flash").frame().get("channel").stringValue());
		}
		assertThat(atPusher).containsExactlyInAnyOrderElementsOf(channels);
		assertThat(onStream).containsExactlyInAnyOrderElementsOf(channels);
		pusher.quiet();
	}

	@Test
	default void eventGoesToAllChannelsOrToNone() {
		RawSocket socket = server().latteStream().subscribed("good");
		LatteStreamClient client = server().client();
		List<String> tooMany = IntStream.range(0, 101).mapToObj((i) -> (i > 0) ? "c" + i : "good").toList();
		List<Mono<?>> refused = List.of(client.trigger(List.of("good", "b d"), "x", 1),
				client.trigger(List.of("good", "x".repeat(165)), "x", 1), client.trigger(tooMany, "x", 1),
				client.trigger(List.of(), "x", 1), client.trigger("good", "pusher:x", 1),
				client.trigger("good", "lattestream_internal:x", 1), client.trigger("good", "", 1),
				client.trigger("good", "x".repeat(201), 1),
				Mono.defer(() -> client.trigger(TriggerRequest.of("good", "x", 1).except("abc"))));
		for (Mono<?> trigger : refused) {
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(trigger::block);
		}
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> client.trigger("good", "x", "x".repeat(32 * 1024 - 1)).block());
		socket.quiet();
		client.trigger("good", "x".repeat(200), "x".repeat(32 * 1024 - 2)).block();
		assertThat(socket.next("x".repeat(200)).get("data").stringValue()).hasSize(32 * 1024 - 2);
	}

	@Test
	default void nothingIsSentBeforeItIsSubscribedToAndEachTimeItIs() {
		RawSocket socket = server().pusher().subscribed("a");
		Mono<TriggerResult> trigger = server().client().trigger("a", "x", 1);
		socket.quiet();
		trigger.block();
		trigger.block();
		socket.next("x");
		socket.next("x");
		socket.quiet();
	}

	@Test
	default void excludedSocketIsLeftOut() {
		RawSocket pusher = server().pusher().subscribed("a");
		RawSocket latteStream = server().latteStream().subscribed("a");
		EventStream stream = server().stream("channels=a").greeted().subscribed("a");
		TriggerRequest request = TriggerRequest.of("a", "x", 1);
		assertThat(connections(request.except(pusher.socketId()))).isEqualTo(reached(2));
		latteStream.next("x");
		stream.next("x");
		pusher.quiet();
		assertThat(connections(request.except(stream.socketId()))).isEqualTo(reached(2));
		latteStream.next("x");
		pusher.next("x");
		assertThat(connections(request.except("9.9"))).isEqualTo(reached(3));
		latteStream.next("x");
		pusher.next("x");
		stream.next("x");
		server().client().trigger("a", "last", 1).block();
		stream.next("last");
	}

	@Test
	default void batchKeepsItsOrder() {
		RawSocket socket = server().pusher().subscribed("a").subscribed("b");
		RawSocket other = server().latteStream().subscribed("a");
		List<BatchEvent> events = IntStream.range(0, 10)
			.mapToObj((i) -> new BatchEvent((i % 3 == 0) ? "b" : "a", "e" + i, i, (i == 4) ? other.socketId() : null))
			.toList();
		List<TriggerResult> results = server().client().triggerBatch(events).block();
		assertThat(results).hasSize(10);
		for (int i = 0; i < 10; i++) {
			assertThat(results.get(i).event()).isEqualTo("e" + i);
			assertThat(socket.next("e" + i).get("data").stringValue()).isEqualTo(String.valueOf(i));
		}
		for (int i : new int[] { 1, 2, 5, 7, 8 }) {
			assertThat(other.next("e" + i).get("data").intValue()).isEqualTo(i);
		}
		other.quiet();
	}

	@Test
	default void batchGoesOutWholeOrNotAtAll() {
		RawSocket socket = server().pusher().subscribed("a");
		List<BatchEvent> tooMany = IntStream.range(0, 11).mapToObj((i) -> new BatchEvent("a", "x", i)).toList();
		for (List<BatchEvent> events : List.of(tooMany, List.<BatchEvent>of(),
				List.of(new BatchEvent("a", "x", 1), new BatchEvent("a", "pusher:x", 1)),
				List.of(new BatchEvent("a", "x", 1), new BatchEvent("b d", "x", 1)))) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> server().client().triggerBatch(events).block());
		}
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> server().client()
			.triggerBatch(List.of(new BatchEvent("a", "x", 1), new BatchEvent("a", "x", "x".repeat(40_000))))
			.block());
		socket.quiet();
	}

	@Test
	default void channelsAndUsersAreAsTheClientsMakeThem() {
		LatteStreamClient client = server().client();
		ChannelAttribute[] all = ChannelAttribute.values();
		assertThat(client.channel("a", all).block()).isEqualTo(new ChannelInfo("a", false, 0, null));
		RawSocket first = server().pusher().subscribed("a").subscribed("private-a");
		RawSocket second = server().latteStream().subscribed("a");
		first.joined("presence-room-1", "{\"user_id\":\"u1\",\"user_info\":{\"x\":[1]}}");
		second.joined("presence-room-1", "{\"user_id\":1}");
		EventStream stream = server().stream("channels=presence-room-1,presence-desk", "Authorization",
				ContractServer.basic("ann"));
		assertThat(stream.greeted().next("lattestream_internal:subscription_succeeded")).isNotNull();
		assertThat(stream.next("lattestream_internal:subscription_succeeded")).isNotNull();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(client.channel("a").block()).isEqualTo(new ChannelInfo("a", true, null, null)));
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(client.channel("a", all).block()).isEqualTo(new ChannelInfo("a", true, 2, null)));
		Awaitility.await()
			.untilAsserted(() -> assertThat(client.channel("presence-room-1", all).block())
				.isEqualTo(new ChannelInfo("presence-room-1", true, 3, 3)));
		Awaitility.await().until(() -> client.channels("").count().block() == 4);
		assertThat(client.channels("presence-", all).collectList().block()).containsExactlyInAnyOrder(
				new ChannelInfo("presence-room-1", true, 3, 3), new ChannelInfo("presence-desk", true, 1, 1));
		assertThat(client.channels("").map(ChannelInfo::name).collectList().block()).containsExactlyInAnyOrder("a",
				"private-a", "presence-room-1", "presence-desk");
		assertThat(client.users("presence-room-1").collectList().block()).containsExactlyInAnyOrder(
				new PresenceMember("u1", Map.of("x", List.of(1))), PresenceMember.of("1"),
				new PresenceMember("ann", Map.of("room", 1)));
		assertThat(client.users("presence-nobody").collectList().block()).isEmpty();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.users("a").blockFirst());
	}

	@Test
	default void terminatedUserLosesAllConnectionsAndNobodyElseDoes() {
		String[] ann = { "Authorization", ContractServer.basic("ann") };
		RawSocket pusher = server().pusher(ann);
		RawSocket latteStream = server().latteStream(ann);
		EventStream stream = server().stream("channels=a", ann).greeted().subscribed("a");
		RawSocket member = server().pusher();
		member.joined("presence-x", "{\"user_id\":\"ann\"}");
		RawSocket former = server().pusher();
		former.joined("presence-x", "{\"user_id\":\"ann\"}");
		former.unsubscribe("presence-x").quiet();
		RawSocket bob = server().pusher("Authorization", ContractServer.basic("bob"));
		bob.joined("presence-x", "{\"user_id\":\"bob\"}");
		member.nextInternal("member_added");
		assertThat(server().client().terminateConnections("ann").block()).isEqualTo(4);
		assertThat(pusher.closeCode()).isEqualTo(4009);
		assertThat(latteStream.nextError().get("code").intValue()).isEqualTo(4009);
		assertThat(latteStream.closeCode()).isEqualTo(4009);
		assertThat(member.closeCode()).isEqualTo(4009);
		assertThat(stream.awaitEnd()).isTrue();
		assertThat(Json.data(bob.nextInternal("member_removed")).get("user_id").stringValue()).isEqualTo("ann");
		bob.quiet();
		former.quiet();
		assertThat(server().client().terminateConnections("ann").block()).isZero();
		assertThat(server().client().terminateConnections("nobody").block()).isZero();
	}

	private Integer connections(TriggerRequest request) {
		return server().client().trigger(request).block().connections();
	}

}
