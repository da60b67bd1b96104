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
import java.util.Collections;
import java.util.List;

import com.lattestream.AccessToken;
import com.lattestream.InvalidRequestException;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.TokenSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for tokens that clients connect with.
 */
class AccessTokenTests {

	private final HubFixture fixture = new HubFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void tokenTellsWhatItIsButNotInWords() {
		AccessToken token = this.fixture.hub().issueToken(null, List.of("*"), null);
		assertThat(token.value()).startsWith("lsat_");
		assertThat(token.type()).isEqualTo("Bearer");
		assertThat(token.expiresIn()).isEqualTo(Duration.ofHours(1));
		assertThat(token.tenantId()).isEqualTo("app");
		assertThat(token.toString()).doesNotContain(token.value());
	}

	@Test
	void tokenWithoutPermissionsIsAsGoodAsTheKey() {
		TestClient client = this.fixture.latteStream(token());
		client.subscribe("a");
		assertThat(client.take()).containsExactly(client.succeeded("a"));
		client.subscribe("private-a");
		assertThat(client.take()).singleElement().asString().contains("'status':401");
		client.subscribe("private-a", null);
		assertThat(client.take()).containsExactly(client.succeeded("private-a"));
		client.send("{'event':'client-e','channel':'private-a'}");
		assertThat(client.take()).isEmpty();
	}

	@Test
	void permissionGrantsPrivateChannelsAndNoOthers() {
		TestClient client = this.fixture.latteStream(token("subscribe:private-room-*", "subscribe:news"));
		for (String channel : List.of("private-room-1", "private-room-", "news")) {
			client.subscribe(channel);
			assertThat(client.take()).containsExactly(client.succeeded(channel));
		}
		for (String channel : List.of("private-room", "private-other", "news2", "new", "presence-room-1")) {
			client.subscribe(channel);
			assertThat(client.take()).containsExactly(
					client.subscriptionError(channel, "AuthError", "The token does not allow this channel", 403));
		}
		client.subscribe("private-other", null);
		assertThat(client.take()).singleElement().asString().contains("'status':403");
	}

	@Test
	void presenceChannelTakesPermissionAndMember() {
		TestClient client = this.fixture.latteStream(token("subscribe:presence-*"));
		client.sendEvent("subscribe", "{'channel':'presence-a','channel_data':'{\\'user_id\\':\\'forged\\'}'}");
		assertThat(client.take()).singleElement().asString().contains("'status':401");
		client.join("presence-a", "u1");
		assertThat(client.take()).singleElement().asString().contains("subscription_succeeded", "u1");
	}

	@Test
	void clientEventsTakeAPermissionOfTheirOwn() {
		TestClient other = this.fixture.latteStream();
		other.subscribe("private-a", null);
		other.subscribe("private-b", null);
		other.take();
		TestClient client = this.fixture.latteStream(token("subscribe:*", "publish:private-a"));
		client.subscribe("private-a");
		client.subscribe("private-b");
		client.take();
		client.send("{'event':'client-e','channel':'private-b'}");
		assertThat(client.take()).containsExactly(client.error(4301, "The token does not allow client events here"));
		client.send("{'event':'client-e','channel':'private-a'}");
		assertThat(client.take()).isEmpty();
		assertThat(other.take()).containsExactly("{'event':'client-e','channel':'private-a','data':{}}");
	}

	@Test
	void typingTakesThePermissionOfClientEvents() {
		TestClient client = this.fixture.latteStream(token("subscribe:*", "publish:presence-b"));
		client.join("presence-a", "u1");
		client.join("presence-b", "u1");
		client.take();
		client.send("{'event':'lattestream:typing','channel':'presence-a'}");
		assertThat(client.take()).containsExactly(client.error(4301, "The token does not allow typing here"));
		client.send("{'event':'lattestream:typing','channel':'presence-b'}");
		assertThat(client.take()).isEmpty();
	}

	@Test
	void asteriskAllowsBothEverywhere() {
		TestClient client = this.fixture.latteStream(token("*"));
		client.subscribe("private-a");
		client.take();
		client.send("{'event':'client-e','channel':'private-a'}");
		assertThat(client.take()).isEmpty();
	}

	@Test
	void serverMayPutAConnectionWhereItsTokenDoesNotLetIt() {
		TestClient client = this.fixture.latteStream(token("subscribe:private-a"));
		assertThat(this.fixture.await(this.fixture.hub().subscribeSocket(client.socketId(), "private-b"))).isTrue();
		assertThat(client.take()).containsExactly(client.succeeded("private-b"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "subscribe", "subscribe:", "subscribe", "publish:", "read:a", "subscribe:a*b",
			"subscribe:**", "subscribe:*a", "subscribe:a b", "subscribe:a\n*", "Subscribe:a", " *", "**",
			"subscribe:#server-to-user-a", "unsubscribe:a" })
	void permissionThatIsNotKnownIsRefused(String permission) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> token("subscribe:a", permission))
			.withMessageContaining("A permission is");
	}

	@Test
	void tooManyPermissionsAreRefused() {
		token(Collections.nCopies(100, "*").toArray(String[]::new));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> token(Collections.nCopies(101, "*").toArray(String[]::new)));
	}

	@ParameterizedTest
	@CsvSource({ "PT1S, true", "PT24H, true", "PT0.999S, false", "PT24H0.001S, false", "PT0S, false", "PT-1H, false" })
	void lifetimeHasBounds(Duration lifetime, boolean valid) {
		if (valid) {
			assertThat(this.fixture.hub().issueToken(null, List.of(), lifetime).expiresIn()).isEqualTo(lifetime);
		}
		else {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> this.fixture.hub().issueToken(null, List.of(), lifetime));
		}
	}

	@Test
	void connectionIsClosedWhenItsTokenExpires() {
		TestClient client = this.fixture.latteStream(token(Duration.ofMinutes(1)));
		TestClient stream = this.fixture.sse(token(Duration.ofMinutes(1)));
		TestClient other = this.fixture.latteStream();
		pass(Duration.ofSeconds(60));
		assertThat(client.closeCode()).isNull();
		pass(Duration.ofMillis(1));
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(client.transport().closeReason()).isEqualTo("Token expired");
		assertThat(stream.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(other.closeCode()).isNull();
	}

	@Test
	void expiredTokenIsRefused() {
		String token = token(Duration.ofSeconds(1));
		this.fixture.clock().advance(Duration.ofSeconds(2));
		TestClient client = open(token);
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(client.take()).containsExactly(client.error(4009, "Token expired"));
		assertThat(this.fixture.hub().streamRights(token)).isNull();
	}

	@Test
	void forgedTokenIsUnknown() {
		String token = token("*");
		AppCredentials other = new AppCredentials("app", "lspk_key", "lsk_other");
		AppCredentials otherKey = new AppCredentials("app", "lspk_other", "lsk_secret");
		String discovery = new TokenSigner("lsk_secret", this.fixture.clock()).issue(TokenSigner.DISCOVERY,
				Duration.ofHours(1), "lspk_key", "-", "*");
		for (String forged : List.of(token.substring(0, token.length() - 2), "lsat_", "lsat_.", "lsat_x.y",
				discovery.replace("lsdt_", "lsat_"), token.replace("lsat_", "lspc_"),
				new AccessTokens(other, this.fixture.clock()).issue(null, List.of("*"), null).value(),
				new AccessTokens(otherKey, this.fixture.clock()).issue(null, List.of("*"), null).value())) {
			assertThat(open(forged).closeCode()).as(forged).isEqualTo(CloseCode.UNKNOWN_KEY);
			assertThat(this.fixture.hub().streamRights(forged)).isNull();
		}
	}

	@Test
	void tokensAreNotForPusherClients() {
		TestClient client = this.fixture.open(Dialect.PUSHER, token("*"), null);
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNKNOWN_KEY);
	}

	@Test
	void openConnectionTakesAnotherTokenInPlaceOfItsKey() {
		TestClient client = this.fixture.latteStream();
		String token = this.fixture.hub()
			.issueToken(client.socketId(), List.of("subscribe:private-a"), Duration.ofMinutes(1))
			.value();
		client.send("{'api_key':'" + token + "'}");
		client.subscribe("private-a");
		assertThat(client.take()).containsExactly(client.succeeded("private-a"));
		pass(Duration.ofSeconds(50));
		client.send("{'api_key':'" + token(Duration.ofMinutes(1)) + "'}");
		pass(Duration.ofSeconds(50));
		assertThat(client.closeCode()).isNull();
		pass(Duration.ofSeconds(11));
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
	}

	@Test
	void openConnectionTakesNoTokenThatIsNotForIt() {
		TestClient client = this.fixture.latteStream();
		String expired = token(Duration.ofSeconds(1));
		String other = this.fixture.hub().issueToken("1.2", List.of("*"), null).value();
		this.fixture.clock().advance(Duration.ofSeconds(2));
		client.send("{'api_key':'" + expired + "'}");
		client.send("{'api_key':'" + other + "'}");
		client.send("{'api_key':'lsk_secret'}");
		client.send("{'api_key':'lsat_x.y'}");
		assertThat(client.take()).containsExactly(client.error(4009, "Token expired"),
				client.error(4009, "The token is for another connection"));
		client.subscribe("private-a");
		assertThat(client.take()).singleElement().asString().contains("'status':401");
		assertThat(client.closeCode()).isNull();
	}

	@Test
	void tokenOfAConnectionOpensNoOther() {
		String token = this.fixture.hub().issueToken("1.2", List.of("*"), null).value();
		TestClient client = open(token);
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(this.fixture.hub().streamRights(token)).isNull();
	}

	@Test
	void handshakeDoesNotTellItsKey() {
		assertThat(new Handshake("1.2", Dialect.LATTESTREAM, "lsat_x", null, null).toString()).doesNotContain("lsat_x");
	}

	private TestClient open(String key) {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		client.send("{'api_key':'" + key + "'}");
		return client;
	}

	private String token(String... permissions) {
		return this.fixture.hub().issueToken(null, List.of(permissions), null).value();
	}

	private String token(Duration lifetime) {
		return this.fixture.hub().issueToken(null, List.of(), lifetime).value();
	}

	private void pass(Duration duration) {
		this.fixture.clock().advance(duration);
		this.fixture.pass(duration);
	}

}
