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
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import com.lattestream.ConnectionInfo;
import com.lattestream.TransportType;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Subscriber} on public and private channels.
 */
class SubscriberTests {

	private final GatedBroker broker = new GatedBroker();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, this.broker, new InMemoryPresenceStore());

	@AfterEach
	void close() {
		this.broker.gate().open();
		this.fixture.close();
	}

	@Test
	void subscribeIsAcknowledgedInBothDialects() {
		TestClient pusher = this.fixture.pusher();
		pusher.subscribe("orders");
		assertThat(pusher.take())
			.containsExactly("{'event':'pusher_internal:subscription_succeeded','channel':'orders','data':'{}'}");
		TestClient latteStream = this.fixture.latteStream();
		latteStream.subscribe("orders");
		assertThat(latteStream.take())
			.containsExactly("{'event':'lattestream_internal:subscription_succeeded','channel':'orders','data':{}}");
		assertThat(this.fixture.subscriptionCount("orders")).isEqualTo(2);
		assertThat(this.fixture.listener().take()).containsExactly("occupied orders", "count orders 1",
				"count orders 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "opened", "subscribed" })
	void nothingIsLeftOfConnectionThatListenerCloses(String occasion) {
		AtomicReference<LatteStreamHub> hub = new AtomicReference<>();
		HubListener closing = new HubListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection) {
				close("opened", connection.socketId());
			}

			@Override
			public void subscriptionSucceeded(String socketId, String userId, String channel) {
				close("subscribed", socketId);
			}

			private void close(String now, String socketId) {
				if (now.equals(occasion)) {
					hub.get().disconnect(socketId).subscribe();
				}
			}

		};
		hub.set(LatteStreamHub.builder(HubFixture.CREDENTIALS, HubSettings.DEFAULTS)
			.listeners(List.of(closing))
			.build());
		for (String channel : List.of("presence-a", "presence-b")) {
			hub.get().subscribeUser("ann", channel, UserScope.OPEN_AND_LATER).subscribe();
		}
		TestLane lane = new TestLane();
		FakeTransport transport = new FakeTransport(TransportType.WEBSOCKET);
		Handshake handshake = new Handshake(hub.get().nextSocketId(), Dialect.PUSHER, HubFixture.CREDENTIALS.key(),
				() -> "ann", null);
		hub.get().open(handshake, transport, lane);
		lane.run();
		assertThat(transport.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(hub.get().isEmpty()).isTrue();
		hub.get().stop(Duration.ZERO).subscribe();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void subscribeTwiceIsAcknowledgedTwiceAndDeliversOnce(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		client.subscribe("a");
		client.subscribe("a");
		assertThat(client.take()).containsExactly(client.succeeded("a"), client.succeeded("a"));
		assertThat(this.fixture.subscriptionCount("a")).isOne();
		assertThat(this.fixture.publish("a", "e", 1)).isOne();
		assertThat(client.take()).containsExactly(client.event("a", "e", 1));
		client.unsubscribe("a");
		assertThat(this.fixture.subscriptionCount("a")).isZero();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(this.broker.calls()).containsExactly("subscribe a", "publish e", "unsubscribe a");
	}

	@Test
	void unsubscribeHasNoAnswerAndEndsDelivery() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		client.subscribe("b");
		client.take();
		client.unsubscribe("a");
		client.unsubscribe("a");
		client.unsubscribe("never");
		assertThat(client.take()).isEmpty();
		assertThat(this.fixture.publish("a", "e", 1)).isZero();
		assertThat(this.fixture.publish("b", "e", 2)).isOne();
		assertThat(client.take()).containsExactly(client.event("b", "e", 2));
		assertThat(this.fixture.listener().take()).containsExactly("occupied a", "count a 1", "occupied b", "count b 1",
				"count a 0", "vacated a");
	}

	@Test
	void subscribeUnsubscribeSubscribeLeavesOneSubscription() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		client.unsubscribe("a");
		client.subscribe("a");
		assertThat(client.take()).containsExactly(client.succeeded("a"), client.succeeded("a"));
		assertThat(this.fixture.publish("a", "e", 1)).isOne();
		assertThat(client.take()).containsExactly(client.event("a", "e", 1));
	}

	@Test
	void brokerIsToldASecondAfterTheLastSubscriberIsGone() {
		TestClient first = this.fixture.pusher();
		TestClient second = this.fixture.latteStream();
		first.subscribe("a");
		second.subscribe("a");
		first.unsubscribe("a");
		assertThat(this.broker.calls()).doesNotContain("unsubscribe a");
		second.disconnect();
		this.fixture.pass(Duration.ofMillis(999));
		assertThat(this.broker.calls()).doesNotContain("unsubscribe a");
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.broker.calls()).endsWith("unsubscribe a");
		assertThat(this.fixture.channels()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "ä", "a/b", "", "a:b", "private-a\\n", "a\\u0000" })
	void subscribeWhenChannelNameIsInvalidIsRefused(String name) {
		for (Dialect dialect : Dialect.values()) {
			TestClient client = this.fixture.connect(dialect);
			client.subscribe(name);
			assertThat(client.take())
				.containsExactly(client.subscriptionError(name, "InvalidRequest", "Invalid channel name", 400));
			assertThat(client.closeCode()).isNull();
		}
		assertThat(this.fixture.channels()).isEmpty();
	}

	@Test
	void subscribeWhenChannelNameIsTooLongIsRefused() {
		TestClient client = this.fixture.pusher();
		client.subscribe("c".repeat(164));
		client.subscribe("c".repeat(165));
		assertThat(client.take()).containsExactly(client.succeeded("c".repeat(164)),
				client.subscriptionError("c".repeat(165), "InvalidRequest", "Invalid channel name", 400));
	}

	@Test
	void subscribeTakesAllCharactersThatNamesMayHave() {
		TestClient client = this.fixture.pusher();
		client.subscribe("foo-bar_1234@=,.;");
		assertThat(client.take()).containsExactly(client.succeeded("foo-bar_1234@=,.;"));
	}

	@Test
	void subscribeToChannelsOfUsersIsRefused() {
		TestClient client = this.fixture.pusher();
		client.subscribe("#server-to-user-u1");
		client.subscribe("#foo");
		assertThat(client.take()).containsExactly(
				client.subscriptionError("#server-to-user-u1", "AuthError", "This channel is not for this connection",
						403),
				client.subscriptionError("#foo", "AuthError", "This channel is not for this connection", 403));
	}

	@ParameterizedTest
	@ValueSource(strings = { "private-x", "presence-x" })
	void subscribeWhenAuthIsMissingIsRefused(String channel) {
		TestClient client = this.fixture.pusher();
		client.subscribe(channel);
		client.sendEvent("subscribe", "{'channel':'" + channel + "','auth':''}");
		client.sendEvent("subscribe", "{'channel':'" + channel + "','auth':5}");
		String error = client.subscriptionError(channel, "AuthError", "Auth info required to subscribe to " + channel,
				401);
		assertThat(client.take()).containsExactly(error, error, error);
		assertThat(this.fixture.channels()).isEmpty();
	}

	@Test
	void subscribeWhenSignatureIsInvalidIsRefused() {
		TestClient client = this.fixture.pusher();
		String auth = this.fixture.auth(client.socketId(), "private-x", null);
		String signature = auth.substring(auth.indexOf(':') + 1);
		for (String wrong : List.of("lspk_key:0123", "other:" + signature, signature, ":" + signature,
				"lspk_key:" + signature.toUpperCase(Locale.ROOT), auth + " ",
				this.fixture.auth("1.2", "private-x", null), this.fixture.auth(client.socketId(), "private-y", null),
				this.fixture.auth(client.socketId(), "private-x", "{}"), "lspc_x.y",
				this.fixture.signer().issueToken("1.2", "private-x", null))) {
			client.sendEvent("subscribe", "{'channel':'private-x','auth':'" + wrong + "'}");
			assertThat(client.take()).as(wrong)
				.containsExactly(client.subscriptionError("private-x", "AuthError", "Invalid signature", 401));
		}
		assertThat(client.closeCode()).isNull();
		assertThat(this.fixture.publish("private-x", "e", 1)).isZero();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void subscribeTakesAllThreeFormsOfAuth(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		String auth = this.fixture.auth(client.socketId(), "private-x", null);
		for (String form : List.of(auth, client.socketId() + auth.substring(auth.indexOf(':')),
				this.fixture.signer().issueToken(client.socketId(), "private-x", null))) {
			client.sendEvent("subscribe", "{'channel':'private-x','auth':'" + form + "'}");
			assertThat(client.take()).as(form).containsExactly(client.succeeded("private-x"));
			client.unsubscribe("private-x");
		}
	}

	@Test
	void subscribeWhenTokenIsExpiredIsRefused() {
		TestClient client = this.fixture.latteStream();
		String token = this.fixture.signer().issueToken(client.socketId(), "private-x", null);
		this.fixture.clock().advance(Duration.ofMinutes(6));
		client.sendEvent("subscribe", "{'channel':'private-x','auth':'" + token + "'}");
		assertThat(client.take())
			.containsExactly(client.subscriptionError("private-x", "AuthError", "Invalid signature", 401));
	}

	@Test
	void subscribeToPrivateChannelTakesChannelDataOnlyIfItIsSigned() {
		TestClient client = this.fixture.pusher();
		String auth = this.fixture.auth(client.socketId(), "private-x", null);
		client.sendEvent("subscribe", "{'channel':'private-x','auth':'" + auth + "','channel_data':'{}'}");
		assertThat(client.take())
			.containsExactly(client.subscriptionError("private-x", "AuthError", "Invalid signature", 401));
		client.sendEvent("subscribe", "{'channel':'private-x','auth':'" + auth + "','channel_data':null}");
		client.unsubscribe("private-x");
		client.subscribe("private-x", "any text");
		assertThat(client.take()).containsExactly(client.succeeded("private-x"), client.succeeded("private-x"));
	}

	@Test
	void subscribeAgainWithoutAuthIsRefusedButChangesNothing() {
		TestClient client = this.fixture.pusher();
		client.subscribe("private-x", null);
		client.take();
		client.subscribe("private-x");
		assertThat(client.take()).singleElement().asString().contains("subscription_error");
		assertThat(this.fixture.publish("private-x", "e", 1)).isOne();
	}

	@Test
	void subscriptionsOfAConnectionAreLimited() {
		try (HubFixture limited = new HubFixture(TestSettings.with("subscriptions", 2))) {
			TestClient client = limited.pusher();
			client.subscribe("a");
			client.subscribe("b");
			client.subscribe("c");
			client.subscribe("b");
			client.unsubscribe("a");
			client.subscribe("c");
			assertThat(client.take()).containsExactly(client.succeeded("a"), client.succeeded("b"),
					client.subscriptionError("c", "LimitReached", "A connection may have 2 subscriptions", 429),
					client.succeeded("b"), client.succeeded("c"));
		}
	}

	@Test
	void eventsWaitForTheAcknowledgementWhenTheBrokerAnswersLate() {
		TestClient client = this.fixture.pusher();
		TestClient other = this.fixture.pusher();
		this.broker.gate().holdAnswers();
		client.subscribe("a");
		this.broker.gate().open();
		assertThat(this.fixture.publish("a", "e", 1)).isOne();
		assertThat(this.fixture.publish("a", "e", 2)).isOne();
		assertThat(this.fixture.publish(new Publication("a", "e", "3", false, client.socketId(), null))).isZero();
		other.subscribe("a");
		assertThat(client.take()).isEmpty();
		this.fixture.elsewhere(this.broker.gate()::releaseOne);
		this.fixture.publish("a", "e", 4);
		assertThat(client.take()).containsExactly(client.succeeded("a"), client.event("a", "e", 1),
				client.event("a", "e", 2), client.event("a", "e", 4));
		assertThat(other.take()).containsExactly(other.succeeded("a"), other.event("a", "e", 4));
	}

	@Test
	void subscribeWhenTheBrokerFailsIsRefusedAndLeavesNothing() {
		TestClient client = this.fixture.pusher();
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		client.subscribe("a");
		client.sendEvent("ping", "{}");
		assertThat(client.take()).containsExactly(
				client.subscriptionError("a", "Unavailable", "The subscription could not be made now", 503),
				client.pong());
		assertThat(this.fixture.channels()).isEmpty();
		this.broker.gate().open();
		client.subscribe("a");
		assertThat(client.take()).containsExactly(client.succeeded("a"));
	}

	@Test
	void unsubscribeWhenTheBrokerFailsDoesNotStopTheConnection() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		client.take();
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		client.unsubscribe("a");
		client.sendEvent("ping", "{}");
		assertThat(client.take()).containsExactly(client.pong());
		assertThat(this.fixture.channels()).isEmpty();
	}

	@Test
	void connectionThatClosesWhileTheBrokerIsAskedLeavesNothing() {
		TestClient client = this.fixture.pusher();
		this.broker.gate().holdOperations();
		client.join("presence-a", "u1");
		client.disconnect();
		this.broker.gate().open();
		while (this.broker.gate().waiting() > 0) {
			this.fixture.elsewhere(this.broker.gate()::releaseOne);
		}
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		assertThat(client.connection().lane().isEmpty()).isTrue();
		assertThat(this.fixture.hub().members("presence-a").block().members()).isEmpty();
		assertThat(client.take()).isEmpty();
	}

}
