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

import java.util.ArrayList;
import java.util.List;

import com.lattestream.broker.Member;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InlineAuthorization} and connections with a ticket.
 */
class InlineAuthorizationTests {

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS);

	private final List<String> asked = new ArrayList<>();

	private SubscriptionAuthorizer answer = (handshake, channel) -> Mono.just(new ChannelGrant(channel, null));

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void privateChannelIsAskedFor(Dialect dialect) {
		TestClient client = connect(dialect);
		client.subscribe("private-x");
		assertThat(client.take()).containsExactly(client.succeeded("private-x"));
		assertThat(this.asked).containsExactly("ann private-x");
		this.fixture.publish("private-x", "e", 1);
		assertThat(client.take()).containsExactly(client.event("private-x", "e", 1));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void refusalIsAnAuthError(Dialect dialect) {
		this.answer = (handshake, channel) -> Mono.empty();
		TestClient client = connect(dialect);
		client.subscribe("private-x");
		assertThat(client.take())
			.containsExactly(client.subscriptionError("private-x", "AuthError", "This channel is not for you", 403));
		assertThat(client.connection().subscriptions()).isEmpty();
	}

	@Test
	void failureIsARefusalWithoutItsWords() {
		this.answer = (handshake, channel) -> Mono.error(new IllegalStateException("words"));
		TestClient client = connect(Dialect.PUSHER);
		client.subscribe("private-x");
		assertThat(client.take())
			.containsExactly(client.subscriptionError("private-x", "AuthError", "This channel is not for you", 403));
		this.answer = (handshake, channel) -> {
			throw new IllegalStateException("words");
		};
		client.subscribe("private-x");
		assertThat(client.take())
			.containsExactly(client.subscriptionError("private-x", "AuthError", "This channel is not for you", 403));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void memberIsThatOfTheAnswerAndNotOfTheClient(Dialect dialect) {
		this.answer = (handshake, channel) -> Mono
			.just(new ChannelGrant(channel, new Member("ann", "{\"real\":true}")));
		TestClient client = connect(dialect);
		client.sendEvent("subscribe", "{'channel':'presence-x','channel_data':'{\\'user_id\\':\\'mallory\\'}'}");
		assertThat(client.take()).hasSize(1).allMatch((frame) -> frame.contains("ann") && !frame.contains("mallory"));
		assertThat(this.fixture.await(this.fixture.hub().members("presence-x")).members())
			.containsExactly(new Member("ann", "{\"real\":true}"));
	}

	@Test
	void memberOfWhomThereIsTooMuchToTellIsRefused() {
		Member member = new Member("ann", "\"" + "x".repeat(1024) + "\"");
		this.answer = (handshake, channel) -> Mono.just(new ChannelGrant(channel, member));
		TestClient client = connect(Dialect.PUSHER);
		client.subscribe("presence-x");
		assertThat(client.take()).containsExactly(client.subscriptionError("presence-x", "InvalidRequest",
				"user_info must have at most 1024 bytes", 400));
		TestClient stream = this.fixture.sse();
		stream.take();
		stream.connection().subscribe(List.of(new ChannelGrant("presence-x", member)));
		this.fixture.run();
		assertThat(stream.take()).containsExactly(stream.subscriptionError("presence-x", "InvalidRequest",
				"user_info must have at most 1024 bytes", 400));
		assertThat(this.fixture.await(this.fixture.hub().members("presence-x")).members()).isEmpty();
	}

	@Test
	void signatureThatIsThereDecides() {
		TestClient client = connect(Dialect.PUSHER);
		client.subscribe("private-x", null);
		assertThat(client.take()).containsExactly(client.succeeded("private-x"));
		client.sendEvent("subscribe", "{'channel':'private-y','auth':'lspk_key:0000'}");
		assertThat(client.take())
			.containsExactly(client.subscriptionError("private-y", "AuthError", "Invalid signature", 401));
		assertThat(this.asked).isEmpty();
	}

	@Test
	void publicChannelIsNotAskedFor() {
		TestClient client = connect(Dialect.LATTESTREAM);
		client.subscribe("x");
		assertThat(client.take()).containsExactly(client.succeeded("x"));
		assertThat(this.asked).isEmpty();
	}

	@Test
	void userWhoMayNotAskNeedsASignature() {
		TestClient client = this.fixture.pusherOf("ann");
		client.subscribe("private-x");
		assertThat(client.take()).containsExactly(client.subscriptionError("private-x", "AuthError",
				"Auth info required to subscribe to private-x", 401));
	}

	@ParameterizedTest
	@ValueSource(strings = { "private-a b", "#server-to-user-ann", "private-%s", "" })
	void namesAreCheckedBeforeAnybodyIsAsked(String channel) {
		TestClient client = connect(Dialect.PUSHER);
		client.subscribe(channel.formatted("x".repeat(200)));
		assertThat(client.take()).hasSize(1).allMatch((frame) -> frame.contains("error"));
		assertThat(this.asked).isEmpty();
	}

	@Test
	void limitAppliesBeforeAnybodyIsAsked() {
		TestClient client = connect(Dialect.PUSHER);
		int limit = this.fixture.hub().settings().limits().subscriptions();
		for (int i = 0; i < limit; i++) {
			client.subscribe("private-" + i);
		}
		client.take();
		this.asked.clear();
		client.subscribe("private-one-more");
		assertThat(client.take()).hasSize(1).allMatch((frame) -> frame.contains("LimitReached"));
		assertThat(this.asked).isEmpty();
	}

	@Test
	void laterFramesWaitForTheAnswerThatComesFromElsewhere() {
		Sinks.One<ChannelGrant> decision = Sinks.one();
		this.answer = (handshake, channel) -> decision.asMono();
		TestClient client = connect(Dialect.PUSHER);
		client.subscribe("private-x");
		client.subscribe("y");
		client.sendEvent("ping", "{}");
		assertThat(client.take()).isEmpty();
		TestClient other = this.fixture.pusher();
		other.sendEvent("ping", "{}");
		assertThat(other.take()).containsExactly(other.pong());
		this.fixture.elsewhere(() -> decision.tryEmitValue(new ChannelGrant("private-x", null)));
		assertThat(client.take()).containsExactly(client.succeeded("private-x"), client.succeeded("y"), client.pong());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answerForAConnectionThatIsGoneChangesNothing(boolean granted) {
		Sinks.One<ChannelGrant> decision = Sinks.one();
		this.answer = (handshake, channel) -> decision.asMono();
		TestClient client = connect(Dialect.PUSHER);
		client.subscribe("private-x");
		client.disconnect();
		this.fixture.listener().takeConnections();
		this.fixture.elsewhere(() -> {
			if (granted) {
				decision.tryEmitValue(new ChannelGrant("private-x", null));
			}
			else {
				decision.tryEmitEmpty();
			}
		});
		assertThat(this.fixture.listener().take()).isEmpty();
		assertThat(this.fixture.listener().takeConnections()).isEmpty();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void ticketStandsForTheKeyOfLatteStreamClients() {
		TestClient client = this.fixture.openWithTicket(Dialect.LATTESTREAM, null);
		assertThat(client.take()).hasSize(1).allMatch((frame) -> frame.contains("connection_established"));
		client.send("{'api_key':'" + HubFixture.CREDENTIALS.key() + "'}");
		client.sendEvent("ping", "{}");
		assertThat(client.take()).containsExactly(client.pong());
		assertThat(this.fixture.await(this.fixture.hub().connections("ann").count())).isEqualTo(1);
	}

	@Test
	void ticketDoesNotStandForTheKeyOfPusherClients() {
		assertThat(this.fixture.openWithTicket(Dialect.PUSHER, "wrong").closeCode()).isEqualTo(CloseCode.UNKNOWN_KEY);
		TestClient client = this.fixture.openWithTicket(Dialect.PUSHER, HubFixture.CREDENTIALS.key());
		assertThat(client.take()).hasSize(1).allMatch((frame) -> frame.contains("connection_established"));
	}

	private TestClient connect(Dialect dialect) {
		return this.fixture.connect(dialect, "ann", (handshake, channel) -> {
			this.asked.add(handshake.principal().getName() + " " + channel);
			return this.answer.authorize(handshake, channel);
		});
	}

}
