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
import java.util.Set;
import java.util.stream.Collectors;

import com.pusher.client.channel.PresenceChannel;
import com.pusher.client.channel.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How members come and go.
 */
interface PresenceContract extends HubContract {

	/** Case 25. */
	@Test
	default void membersSeeEachOtherComeAndGo() {
		RawSocket first = server().pusher();
		JsonNode alone = first.joined("presence-x", "{\"user_id\":\"u1\",\"user_info\":{\"name\":\"N\"}}");
		assertThat(alone.get("data").isString()).isTrue();
		assertThat(Json.data(alone))
			.isEqualTo(Json.parse("{\"presence\":{\"count\":1,\"ids\":[\"u1\"],\"hash\":{\"u1\":{\"name\":\"N\"}}}}"));
		RawSocket second = server().pusher();
		JsonNode both = second.joined("presence-x", "{\"user_id\":\"u2\"}");
		assertThat(Json.data(both)).isEqualTo(Json.parse(
				"{\"presence\":{\"count\":2,\"ids\":[\"u1\",\"u2\"],\"hash\":{\"u1\":{\"name\":\"N\"},\"u2\":null}}}"));
		JsonNode added = first.nextInternal("member_added");
		assertThat(added.get("channel").stringValue()).isEqualTo("presence-x");
		assertThat(added.get("data").isString()).isTrue();
		assertThat(Json.data(added)).isEqualTo(Json.parse("{\"user_id\":\"u2\",\"user_info\":null}"));
		second.quiet().unsubscribe("presence-x").quiet();
		assertThat(Json.data(first.nextInternal("member_removed"))).isEqualTo(Json.parse("{\"user_id\":\"u2\"}"));
		first.quiet();
	}

	/** Case 25. */
	@Test
	default void memberGoesWithItsConnection() {
		RawSocket watcher = server().pusher();
		watcher.joined("presence-x", "{\"user_id\":\"w\"}");
		TcpSocket tcp = server().tcp("/app/" + ContractServer.KEY);
		String socketId = Json.data(tcp.next()).get("socket_id").stringValue();
		tcp.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-x\",\"auth\":\""
				+ Signatures.of(socketId, "presence-x", "{\"user_id\":\"u\"}")
				+ "\",\"channel_data\":\"{\\\"user_id\\\":\\\"u\\\"}\"}}");
		watcher.nextInternal("member_added");
		tcp.reset();
		assertThat(Json.data(watcher.nextInternal("member_removed")).get("user_id").stringValue()).isEqualTo("u");
	}

	/** Case 24: nothing tells that the client is gone but its silence. */
	@Test
	default void memberGoesWhenItsConnectionIsSilent() {
		RawSocket watcher = impatientServer().pusher();
		watcher.joined("presence-x", "{\"user_id\":\"w\"}");
		TcpSocket silent = impatientServer().tcp("/app/" + ContractServer.KEY);
		String socketId = Json.data(silent.next()).get("socket_id").stringValue();
		silent.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"silent\"}}")
			.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-x\",\"auth\":\""
					+ Signatures.of(socketId, "presence-x", "{\"user_id\":\"u\"}")
					+ "\",\"channel_data\":\"{\\\"user_id\\\":\\\"u\\\"}\"}}");
		watcher.nextInternal("member_added");
		assertThat(impatientServer().client().channel("silent").block().occupied()).isTrue();
		assertThat(Json.data(watcher.nextInternal("member_removed")).get("user_id").stringValue()).isEqualTo("u");
		assertThat(impatientServer().client().channel("silent").block().occupied()).isFalse();
		watcher.quiet();
	}

	/** Case 26. */
	@Test
	default void userIsOneMemberOnAnyNumberOfConnections() {
		RawSocket watcher = server().pusher();
		watcher.joined("presence-x", "{\"user_id\":\"w\"}");
		RawSocket first = server().pusher();
		RawSocket second = server().latteStream();
		first.joined("presence-x", "{\"user_id\":\"u\"}");
		watcher.nextInternal("member_added");
		JsonNode snapshot = second.joined("presence-x", "{\"user_id\":\"u\",\"user_info\":{\"device\":2}}");
		assertThat(Json.data(snapshot).get("presence").get("count").intValue()).isEqualTo(2);
		first.quiet();
		first.unsubscribe("presence-x").quiet();
		watcher.quiet();
		assertThat(server().client().users("presence-x").map((member) -> member.id()).collectList().block())
			.containsExactlyInAnyOrder("w", "u");
		second.close();
		assertThat(Json.data(watcher.nextInternal("member_removed")).get("user_id").stringValue()).isEqualTo("u");
		watcher.quiet();
	}

	/** Case 27. */
	@Test
	default void numericUserIdIsTheSameAsItsText() {
		PusherClient javaClient = server().javaClient("ann").connected().subscribed("presence-room-1");
		RawSocket first = server().pusher();
		JsonNode snapshot = first.joined("presence-room-1", "{\"user_id\":2}");
		assertThat(Json.data(snapshot).get("presence").get("hash").get("2").isNull()).isTrue();
		assertThat(javaClient.nextMember()).isEqualTo("added 2");
		RawSocket second = server().pusher();
		snapshot = second.joined("presence-room-1", "{\"user_id\":\"2\"}");
		assertThat(Json.data(snapshot).get("presence").get("count").intValue()).isEqualTo(2);
		User user = javaClient.pusher()
			.getPresenceChannel("presence-room-1")
			.getUsers()
			.stream()
			.filter((candidate) -> candidate.getId().equals("2"))
			.findFirst()
			.orElseThrow();
		assertThat(user.getInfo()).isIn(null, "null");
		first.close();
		second.close();
		assertThat(javaClient.nextMember()).isEqualTo("removed 2");
	}

	/** Case 28. */
	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"user_info\":{}}", "not json", "[]", "\"u\"", "{\"user_id\":\"\"}",
			"{\"user_id\":null}", "{\"user_id\":true}", "{\"user_id\":{}}", "{\"user_id\":[1]}",
			"{\"user_id\":\"u\"} {}", "{\"user_id\":\"u\",\"user_id\":\"v\"}" })
	default void refusesMemberThatIsNone(String channelData) {
		RawSocket socket = server().pusher();
		refused(socket, channelData);
	}

	/** Case 28. */
	@Test
	default void refusesMemberThatIsTooLarge() {
		RawSocket socket = server().pusher();
		refused(socket, "{\"user_id\":\"" + "u".repeat(129) + "\"}");
		refused(socket, "{\"user_id\":\"u\",\"user_info\":\"" + "x".repeat(1024) + "\"}");
		socket.subscribe("presence-x", Signatures.of(socket.socketId(), "presence-x"));
		socket.nextProtocol("subscription_error");
		socket.joined("presence-x", "{\"user_id\":\"" + "u".repeat(128) + "\"}");
	}

	/** Case 29. */
	@Test
	default void refusesOneMemberTooManyButNotTheSecondTabOfAnother() {
		List<RawSocket> members = new ArrayList<>();
		for (int i = 1; i <= 4; i++) {
			RawSocket member = server().pusher();
			member.joined("presence-full", member("u" + i));
			members.add(member);
		}
		RawSocket late = server().pusher();
		late.subscribe("presence-full", Signatures.of(late.socketId(), "presence-full", member("late")),
				member("late"));
		JsonNode error = late.nextProtocol("subscription_error");
		assertThat(error.get("channel").stringValue()).isEqualTo("presence-full");
		assertThat(error.get("data").get("type").stringValue()).isEqualTo("LimitReached");
		late.quiet();
		RawSocket tab = server().pusher();
		JsonNode snapshot = tab.joined("presence-full", member("u2"));
		assertThat(Json.data(snapshot).get("presence").get("count").intValue()).isEqualTo(4);
		tab.unsubscribe("presence-full").quiet();
		late.subscribe("presence-full", Signatures.of(late.socketId(), "presence-full", member("late")),
				member("late"));
		late.nextProtocol("subscription_error");
		members.get(1).unsubscribe("presence-full");
		assertThat(Json.data(members.get(3).nextInternal("member_removed"))).isEqualTo(Json.parse(member("u2")));
		snapshot = late.joined("presence-full", member("late"));
		assertThat(Json.data(snapshot).get("presence").get("count").intValue()).isEqualTo(4);
	}

	/** Case 31. */
	@Test
	default void refusesChannelDataThatIsNotWhatWasSigned() {
		RawSocket socket = server().pusher();
		String signed = Signatures.of(socket.socketId(), "presence-x", "{\"user_id\":\"u\",\"user_info\":{\"a\":1}}");
		for (String data : List.of("{\"user_info\":{\"a\":1},\"user_id\":\"u\"}",
				"{\"user_id\":\"u\", \"user_info\":{\"a\":1}}", "{\"user_id\":\"v\",\"user_info\":{\"a\":1}}",
				"{\"user_id\":\"u\"}")) {
			socket.subscribe("presence-x", signed, data);
			assertThat(socket.nextProtocol("subscription_error").get("data").get("status").intValue()).isEqualTo(401);
		}
		socket.subscribe("presence-x", signed, "{\"user_id\":\"u\",\"user_info\":{\"a\":1}}");
		socket.nextInternal("subscription_succeeded");
	}

	@Test
	default void secondSubscriptionRepeatsTheMembers() {
		RawSocket watcher = server().pusher();
		watcher.joined("presence-x", "{\"user_id\":\"w\"}");
		RawSocket socket = server().pusher();
		socket.joined("presence-x", "{\"user_id\":\"u\"}");
		watcher.nextInternal("member_added");
		JsonNode again = socket.joined("presence-x", "{\"user_id\":\"u\"}");
		assertThat(Json.data(again).get("presence").get("ids")).hasSize(2);
		watcher.quiet();
	}

	/** Both dialects and the Java client in one channel, with the application's login. */
	@Test
	default void dialectsShareTheirMembers() {
		PusherClient javaClient = server().javaClient("ann").connected().subscribed("presence-room-7");
		PresenceChannel channel = javaClient.pusher().getPresenceChannel("presence-room-7");
		assertThat(channel.getMe().getId()).isEqualTo("ann");
		assertThat(Json.parse(channel.getMe().getInfo()).get("room").asInt()).isEqualTo(7);
		RawSocket latteStream = server().latteStream();
		JsonNode auth = Json.parse(
				server()
					.post("/lattestream/auth", "application/json",
							"{\"socket_id\":\"" + latteStream.socketId() + "\",\"channel_name\":\"presence-room-7\"}",
							"Authorization", ContractServer.basic("bob"))
					.body());
		JsonNode snapshot = latteStream
			.subscribe("presence-room-7", auth.get("auth").stringValue(), auth.get("channel_data").stringValue())
			.nextInternal("subscription_succeeded");
		assertThat(snapshot.get("data")).isEqualTo(Json.parse("{\"presence\":{\"count\":2,\"ids\":[\"ann\",\"bob\"],"
				+ "\"hash\":{\"ann\":{\"room\":7},\"bob\":{\"room\":7}},\"me\":{\"id\":\"bob\",\"info\":{\"room\":7}}}}"));
		assertThat(javaClient.nextMember()).isEqualTo("added bob");
		Set<String> ids = channel.getUsers().stream().map(User::getId).collect(Collectors.toSet());
		assertThat(ids).containsExactlyInAnyOrder("ann", "bob");
		javaClient.pusher().unsubscribe("presence-room-7");
		JsonNode removed = latteStream.nextInternal("member_removed");
		assertThat(removed.get("data")).isEqualTo(
				Json.parse("{\"id\":\"ann\",\"info\":{\"room\":7},\"user_id\":\"ann\",\"user_info\":{\"room\":7}}"));
	}

	private static String member(String id) {
		return "{\"user_id\":\"" + id + "\"}";
	}

	private static void refused(RawSocket socket, String channelData) {
		socket.subscribe("presence-x", Signatures.of(socket.socketId(), "presence-x", channelData), channelData);
		JsonNode error = socket.nextProtocol("subscription_error");
		assertThat(error.get("channel").stringValue()).isEqualTo("presence-x");
		assertThat(error.get("data").get("status").intValue()).isEqualTo(400);
		socket.quiet();
	}

}
