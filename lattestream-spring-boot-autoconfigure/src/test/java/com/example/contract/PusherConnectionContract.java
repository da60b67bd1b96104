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
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import com.pusher.client.connection.ConnectionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How connections of Pusher clients begin, live and end. Numbers are those of the
 * conformance cases in the protocol's description.
 */
interface PusherConnectionContract extends HubContract {

	/** Case 1. */
	@Test
	default void greetsPusherClientWithStringData() {
		RawSocket socket = server().open("pusher",
				"/app/" + ContractServer.KEY + "?protocol=7&client=js&version=8.6.0&flash=false");
		JsonNode greeting = socket.next("pusher:connection_established");
		assertThat(greeting.get("data").isString()).isTrue();
		assertThat(Json.data(greeting).get("socket_id").stringValue()).matches("\\d+\\.\\d+");
		assertThat(Json.data(greeting).get("activity_timeout").intValue()).isEqualTo(120);
		socket.quiet();
	}

	/** Case 2. */
	@ParameterizedTest
	@ValueSource(strings = { "", "?", "?protocol=4", "?protocol=5", "?protocol=6", "?client=x&unknown=%20" })
	default void greetsWhateverElseTheQuerySays(String query) {
		server().open("pusher", "/app/" + ContractServer.KEY + query).greeted().quiet();
	}

	/** Case 2. */
	@Test
	default void javaClientConnects() {
		PusherClient client = server().javaClient().connected();
		assertThat(client.socketId()).matches("\\d+\\.\\d+");
	}

	/** Case 3. */
	@ParameterizedTest
	@CsvSource({ "99,4007", "8,4007", "3,4007", "-1,4007", "seven,4006", "7.0,4006" })
	default void refusesOtherProtocolVersionsInsideTheSocket(String protocol, int closeCode) {
		RawSocket socket = server().open("pusher", "/app/" + ContractServer.KEY + "?protocol=" + protocol);
		assertThat(socket.closeCode()).isEqualTo(closeCode);
	}

	/** Case 4. */
	@ParameterizedTest
	@ValueSource(strings = { "lspk_other", "lspk_contrac", "lspk_contractt", "%20", "lsk_contract-secret" })
	default void refusesUnknownKeyInsideTheSocket(String key) {
		RawSocket socket = server().open("pusher", "/app/" + key + "?protocol=7");
		assertThat(socket.closeCode()).isEqualTo(4001);
	}

	/** Case 4. */
	@Test
	default void javaClientWithUnknownKeyGivesUp() {
		try (PusherClient client = new PusherClient(server().port(), "lspk_other", "/lattestream/auth", null)) {
			client.connect();
			assertThat(client.nextState()).isEqualTo(ConnectionState.CONNECTING);
			assertThat(client.nextState()).isEqualTo(ConnectionState.DISCONNECTING);
			assertThat(client.nextState()).isEqualTo(ConnectionState.DISCONNECTED);
		}
	}

	/** Case 6. */
	@ParameterizedTest
	@ValueSource(strings = { "{\"event\":\"pusher:ping\",\"data\":{}}", "{\"event\": \"pusher:ping\"}",
			"{\"event\":\"pusher:ping\",\"data\":\"{}\"}" })
	default void answersPusherPing(String ping) {
		RawSocket socket = server().pusher().send(ping);
		assertThat(socket.nextText()).isEqualTo("{\"event\":\"pusher:pong\",\"data\":\"{}\"}");
	}

	/** Case 7. */
	@Test
	default void answersNativePingWithItsPayload() {
		RawSocket socket = server().pusher();
		WebSocket jdkSocket = socket.socket();
		jdkSocket.sendPing(ByteBuffer.wrap("are you there?".getBytes(StandardCharsets.UTF_8))).join();
		assertThat(socket.nextPong()).isEqualTo("are you there?");
		jdkSocket.sendPing(ByteBuffer.allocate(0)).join();
		assertThat(socket.nextPong()).isEmpty();
		socket.quiet();
	}

	/** Case 8. */
	@Test
	default void closesSilentConnectionsAndKeepsThoseThatAnswerPings() {
		RawSocket alive = impatientServer().pusher();
		PusherClient javaClient = impatientServer().javaClient().connected();
		TcpSocket silent = impatientServer().tcp("/app/" + ContractServer.KEY);
		assertThat(silent.next().get("event").stringValue()).isEqualTo("pusher:connection_established");
		assertThat(silent.read().opcode()).as("native ping").isEqualTo(TcpSocket.PING);
		assertThat(silent.readCloseCode()).isEqualTo(4201);
		alive.quiet();
		assertThat(javaClient.pusher().getConnection().getState()).isEqualTo(ConnectionState.CONNECTED);
	}

	/** Case 9. */
	@ParameterizedTest
	@ValueSource(strings = { "not json", "[]", "{}", "{\"event\":5}", "\"text\"", "null", "", " ", "{\"event\":",
			"{\"event\":\"pusher:ping\"} {}", "{\"event\":\"pusher:ping\",\"event\":\"pusher:ping\"}",
			"{\"event\":\"pusher:subscribe\"}", "{\"event\":\"pusher:subscribe\",\"data\":\"not json\"}",
			"{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":5}}",
			"{\"event\":\"pusher:unsubscribe\",\"data\":[]}", "{\"event\":\"client-x\",\"data\":{}}" })
	default void staysOpenAfterFrameThatMakesNoSense(String frame) {
		RawSocket socket = server().pusher().send(frame);
		JsonNode error = socket.nextError();
		assertThat(error.isObject()).isTrue();
		assertThat(error.get("code").isNull()).isTrue();
		assertThat(error.get("message").stringValue()).isNotEmpty();
		socket.quiet();
	}

	/** Case 9. */
	@Test
	default void staysOpenAfterDeeplyNestedJson() {
		RawSocket socket = server().pusher()
			.send("{\"event\":\"pusher:ping\",\"data\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
		assertThat(socket.nextError().get("code").isNull()).isTrue();
		socket.quiet();
	}

	/** Case 10. */
	@ParameterizedTest
	@ValueSource(strings = { "pusher:foo", "pusher_internal:subscription_succeeded", "foo", "lattestream:subscribe",
			"my-client-x" })
	default void staysOpenAfterUnknownEvent(String event) {
		RawSocket socket = server().pusher()
			.send("{\"event\":\"" + event + "\",\"channel\":\"a\",\"data\":{\"channel\":\"a\"}}");
		socket.nextError();
		socket.quiet();
	}

	/** Case 10. */
	@Test
	default void closesOnBinaryMessage() {
		RawSocket socket = server().pusher();
		RawSocket other = server().pusher();
		socket.socket().sendBinary(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), true).join();
		assertThat(socket.closeCode()).isEqualTo(1003);
		other.quiet();
	}

	/** Case 13. */
	@Test
	default void givesEveryConnectionSocketIdOfItsOwn() {
		Set<String> socketIds = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			socketIds.add(server().pusher().socketId());
			socketIds.add(server().latteStream().socketId());
		}
		assertThat(socketIds).hasSize(20).allMatch((socketId) -> socketId.matches("\\d{1,20}\\.\\d{1,20}"));
	}

	@Test
	default void asksPlainRequestToUpgrade() {
		HttpResponse<String> response = server().get("/app/" + ContractServer.KEY);
		assertThat(response.statusCode()).isEqualTo(426);
		assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
	}

	@Test
	default void negotiatesNoCompressionThatWasNotAskedOfIt() {
		String head = server().tcp()
			.upgrade("/app/" + ContractServer.KEY, "Sec-WebSocket-Extensions: permessage-deflate");
		assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("extensions");
	}

	@Test
	default void closingHandshakeIsAnsweredWithTheSameCode() {
		TcpSocket socket = server().tcp("/app/" + ContractServer.KEY);
		socket.next();
		socket.send(TcpSocket.frame(true, TcpSocket.CLOSE, new byte[] { 0x03, (byte) 0xe9 }));
		assertThat(socket.readCloseCode()).isEqualTo(1001);
		assertThat(socket.readToEnd()).isEmpty();
	}

}
