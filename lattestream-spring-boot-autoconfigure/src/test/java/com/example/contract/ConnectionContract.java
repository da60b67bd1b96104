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

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import com.lattestream.ConnectionClosed;
import com.lattestream.ConnectionInfo;
import com.lattestream.ConnectionOpened;
import com.lattestream.SubscriptionDenied;
import com.lattestream.SubscriptionSucceeded;
import com.lattestream.TransportType;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.UserScope;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What services do with connections, and what they hear of them.
 */
interface ConnectionContract extends HubContract {

	@Test
	default void customizersDecideAboutSocketsAndStreams() throws InterruptedException {
		RawSocket socket = server().latteStream("X-Device", "phone", "X-User", "ann");
		RawSocket pusher = server().pusher("X-User", "ann");
		EventStream stream = server().stream("channels=a", "X-User", "ann", "X-Device", "tv").greeted().subscribed("a");
		assertThat(stream.response().headers().allValues("X-Seen")).containsExactly("tv");
		LatteStreamHub hub = server().hub();
		assertThat(hub.connections("ann").collectList().block(TIMEOUT)).hasSize(3)
			.allSatisfy((connection) -> assertThat(connection.remoteAddress()).isEqualTo("127.0.0.1"))
			.filteredOn((connection) -> connection.socketId().equals(socket.socketId()))
			.singleElement()
			.satisfies((connection) -> assertThat(connection.attributes()).isEqualTo(Map.of("device", "phone")));
		assertThat(hub.sendToUser("ann", "note", 7).block(TIMEOUT)).isEqualTo(reached(3));
		assertThat(socket.next("note").get("data").intValue()).isEqualTo(7);
		assertThat(stream.next("note").data().intValue()).isEqualTo(7);
		JsonNode note = pusher.next("note");
		assertThat(note.get("channel").stringValue()).isEqualTo("#server-to-user-ann");
		assertThat(note.get("data").stringValue()).isEqualTo("7");
		RawSocket refused = server().open("lattestream", "/lattestream", "X-Device", "toaster");
		assertThat(refused.nextError().get("message").stringValue()).isEqualTo("No toasters");
		assertThat(refused.closeCode()).isEqualTo(4009);
		HttpResponse<String> response = server().get("/lattestream/sse?channels=a&api_key=" + ContractServer.KEY,
				"X-Device", "toaster");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body()).contains("No toasters");
	}

	@Test
	default void connectionsAreHeardOf() throws InterruptedException {
		BlockingQueue<Object> events = server().bean(ContractDevices.class).heard();
		RawSocket socket = server().latteStream("X-User", "heard").subscribed("a");
		socket.subscribe("private-b").nextProtocol("subscription_error");
		ConnectionOpened opened = (ConnectionOpened) events.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		assertThat(opened.connection().socketId()).isEqualTo(socket.socketId());
		assertThat(opened.connection().userId()).isEqualTo("heard");
		assertThat(opened.connection().transport()).isEqualTo(TransportType.WEBSOCKET);
		assertThat(opened.connection().protocol()).isEqualTo(ConnectionInfo.Protocol.LATTESTREAM);
		assertThat(events.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS))
			.isEqualTo(new SubscriptionSucceeded(socket.socketId(), "heard", "a"));
		assertThat(events.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isInstanceOfSatisfying(
				SubscriptionDenied.class, (denied) -> assertThat(denied.channel()).isEqualTo("private-b"));
		assertThat(server().hub().disconnect(socket.socketId()).block(TIMEOUT)).isTrue();
		assertThat(socket.closeCode()).isEqualTo(4009);
		assertThat(events.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS))
			.isInstanceOfSatisfying(ConnectionClosed.class, (closed) -> {
				assertThat(closed.connection().channels()).isEqualTo(Set.of("a"));
				assertThat(closed.code()).isEqualTo(4009);
			});
	}

	@Test
	default void groupsAreMadeOfUsersWhateverTheyConnectWith() {
		RawSocket early = server().latteStream("X-User", "ann");
		assertThat(server().hub().subscribeUser("ann", "team", UserScope.OPEN_AND_LATER).block(TIMEOUT)).isOne();
		early.nextInternal("subscription_succeeded");
		RawSocket late = server().pusher("X-User", "ann");
		late.nextInternal("subscription_succeeded");
		EventStream stream = server().stream("channels=other", "X-User", "ann").greeted();
		stream.subscribed("team").subscribed("other");
		RawSocket stranger = server().pusher("X-User", "bob");
		assertThat(server().client().trigger("team", "news", 1).block(TIMEOUT).connections()).isEqualTo(reached(3));
		early.next("news");
		late.next("news");
		stream.next("news");
		assertThat(server().hub().broadcast("closing", 1).block(TIMEOUT)).isEqualTo(reached(4));
		stranger.next("closing");
		assertThat(server().hub().unsubscribeUser("ann", "team").block(TIMEOUT)).isEqualTo(3);
		assertThat(server().client().trigger("team", "news", 1).block(TIMEOUT).connections()).isEqualTo(reached(0));
	}

}
