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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.ConnectionInfo;
import com.lattestream.InvalidRequestException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.TransportType;
import com.lattestream.broker.Member;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.TestJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionOperations} and {@link DirectMessages}, through the hub.
 */
class ConnectionOperationsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final HubFixture fixture = new HubFixture();

	private final LatteStreamHub hub = this.fixture.hub();

	@AfterEach
	void nothingIsLeft() {
		this.fixture.close();
		assertThat(this.hub.isEmpty()).isTrue();
	}

	@Test
	void userOfConnectionIsLookedUpOnItsLane() {
		TestClient client = this.fixture.pusher();
		String userData = "{\"id\":\"ann\"}";
		String signIn = TestJson.of("{'event':'pusher:signin','data':{'auth':'"
				+ this.fixture.userSigner().sign(client.socketId(), userData)
				+ "','user_data':'{\\'id\\':\\'ann\\'}'}}");
		List<Object> results = new ArrayList<>();
		this.fixture.elsewhere(() -> {
			client.connection().lane().execute(() -> client.connection().received(signIn));
			this.hub.subscribeSocket(client.socketId(), "presence-a").subscribe(results::add, results::add);
		});
		assertThat(results).containsExactly(true);
		assertThat(this.fixture.await(this.hub.members("presence-a")).members())
			.containsExactly(new Member("ann", null));
	}

	@Test
	void broadcastReachesEverybodyOnAllLanesWithoutAChannel() {
		TestClient pusher = this.fixture.pusher(new TestLane());
		TestClient latteStream = this.fixture.latteStream();
		TestClient stream = this.fixture.sse();
		stream.take();
		TestClient silent = this.fixture.openLater(Dialect.LATTESTREAM, TransportType.WEBSOCKET);
		assertThat(this.fixture.await(this.hub.broadcast("news", Map.of("a", 1)))).isEqualTo(3);
		assertThat(pusher.take()).containsExactly("{'event':'news','data':'{\\'a\\':1}'}");
		assertThat(latteStream.take()).containsExactly("{'event':'news','data':{'a':1}}");
		assertThat(stream.take()).containsExactly("{'event':'news','data':{'a':1}}");
		assertThat(silent.take()).as("has not brought its key").isEmpty();
	}

	@Test
	void broadcastToNobodyReachesNobody() {
		assertThat(this.fixture.await(this.hub.broadcast("news", 1))).isZero();
	}

	@Test
	void sendToUserReachesAllConnectionsOfTheUserHoweverItIsKnown() {
		TestClient principal = this.fixture.pusherOf("ann");
		TestClient named = this.fixture.connect(Dialect.LATTESTREAM, details("ann"));
		TestClient member = this.fixture.pusher(new TestLane());
		member.join("presence-a", "ann");
		TestClient other = this.fixture.pusherOf("bob");
		List.of(principal, named, member, other).forEach(TestClient::take);
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 1))).isEqualTo(3);
		String pusher = "{'event':'note','channel':'#server-to-user-ann','data':'1'}";
		assertThat(principal.take()).containsExactly(pusher);
		assertThat(member.take()).containsExactly(pusher);
		assertThat(named.take()).containsExactly("{'event':'note','data':1}");
		assertThat(other.take()).isEmpty();
		member.unsubscribe("presence-a");
		principal.disconnect();
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 2))).isEqualTo(1);
		assertThat(this.fixture.await(this.hub.sendToUser("eve", "note", 2))).isZero();
	}

	@Test
	void sendToSocketReachesThatConnectionOnly() {
		TestClient one = this.fixture.pusherOf("ann");
		TestClient other = this.fixture.pusherOf("ann");
		assertThat(this.fixture.await(this.hub.sendToSocket(one.socketId(), "note", 1))).isEqualTo(1);
		assertThat(one.take()).containsExactly("{'event':'note','data':'1'}");
		assertThat(other.take()).isEmpty();
		assertThat(this.fixture.await(this.hub.sendToSocket("1.1", "note", 1))).isZero();
	}

	@Test
	void eventsWithInvalidNamesOrTooMuchDataAreNotSent() {
		TestClient client = this.fixture.pusherOf("ann");
		StepVerifier.create(this.hub.broadcast("pusher:error", 1))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.hub.sendToUser("ann", "", 1))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.hub.broadcast("e", "x".repeat(32 * 1024)))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
		this.fixture.run();
		assertThat(client.take()).isEmpty();
	}

	@Test
	void whatIsSentToAUserArrivesInOrder() {
		TestClient client = this.fixture.pusherOf("ann");
		for (int i = 0; i < 3; i++) {
			this.hub.sendToUser("ann", "e" + i, i).subscribe();
		}
		this.fixture.run();
		assertThat(client.take()).map((frame) -> frame.substring(10, 12)).containsExactly("e0", "e1", "e2");
	}

	@Test
	void socketIsSubscribedWithoutAsking() {
		TestClient client = this.fixture.latteStream();
		assertThat(this.fixture.await(this.hub.subscribeSocket(client.socketId(), "private-a"))).isTrue();
		assertThat(client.take()).containsExactly(client.succeeded("private-a"));
		this.fixture.publish("private-a", "e", 1);
		assertThat(client.take()).containsExactly(client.event("private-a", "e", 1));
		assertThat(this.fixture.await(this.hub.unsubscribeSocket(client.socketId(), "private-a"))).isTrue();
		assertThat(this.fixture.await(this.hub.unsubscribeSocket(client.socketId(), "private-a"))).isFalse();
		assertThat(this.fixture.publish("private-a", "e", 2)).isZero();
		assertThat(this.fixture.await(this.hub.subscribeSocket("1.1", "a"))).isFalse();
		assertThat(this.fixture.await(this.hub.unsubscribeSocket("1.1", "a"))).isFalse();
	}

	@Test
	void socketJoinsAPresenceChannelAsItsUser() {
		TestClient client = this.fixture.pusherOf("ann");
		assertThat(this.fixture.await(this.hub.subscribeSocket(client.socketId(), "presence-a"))).isTrue();
		assertThat(client.take()).singleElement().asString().contains("\\'ids\\':[\\'ann\\']");
		TestClient nobody = this.fixture.pusher();
		StepVerifier.create(this.hub.subscribeSocket(nobody.socketId(), "presence-a"))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		assertThat(nobody.take()).isEmpty();
	}

	@Test
	void invalidChannelsAreRefused() {
		StepVerifier.create(this.hub.subscribeSocket("1.1", "no spaces"))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.hub.subscribeUser("ann", "#all-connections", UserScope.OPEN_AND_LATER))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.hub.subscribeUser("ann", "a".repeat(165), UserScope.OPEN))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
	}

	@Test
	void userIsSubscribedWithAllOpenConnections() {
		TestClient one = this.fixture.pusherOf("ann");
		TestClient two = this.fixture.connect(Dialect.LATTESTREAM, details("ann"));
		two.take();
		assertThat(this.fixture.await(this.hub.subscribeUser("ann", "group", UserScope.OPEN))).isEqualTo(2);
		assertThat(one.take()).containsExactly(one.succeeded("group"));
		assertThat(two.take()).containsExactly(two.succeeded("group"));
		TestClient later = this.fixture.pusherOf("ann");
		assertThat(this.fixture.publish("group", "e", 1)).isEqualTo(2);
		assertThat(later.take()).isEmpty();
		assertThat(this.fixture.await(this.hub.unsubscribeUser("ann", "group"))).isEqualTo(2);
		assertThat(this.fixture.publish("group", "e", 1)).isZero();
	}

	@Test
	void laterConnectionsOfTheUserJoinUntilUnsubscribed() {
		assertThat(this.fixture.await(this.hub.subscribeUser("ann", "presence-g", UserScope.OPEN_AND_LATER))).isZero();
		TestClient principal = this.fixture.connect(Dialect.PUSHER, details("ann"));
		assertThat(principal.take()).hasSize(2).last().asString().contains("subscription_succeeded", "presence-g");
		TestClient member = this.fixture.pusher();
		member.join("presence-a", "ann");
		assertThat(member.take()).hasSize(2).last().asString().contains("subscription_succeeded", "presence-g");
		assertThat(this.fixture.await(this.hub.members("presence-g")).members()).singleElement()
			.satisfies((ann) -> assertThat(ann.userId()).isEqualTo("ann"));
		assertThat(this.fixture.await(this.hub.unsubscribeUser("ann", "presence-g"))).isEqualTo(2);
		TestClient last = this.fixture.connect(Dialect.PUSHER, details("ann"));
		assertThat(last.take()).hasSize(1);
	}

	@Test
	void connectionsAreTold() {
		Instant now = this.fixture.clock().instant();
		TestClient pusher = this.fixture.connect(Dialect.PUSHER,
				new ClientDetails("ann", Map.of("device", "phone"), "192.0.2.1", null));
		pusher.subscribe("a");
		TestClient stream = this.fixture.sse();
		this.fixture.openLater(Dialect.LATTESTREAM, TransportType.WEBSOCKET);
		ConnectionInfo info = new ConnectionInfo(pusher.socketId(), "ann", TransportType.WEBSOCKET,
				ConnectionInfo.Protocol.PUSHER, now, Set.of("a"), Map.of("device", "phone"), "192.0.2.1");
		assertThat(this.fixture.await(this.hub.connections().collectList())).containsExactlyInAnyOrder(info,
				new ConnectionInfo(stream.socketId(), null, TransportType.SSE, ConnectionInfo.Protocol.LATTESTREAM, now,
						Set.of(), Map.of(), null));
		assertThat(this.fixture.await(this.hub.connections("ann").collectList())).containsExactly(info);
		assertThat(this.fixture.await(this.hub.connections("bob").collectList())).isEmpty();
	}

	@Test
	void attributesAreSetAndForgotten() {
		TestClient client = this.fixture.connect(Dialect.PUSHER, details("ann"));
		assertThat(this.fixture.await(this.hub.setAttribute(client.socketId(), "room", 7))).isTrue();
		assertThat(attributes()).containsExactly(Map.of("room", 7));
		assertThat(this.fixture.await(this.hub.setAttribute(client.socketId(), "room", null))).isTrue();
		assertThat(attributes()).containsExactly(Map.of());
		assertThat(this.fixture.await(this.hub.setAttribute("1.1", "room", 7))).isFalse();
	}

	private List<Map<String, Object>> attributes() {
		return this.fixture.await(this.hub.connections("ann").map(ConnectionInfo::attributes).collectList());
	}

	@Test
	void connectionIsDisconnectedForGood() {
		TestClient client = this.fixture.pusherOf("ann");
		TestClient other = this.fixture.pusherOf("ann");
		assertThat(this.fixture.await(this.hub.disconnect(client.socketId()))).isTrue();
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(other.closeCode()).isNull();
		assertThat(this.fixture.await(this.hub.disconnect(client.socketId()))).isFalse();
	}

	@Test
	void refusedClientsAreToldWhy() {
		TestClient client = this.fixture.connect(Dialect.LATTESTREAM,
				new ClientDetails(null, Map.of(), null, "Not today"));
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(client.take()).containsExactly(client.error(4009, "Not today"));
		assertThat(this.fixture.listener().takeConnections()).isEmpty();
	}

	@Test
	void listenersHearOfConnectionsAndSubscriptions() {
		TestClient client = this.fixture.pusherOf("ann");
		client.subscribe("a");
		client.subscribe("a");
		client.subscribe("private-b");
		client.join("presence-c", "ann");
		this.fixture.pass(Duration.ofSeconds(3));
		client.disconnect();
		String id = client.socketId();
		assertThat(this.fixture.listener().takeConnections()).containsExactly("opened " + id + " ann",
				"subscribed " + id + " ann a",
				"denied " + id + " ann private-b Auth info required to subscribe to private-b",
				"subscribed " + id + " ann presence-c", "closed " + id + " [a, presence-c] null The client is gone 3");
	}

	@Test
	void listenersHearWhyTheHubClosesAConnection() {
		TestClient client = this.fixture.pusher();
		this.fixture.await(this.hub.disconnect(client.socketId()));
		assertThat(this.fixture.listener().takeConnections()).last()
			.isEqualTo("closed " + client.socketId() + " [] 4009 The connection was terminated 0");
	}

	@Test
	void operationsOnLanesOfAServerThatHasStoppedComeToAnEnd() {
		TestLane lane = new TestLane();
		TestClient client = this.fixture.pusher(lane);
		client.disconnect();
		lane.stop();
		assertThat(this.fixture.await(this.hub.broadcast("e", 1))).isZero();
		assertThat(this.fixture.await(Mono.from(this.hub.connections()))).isNull();
	}

	private static ClientDetails details(String userId) {
		return new ClientDetails(userId, Map.of(), null, null);
	}

}
