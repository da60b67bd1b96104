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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.TokenSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Discovery and WebSockets of the LatteStream dialect.
 */
interface LatteStreamContract extends HubContract {

	@Test
	default void discoveryTellsWhereToConnect() {
		long before = System.currentTimeMillis();
		HttpResponse<String> response = server().get("/lattestream/discover?api_key=" + ContractServer.KEY);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		JsonNode answer = Json.parse(response.body());
		assertThat(answer.get("node_id").isIntegralNumber()).isTrue();
		assertThat(answer.get("region").isString()).isTrue();
		assertThat(answer.get("cluster").isString()).isTrue();
		assertThat(answer.get("host").stringValue()).isEqualTo("localhost");
		assertThat(answer.get("port").intValue()).isEqualTo(server().port());
		assertThat(answer.get("discovery_token").stringValue()).isNotEmpty().doesNotContain(ContractServer.SECRET);
		assertThat(answer.get("expires_at").longValue()).isBetween(before + 1000, before + 3_600_000);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "?api_key=", "?api_key=lspk_other", "?api_key=lsk_contract-secret", "?key=lspk_contract" })
	default void discoveryRefusesOtherKeys(String query) {
		HttpResponse<String> response = server().get("/lattestream/discover" + query);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).doesNotContain("token");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/lattestream", "/lattestream/", "/lattestream?discovery_token=%s" })
	default void discoveryTokenOpensConnection(String path) {
		String token = discoveryToken();
		RawSocket socket = server().open("lattestream", path.formatted(token))
			.send("{\"api_key\":\"" + token + "\"}")
			.greeted();
		socket.subscribed("orders");
		socket.subscribe("private-x").nextProtocol("subscription_error");
	}

	@Test
	default void refusesDiscoveryTokenThatIsNotGood() {
		String token = discoveryToken();
		int dot = token.indexOf('.');
		String expired = new TokenSigner(ContractServer.SECRET, Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)))
			.issue(TokenSigner.DISCOVERY, Duration.ofMinutes(1), ContractServer.KEY);
		String foreign = new TokenSigner("lsk_other", Clock.systemUTC()).issue(TokenSigner.DISCOVERY,
				Duration.ofMinutes(1), ContractServer.KEY);
		String unknownKind = new TokenSigner(ContractServer.SECRET, Clock.systemUTC()).issue("lsxx_",
				Duration.ofMinutes(1), ContractServer.KEY);
		for (String bad : List.of(expired, foreign, unknownKind, unknownKind.replace("lsxx_", "lsdt_"),
				token.substring(0, dot), token.substring(0, dot + 1), token.replace('.', ':'), token.substring(5),
				token.substring(0, token.length() - 4), "lsdt_.", "lsdt_!.!", "")) {
			RawSocket socket = server().latteStreamWithKey(bad);
			assertThat(socket.nextError().get("code").intValue()).as(bad).isEqualTo(4001);
			assertThat(socket.closeCode()).as(bad).isEqualTo(4001);
		}
	}

	@Test
	default void greetsWithObjectData() {
		RawSocket socket = server().latteStreamWithKey(ContractServer.KEY);
		JsonNode data = socket.next("lattestream:connection_established").get("data");
		assertThat(data.isObject()).isTrue();
		assertThat(data.get("socket_id").stringValue()).matches("[0-9]+\\.[0-9]+");
		assertThat(data.get("activity_timeout").intValue()).isEqualTo(120);
		assertThat(data.get("protocol").intValue()).isEqualTo(7);
	}

	/** As fast as a client may be: with the first packet after the upgrade. */
	@Test
	default void takesTheKeyThatFollowsTheUpgradeAtOnce() {
		byte[] key = TcpSocket.frame(true, TcpSocket.TEXT,
				("{\"api_key\":\"" + ContractServer.KEY + "\"}").getBytes(StandardCharsets.UTF_8));
		for (int i = 0; i < 100; i++) {
			TcpSocket socket = server().tcp("/lattestream").send(key);
			assertThat(socket.next().get("event").stringValue()).isEqualTo("lattestream:connection_established");
			socket.reset();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "lspk_other", "lspc_x.y", "lsk_other", "eyJhbGciOiJub25lIn0.e30.", "" })
	default void refusesOtherKeysWithErrorAndCloseCode(String key) {
		RawSocket socket = server().latteStreamWithKey(key);
		JsonNode error = socket.nextError();
		assertThat(error.get("code").intValue()).isEqualTo(4001);
		assertThat(error.get("message").stringValue()).isNotEmpty();
		assertThat(socket.closeCode()).isEqualTo(4001);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"a\"}}", "not json", "{}",
			"{\"api_key\":5}", "{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":{}}" })
	default void firstMessageHasToBringTheKey(String message) {
		RawSocket socket = server().open("lattestream", "/lattestream").send(message);
		assertThat(socket.nextError().get("code").intValue()).isEqualTo(4009);
		assertThat(socket.closeCode()).isEqualTo(4009);
	}

	@Test
	default void keyHasToComeInTime() {
		RawSocket socket = impatientServer().open("lattestream", "/lattestream");
		assertThat(socket.nextError().get("code").intValue()).isEqualTo(4009);
		assertThat(socket.closeCode()).isEqualTo(4009);
	}

	@Test
	default void keyIsLookedAtOnce() {
		RawSocket socket = server().latteStream();
		socket.send("{\"api_key\":\"lsk_contract-secret\"}").send("{\"api_key\":\"lspk_other\"}").quiet();
		socket.subscribe("private-x").nextProtocol("subscription_error");
	}

	@Test
	default void secretOpensEveryChannel() {
		RawSocket socket = server().latteStreamWithKey(ContractServer.SECRET).greeted();
		socket.subscribe("private-x").nextInternal("subscription_succeeded");
		socket.sendProtocol("subscribe",
				"{\"channel\":\"presence-x\",\"channel_data\":{\"user_id\":\"server\",\"user_info\":[1]}}");
		assertThat(socket.nextInternal("subscription_succeeded").get("data").get("presence").get("me"))
			.isEqualTo(Json.parse("{\"id\":\"server\",\"info\":[1]}"));
		socket.subscribe("presence-y").nextProtocol("subscription_error");
	}

	@Test
	default void channelTokenOpensConnectionAndItsChannel() {
		ChannelSigner signer = server().bean(ChannelSigner.class);
		String token = signer.issueToken("1.2", "private-x", null);
		RawSocket socket = server().latteStreamWithKey(token).greeted();
		socket.subscribe("private-x").nextInternal("subscription_succeeded");
		socket.subscribe("private-y").nextProtocol("subscription_error");
		String expired = new ChannelSigner(server().bean(AppCredentials.class),
				Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)))
			.issueToken("1.2", "private-x", null);
		assertThat(server().latteStreamWithKey(expired).closeCode()).isEqualTo(4001);
	}

	@Test
	default void takesAllThreeFormsOfAuthorisation() {
		RawSocket socket = server().latteStream();
		String id = socket.socketId();
		ChannelSigner signer = server().bean(ChannelSigner.class);
		socket.subscribe("private-a", Signatures.of(id, "private-a")).nextInternal("subscription_succeeded");
		socket.subscribe("private-b", id + ":" + Signatures.hex(ContractServer.SECRET, id + ":private-b"))
			.nextInternal("subscription_succeeded");
		socket.subscribe("private-c", signer.issueToken(id, "private-c", null)).nextInternal("subscription_succeeded");
		socket.subscribe("private-d", signer.issueToken("1.2", "private-d", null)).nextProtocol("subscription_error");
		socket.subscribe("private-d", signer.issueToken(id, "private-c", null)).nextProtocol("subscription_error");
	}

	@Test
	default void speaksInValues() {
		RawSocket socket = server().latteStream();
		socket.send("{\"event\":\"lattestream:ping\",\"data\":{}}");
		assertThat(socket.nextText()).isEqualTo("{\"event\":\"lattestream:pong\",\"data\":{}}");
		socket.subscribe("orders");
		assertThat(socket.nextText()).isEqualTo(
				"{\"event\":\"lattestream_internal:subscription_succeeded\",\"channel\":\"orders\",\"data\":{}}");
		server().client().trigger("orders", "shipped", List.of(1, "é")).block();
		assertThat(socket.nextText()).isEqualTo("{\"event\":\"shipped\",\"channel\":\"orders\",\"data\":[1,\"é\"]}");
		server().client().trigger("orders", "nothing", null).block();
		assertThat(socket.nextText()).isEqualTo("{\"event\":\"nothing\",\"channel\":\"orders\",\"data\":null}");
		socket.subscribe("a b");
		JsonNode error = socket.next("lattestream:subscription_error");
		assertThat(error.get("channel").stringValue()).isEqualTo("a b");
		assertThat(error.get("data").propertyNames()).containsExactlyInAnyOrder("type", "error", "status");
	}

	@Test
	default void batchIsHandledAsIfItsMessagesCameAlone() {
		RawSocket other = server().latteStream().subscribed("private-x");
		RawSocket socket = server().latteStream();
		String auth = Signatures.of(socket.socketId(), "private-x");
		socket.sendProtocol("batch", "{\"messages\":[{\"event\":\"lattestream:ping\"},"
				+ "{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"a\"}},"
				+ "{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"private-x\",\"auth\":\"" + auth
				+ "\"}}," + "{\"event\":\"client-1\",\"channel\":\"private-x\",\"data\":{\"n\":1}},17,"
				+ "{\"event\":\"lattestream:batch\",\"data\":{\"messages\":[]}},{\"api_key\":\"lsk_contract-secret\"},"
				+ "{\"event\":\"lattestream:unsubscribe\",\"data\":{\"channel\":\"a\"}},"
				+ "{\"event\":\"client-2\",\"channel\":\"private-x\",\"data\":{\"n\":2}},"
				+ "{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"private-y\"}}]}");
		socket.nextProtocol("pong");
		assertThat(socket.nextInternal("subscription_succeeded").get("channel").stringValue()).isEqualTo("a");
		assertThat(socket.nextInternal("subscription_succeeded").get("channel").stringValue()).isEqualTo("private-x");
		socket.nextError();
		socket.nextError();
		socket.nextError();
		socket.nextProtocol("subscription_error");
		socket.quiet();
		assertThat(other.next("client-1").get("data").get("n").intValue()).isEqualTo(1);
		assertThat(other.next("client-2").get("data").get("n").intValue()).isEqualTo(2);
		assertThat(server().client().channel("a").block().occupied()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"messages\":5}", "{\"messages\":{}}", "null", "[]" })
	default void refusesBatchThatIsNone(String data) {
		RawSocket socket = server().latteStream().sendProtocol("batch", data);
		socket.nextError();
		socket.quiet();
	}

	@Test
	default void emptyBatchIsNothing() {
		server().latteStream().sendProtocol("batch", "{\"messages\":[]}").quiet();
	}

	private String discoveryToken() {
		return Json.parse(server().get("/lattestream/discover?api_key=" + ContractServer.KEY).body())
			.get("discovery_token")
			.stringValue();
	}

}
