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
import java.util.List;

import com.lattestream.TransportType;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.Member;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.TokenSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Connection}: opening, authentication and the order of frames.
 */
class ConnectionTests {

	private final GatedPresenceStore presence = new GatedPresenceStore();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, new InMemoryBroker(), this.presence);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void pusherConnectionIsGreetedAtOnce() {
		TestClient client = this.fixture.open(Dialect.PUSHER, HubFixture.CREDENTIALS.key(), null);
		assertThat(client.take())
			.containsExactly("{'event':'pusher:connection_established','data':'{\\'socket_id\\':\\'" + client.socketId()
					+ "\\',\\'activity_timeout\\':120}'}");
		assertThat(client.closeCode()).isNull();
		assertThat(this.fixture.hub().connectionCount()).isOne();
	}

	@Test
	void activityTimeoutOfLessThanASecondIsToldAsOne() {
		try (HubFixture impatient = new HubFixture(TestSettings.with("activityTimeout", Duration.ofMillis(200)))) {
			assertThat(impatient.open(Dialect.PUSHER, HubFixture.CREDENTIALS.key(), null).take()).singleElement()
				.asString()
				.contains("\\'activity_timeout\\':1}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "other", "", "lspk_key ", "lsk_secret" })
	void pusherConnectionWithAnotherKeyIsClosed(String key) {
		TestClient client = this.fixture.open(Dialect.PUSHER, key, null);
		assertThat(client.take()).isEmpty();
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNKNOWN_KEY);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void pusherConnectionWithTokenIsClosed() {
		String token = this.fixture.hub().issueDiscoveryToken().token();
		assertThat(this.fixture.open(Dialect.PUSHER, token, null).closeCode()).isEqualTo(CloseCode.UNKNOWN_KEY);
	}

	@Test
	void latteStreamConnectionIsGreetedWhenItHasSentTheKey() {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		assertThat(client.take()).isEmpty();
		client.send("{'api_key':'lspk_key'}");
		assertThat(client.take()).containsExactly("{'event':'lattestream:connection_established','data':{'socket_id':'"
				+ client.socketId() + "','activity_timeout':120,'protocol':7}}");
	}

	@Test
	void latteStreamConnectionWithAnotherKeyIsTold() {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		client.send("{'api_key':'lspk_other'}");
		assertThat(client.take()).containsExactly(client.error(4001, "Application does not exist"));
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNKNOWN_KEY);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void latteStreamConnectionTakesADiscoveryTokenUntilItExpires() {
		LatteStreamHub.DiscoveryToken token = this.fixture.hub().issueDiscoveryToken();
		assertThat(token.expiresAt()).isEqualTo(this.fixture.clock().millis() + 60_000);
		this.fixture.latteStream(token.token());
		this.fixture.clock().advance(Duration.ofMillis(60_001));
		TestClient late = this.fixture.open(Dialect.LATTESTREAM, null, null);
		late.send("{'api_key':'" + token.token() + "'}");
		assertThat(late.closeCode()).isEqualTo(CloseCode.UNKNOWN_KEY);
	}

	@Test
	void latteStreamConnectionWithForgedTokensIsClosed() {
		TokenSigner stranger = new TokenSigner("lsk_other", this.fixture.clock());
		for (String prefix : List.of(TokenSigner.DISCOVERY, TokenSigner.CHANNEL)) {
			TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
			client.send("{'api_key':'" + stranger.issue(prefix, Duration.ofMinutes(1), "private-a", "x") + "'}");
			assertThat(client.closeCode()).isEqualTo(CloseCode.UNKNOWN_KEY);
		}
	}

	@Test
	void connectionWithTheSecretNeedsNoAuthorizations() {
		TestClient client = this.fixture.latteStream("lsk_secret");
		client.subscribe("private-a");
		assertThat(client.take()).containsExactly(client.succeeded("private-a"));
		client.sendEvent("subscribe", "{'channel':'presence-a','channel_data':{'user_id':'u1'}}");
		assertThat(client.take()).singleElement().asString().contains("'me':{'id':'u1','info':null}");
	}

	@Test
	void connectionWithAChannelTokenNeedsNoAuthorizationForThatChannel() {
		TestClient client = this.fixture.latteStream(this.fixture.signer().issueToken("1.2", "private-a", null));
		client.subscribe("private-a");
		client.subscribe("private-b");
		assertThat(client.take()).containsExactly(client.succeeded("private-a"), client.subscriptionError("private-b",
				"AuthError", "Auth info required to subscribe to private-b", 401));
	}

	@Test
	void connectionWithAChannelTokenCannotBecomeAnyMemberOfThatChannel() {
		String token = this.fixture.signer().issueToken("1.2", "presence-a", "{\"user_id\":\"u1\"}");
		TestClient client = this.fixture.latteStream(token);
		client.sendEvent("subscribe", "{'channel':'presence-a','channel_data':{'user_id':'admin'}}");
		assertThat(client.take()).containsExactly(client.subscriptionError("presence-a", "AuthError",
				"Auth info required to subscribe to presence-a", 401));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'event':'lattestream:subscribe','data':{'channel':'a'}}", "not json",
			"{'event':'client-a','channel':'private-a','data':{}}",
			"{'event':'lattestream:batch','data':{'messages':[{'api_key':'lspk_key'}]}}",
			"{'event':'lattestream:unsubscribe','data':{'channel':'a'}}" })
	void firstFrameOfLatteStreamConnectionThatBringsNoKeyClosesIt(String frame) {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		client.send(frame);
		assertThat(client.take()).containsExactly(client.error(4009, "The first message must bring the key"));
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		assertThat(this.fixture.listener().take()).isEmpty();
	}

	@Test
	void pingBeforeTheKeyIsAnswered() {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		client.sendEvent("ping", "{}");
		assertThat(client.take()).containsExactly(client.pong());
		client.send("{'api_key':'lspk_key'}");
		assertThat(client.take()).hasSize(1);
		assertThat(client.closeCode()).isNull();
	}

	@Test
	void keyAfterTheFirstFrameIsIgnored() {
		TestClient client = this.fixture.latteStream();
		client.send("{'api_key':'lsk_secret'}");
		client.send("{'api_key':'wrong'}");
		client.subscribe("private-a");
		assertThat(client.take()).containsExactly(client.subscriptionError("private-a", "AuthError",
				"Auth info required to subscribe to private-a", 401));
		assertThat(client.closeCode()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "UNSUPPORTED_PROTOCOL, 4007", "INVALID_VERSION, 4006", "UNAUTHORIZED, 4009" })
	void connectionThatIsRefusedAtTheHandshakeIsClosedWithTheCode(CloseCode refusal, int code) {
		TestClient pusher = this.fixture.open(Dialect.PUSHER, "lspk_key", refusal);
		assertThat(pusher.take()).isEmpty();
		assertThat(pusher.closeCode().code()).isEqualTo(code);
		TestClient latteStream = this.fixture.open(Dialect.LATTESTREAM, null, refusal);
		assertThat(latteStream.take()).containsExactly(latteStream.error(code, refusal.reason()));
		assertThat(latteStream.closeCode()).isEqualTo(refusal);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void malformedFramesAreAnsweredAndChangeNothing(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		for (String frame : List.of("not json", "[]", "{}", "{'event':5}", "{'event':'foo'}",
				"{'event':'pusher:foo'}")) {
			client.send(frame);
			assertThat(client.take()).as(frame)
				.singleElement()
				.asString()
				.startsWith(client.error(null, "").substring(0, 35))
				.contains("'code':null");
			client.sendEvent("ping", "{}");
			assertThat(client.take()).containsExactly(client.pong());
		}
		assertThat(client.closeCode()).isNull();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void pingIsAnsweredAndPongIsNot(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		client.sendEvent("ping", "{}");
		assertThat(client.take()).containsExactly(client.pong());
		client.sendEvent("pong", "{}");
		assertThat(client.take()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void batchIsHandledAsIfItsFramesCameAlone(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		String prefix = (dialect == Dialect.PUSHER) ? "pusher" : "lattestream";
		client.sendEvent("batch",
				"{'messages':[{'event':'" + prefix + ":subscribe','data':{'channel':'a'}},5,{'event':'" + prefix
						+ ":batch','data':{'messages':[]}},{'event':'" + prefix + ":ping'},{'event':'" + prefix
						+ ":unsubscribe','data':{'channel':'a'}}]}");
		assertThat(client.take()).containsExactly(client.succeeded("a"), client.error(null, "Invalid JSON object"),
				client.error(null, "A batch cannot be part of a batch"), client.pong());
		assertThat(this.fixture.subscriptionCount("a")).isZero();
	}

	@Test
	void answersOfABatchLeaveTogether() {
		TestClient client = this.fixture.latteStream();
		int before = client.transport().flushes();
		client.sendEvent("batch", "{'messages':["
				+ "{'event':'lattestream:subscribe','data':{'channel':'a'}},{'event':'lattestream:ping'}]}");
		assertThat(client.take()).hasSize(2);
		assertThat(client.transport().flushes()).isEqualTo(before + 1);
	}

	@Test
	void answersKeepTheOrderOfTheQuestionsWhenTheStoreAnswersLate() {
		TestClient client = this.fixture.pusher();
		this.presence.gate().holdAnswers();
		client.join("presence-a", "u1");
		client.sendEvent("ping", "{}");
		client.subscribe("b");
		client.send("not json");
		client.sendEvent("batch", "{'messages':[{'event':'pusher:ping'},{'event':'pusher:ping'}]}");
		client.unsubscribe("b");
		client.subscribe("c");
		assertThat(client.take()).isEmpty();
		this.fixture.elsewhere(this.presence.gate()::releaseOne);
		assertThat(client.take()).hasSize(7)
			.satisfies((frames) -> assertThat(frames.get(0)).contains("subscription_succeeded", "presence-a"))
			.endsWith(client.pong(), client.succeeded("b"), client.error(null, "Invalid JSON object"), client.pong(),
					client.pong(), client.succeeded("c"));
		assertThat(client.connection().subscriptions()).containsOnlyKeys("presence-a", "c");
	}

	@Test
	void framesOfABatchWaitForEachOther() {
		TestClient client = this.fixture.latteStream("lsk_secret");
		this.presence.gate().holdAnswers();
		client.sendEvent("batch", "{'messages':[{'event':'lattestream:subscribe','data':{'channel':'presence-a',"
				+ "'channel_data':{'user_id':'u1'}}},{'event':'lattestream:ping'}]}");
		client.subscribe("b");
		assertThat(client.take()).isEmpty();
		this.presence.gate().releaseOne();
		this.fixture.run();
		assertThat(client.take()).hasSize(3).endsWith(client.pong(), client.succeeded("b"));
	}

	@Test
	void floodOfFramesThatHaveToWaitClosesTheConnection() {
		HubSettings settings = TestSettings.with("pendingFrames", 3);
		try (HubFixture flooded = new HubFixture(settings, new InMemoryBroker(), this.presence)) {
			TestClient client = flooded.pusher();
			this.presence.gate().holdAnswers();
			client.join("presence-a", "u1");
			for (int i = 0; i < 3; i++) {
				client.sendEvent("ping", "{}");
			}
			assertThat(client.closeCode()).isNull();
			client.sendEvent("ping", "{}");
			assertThat(client.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
			assertThat(client.transport().closeReason()).isEqualTo("Too many messages at once");
			this.presence.gate().open();
			while (this.presence.gate().waiting() > 0) {
				this.presence.gate().releaseOne();
				flooded.run();
			}
			assertThat(client.take()).isEmpty();
			assertThat(flooded.hub().isEmpty()).isTrue();
			assertThat(this.presence.present("presence-a")).isEmpty();
		}
	}

	@Test
	void manyFramesThatHadToWaitAreHandledOneAfterTheOther() {
		TestClient client = this.fixture.pusher();
		this.presence.gate().holdAnswers();
		client.join("presence-a", "u1");
		String unsubscribes = "{'event':'pusher:unsubscribe','data':{'channel':'none'}},".repeat(99);
		for (int i = 0; i < 200; i++) {
			client.sendEvent("batch", "{'messages':[" + unsubscribes + "{'event':'pusher:ping'}]}");
		}
		this.presence.gate().releaseOne();
		this.fixture.run();
		assertThat(client.take()).hasSize(201).endsWith(client.pong());
	}

	@Test
	void closedConnectionTakesNoFramesAndWritesNone() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		client.take();
		client.connection().close(CloseCode.UNAUTHORIZED, "reason");
		client.connection().close(CloseCode.RECONNECT, "again");
		client.subscribe("b");
		client.sendEvent("ping", "{}");
		client.connection().receivedBinary(new byte[1]);
		client.connection().writable();
		client.connection().subscribe(List.of(new ChannelGrant("c", null)));
		assertThat(this.fixture.publish("a", "e", 1)).isZero();
		this.fixture.pass(Duration.ofMinutes(10));
		assertThat(client.take()).isEmpty();
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(client.transport().closeReason()).isEqualTo("reason");
		assertThat(client.transport().pings()).isZero();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void connectionThatIsGoneIsForgottenOnce() {
		TestClient client = this.fixture.pusherOf("u1");
		TestClient other = this.fixture.pusher();
		client.subscribe("a");
		client.join("presence-b", "u1");
		client.disconnect();
		client.disconnect();
		assertThat(client.closeCode()).isNull();
		assertThat(this.fixture.hub().connectionCount()).isOne();
		assertThat(this.fixture.channels()).isEmpty();
		assertThat(this.presence.present("presence-b")).isEmpty();
		other.disconnect();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		assertThat(other.connection().lane().isEmpty()).isTrue();
	}

	@Test
	void connectionThatIsGoneBeforeItsLaneOpenedItLeavesNothingBehind() {
		TestClient client = this.fixture.openLater(Dialect.PUSHER, TransportType.WEBSOCKET);
		client.connection().closed();
		this.fixture.run();
		assertThat(client.take()).isEmpty();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		assertThat(client.connection().lane().isEmpty()).isTrue();
	}

	@Test
	void framesThatComeBeforeTheLaneOpenedTheConnectionWait() {
		TestClient client = this.fixture.openLater(Dialect.PUSHER, TransportType.WEBSOCKET);
		client.connection().received("{\"event\":\"pusher:ping\"}");
		client.connection().received("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\"}}");
		this.fixture.run();
		assertThat(client.closeCode()).isNull();
		assertThat(client.take()).hasSize(3)
			.satisfies((frames) -> assertThat(frames.get(0)).contains("connection_established"))
			.endsWith(client.pong(), client.succeeded("a"));
	}

	@Test
	void streamIsGreetedBeforeItsSubscriptionsAreAcknowledged() {
		TestClient client = this.fixture.openLater(Dialect.LATTESTREAM, TransportType.SSE);
		client.connection()
			.subscribe(List.of(new ChannelGrant("a", null), new ChannelGrant("presence-b", new Member("u1", null))));
		this.fixture.run();
		assertThat(client.take()).hasSize(3)
			.satisfies((frames) -> assertThat(frames.get(0)).contains("'lattestream:connection_established'"))
			.satisfies((frames) -> assertThat(frames.get(1)).isEqualTo(client.succeeded("a")))
			.satisfies((frames) -> assertThat(frames.get(2)).contains("'me':{'id':'u1','info':null}"));
	}

	@Test
	void streamThatIsNotAdmittedIsNotSubscribed() {
		try (HubFixture full = new HubFixture(TestSettings.with("connections", 0))) {
			TestClient client = full.openLater(Dialect.LATTESTREAM, TransportType.SSE);
			client.connection().subscribe(List.of(new ChannelGrant("a", null)));
			full.run();
			assertThat(client.take()).containsExactly(client.error(4004, "Application is over connection quota"));
			assertThat(client.closeCode()).isEqualTo(CloseCode.OVER_CONNECTION_QUOTA);
			assertThat(full.listener().take()).isEmpty();
			assertThat(full.hub().isEmpty()).isTrue();
		}
	}

}
