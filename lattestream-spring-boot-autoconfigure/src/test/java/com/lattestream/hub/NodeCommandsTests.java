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
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.ConnectionInfo;
import com.lattestream.InvalidRequestException;
import com.lattestream.broker.NodeCommand;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NodeCommands}: what the application does with connections to another
 * node.
 */
class NodeCommandsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Iterable<Object> UNWRITABLE = () -> {
		throw new IllegalStateException("not for JSON");
	};

	private final LinkedNodes nodes = new LinkedNodes();

	private final HubFixture here = this.nodes.next();

	private final HubFixture there = this.nodes.next();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void connectionsOfAUserAreClosedOnAllNodes() {
		TestClient one = this.here.pusherOf("ann");
		TestClient two = this.there.pusherOf("ann");
		TestClient three = this.there.pusher();
		three.signInAs("ann");
		TestClient other = this.there.pusherOf("bob");
		assertThat(this.here.await(this.here.hub().terminate("ann"))).isEqualTo(3);
		assertThat(List.of(one, two, three)).extracting(TestClient::closeCode).containsOnly(CloseCode.UNAUTHORIZED);
		assertThat(other.closeCode()).isNull();
		assertThat(this.here.await(this.here.hub().terminate("ann"))).isZero();
	}

	@Test
	void connectionIsClosedOnAnotherNode() {
		TestClient client = this.there.pusher();
		assertThat(this.here.await(this.here.hub().disconnect(client.socketId()))).isTrue();
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(this.here.await(this.here.hub().disconnect(client.socketId()))).isFalse();
	}

	@Test
	void connectionIsSubscribedOnAnotherNode() {
		TestClient client = this.there.pusher();
		assertThat(this.here.await(this.here.hub().subscribeSocket(client.socketId(), "private-a"))).isTrue();
		assertThat(client.take()).containsExactly(client.succeeded("private-a"));
		assertThat(this.here.await(this.here.hub().unsubscribeSocket(client.socketId(), "private-a"))).isTrue();
		assertThat(this.here.await(this.here.hub().unsubscribeSocket(client.socketId(), "private-a"))).isFalse();
	}

	@Test
	void connectionWithoutUserIsNotSubscribedToAPresenceChannelOnAnotherNodeEither() {
		TestClient client = this.there.pusher();
		StepVerifier.create(this.here.hub().subscribeSocket(client.socketId(), "presence-a"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(InvalidRequestException.class)
				.hasMessage("Presence channels take a connection with a user"))
			.verify(TIMEOUT);
		assertThat(client.take()).isEmpty();
	}

	@Test
	void groupHoldsForConnectionsToAllNodes() {
		TestClient one = this.here.pusherOf("ann");
		TestClient two = this.there.pusherOf("ann");
		assertThat(this.here.await(this.here.hub().subscribeUser("ann", "group", UserScope.OPEN_AND_LATER)))
			.isEqualTo(2);
		assertThat(one.take()).containsExactly(one.succeeded("group"));
		assertThat(two.take()).containsExactly(two.succeeded("group"));
		assertThat(this.there.connect(Dialect.PUSHER, new ClientDetails("ann", Map.of(), null, null)).take()).hasSize(2)
			.last()
			.isEqualTo(two.succeeded("group"));
		assertThat(this.there.await(this.there.hub().unsubscribeUser("ann", "group"))).isEqualTo(3);
		assertThat(this.here.channels()).isEmpty();
		TestClient later = this.here.pusherOf("ann");
		assertThat(this.here.channels()).isEmpty();
		assertThat(later.take()).isEmpty();
	}

	@Test
	void openConnectionsOfAUserAreSubscribedOnAllNodes() {
		this.here.pusherOf("ann");
		this.there.pusherOf("ann");
		assertThat(this.here.await(this.here.hub().subscribeUser("ann", "a", UserScope.OPEN))).isEqualTo(2);
		this.there.pusherOf("ann");
		assertThat(this.here.subscriptionCount("a")).isEqualTo(2);
	}

	@Test
	void connectionsOfAllNodesAreTold() {
		Instant now = this.there.clock().instant();
		TestClient local = this.here.pusherOf("bob");
		TestClient client = this.there.connect(Dialect.PUSHER,
				new ClientDetails("ann", Map.of("device", "phone", "odd", UNWRITABLE), "192.0.2.1", null));
		client.subscribe("a");
		ConnectionInfo info = new ConnectionInfo(client.socketId(), "ann", client.connection().info().transport(),
				ConnectionInfo.Protocol.PUSHER, now, Set.of("a"), Map.of("device", "phone"), "192.0.2.1");
		assertThat(this.here.await(this.here.hub().connections().collectList()))
			.containsExactlyInAnyOrder(local.connection().info(), info);
		assertThat(this.here.await(this.here.hub().connections("ann").collectList())).containsExactly(info);
		assertThat(this.here.await(this.here.hub().connections("eve").collectList())).isEmpty();
		assertThat(this.there.await(this.there.hub().connections("ann").next()).attributes()).containsKey("odd");
	}

	@Test
	void attributesAreSetOnAnotherNodeAsWhatJsonMakesOfThem() {
		TestClient client = this.there.pusherOf("ann");
		assertThat(this.here.await(this.here.hub().setAttribute(client.socketId(), "rooms", Set.of(7)))).isTrue();
		assertThat(client.connection().info().attributes()).isEqualTo(Map.of("rooms", List.of(7)));
		assertThat(this.here.await(this.here.hub().setAttribute(client.socketId(), "rooms", null))).isTrue();
		assertThat(client.connection().info().attributes()).isEmpty();
		assertThat(this.here.await(this.here.hub().setAttribute("1.1", "rooms", 7))).isFalse();
	}

	@Test
	void whatIsNotValidIsRefusedBeforeAnybodyIsAsked() {
		this.nodes.add((command) -> {
			throw new AssertionError("Asked to " + command);
		});
		TestClient client = this.here.pusherOf("ann");
		StepVerifier.create(this.here.hub().setAttribute(client.socketId(), "a", UNWRITABLE))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.here.hub().setAttribute("1.1", "a", UNWRITABLE))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.here.hub().subscribeUser("ann", "no spaces", UserScope.OPEN_AND_LATER))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.here.hub().subscribeSocket("1.1", "no spaces"))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		assertThat(client.take()).isEmpty();
	}

	@Test
	void nobodyIsAskedAboutAConnectionOfThisNode() {
		TestClient client = this.here.pusherOf("ann");
		this.nodes.cutBus();
		assertThat(this.here.await(this.here.hub().setAttribute(client.socketId(), "a", 1))).isTrue();
		assertThat(this.here.await(this.here.hub().subscribeSocket(client.socketId(), "a"))).isTrue();
		assertThat(this.here.await(this.here.hub().disconnect(client.socketId()))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-1", "99999999999", "[]", "{}", "[{}]", "[{'socket_id':1}]",
			"[{'socket_id':'1.1','transport':'PIGEON','protocol':'PUSHER','opened_at':'now','channels':[],"
					+ "'attributes':{}}]" })
	void answersThatMakeNoSenseAreIgnored(String answer) {
		this.nodes.add((command) -> Mono.just(answer.replace('\'', '"')));
		TestClient client = this.there.pusherOf("ann");
		assertThat(this.here.await(this.here.hub().connections().collectList())).singleElement()
			.isEqualTo(client.connection().info());
		assertThat(this.here.await(this.here.hub().disconnect("1.1"))).isFalse();
		assertThat(this.here.await(this.here.hub().terminate("ann"))).isEqualTo(1);
	}

	@Test
	void nodesThatDoNotAnswerDoNotCount() {
		this.nodes.add((command) -> Mono.empty());
		this.nodes.add((command) -> Mono.error(new IllegalStateException("broken")));
		this.there.pusherOf("ann");
		assertThat(this.here.await(this.here.hub().connections().collectList())).hasSize(1);
		assertThat(this.here.await(this.here.hub().terminate("ann"))).isEqualTo(1);
	}

	@Test
	void whenTheBusFailsItIsDoneHereAndTold() {
		TestClient client = this.here.pusherOf("ann");
		this.nodes.cutBus();
		StepVerifier.create(this.here.hub().terminate("ann")).expectErrorMessage("bus is away").verify(TIMEOUT);
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
	}

	@Test
	void commandsThatMakeNoSenseChangeNothing() {
		TestClient client = this.there.pusherOf("ann");
		client.take();
		this.nodes.add((command) -> Mono.just("0"));
		for (String name : List.of("terminate", "disconnect", "subscribe-user", "set-attribute", "user-connections",
				"of a later version")) {
			assertThat(this.nodes.ask(new NodeCommand(name, Map.of("node", "other", "value", "{"))))
				.allMatch("0"::equals);
		}
		assertThat(client.closeCode()).isNull();
		assertThat(client.take()).isEmpty();
	}

}
