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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import com.example.contract.RawSocket.BinaryMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events with bytes, from clients and from the server.
 */
interface BinaryEventContract extends HubContract {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 1000, 32 * 1024 })
	default void bytesOfTheServerReachEachClientInItsForm(int size) {
		byte[] bytes = bytes(size);
		RawSocket latteStream = server().latteStream().subscribed("bytes");
		RawSocket pusher = server().pusher().subscribed("bytes");
		PusherClient javaClient = server().javaClient().connected().subscribed("bytes");
		EventStream stream = server().stream("channel=bytes").greeted().subscribed("bytes");
		server().client().trigger("bytes", "e", bytes).block();
		BinaryMessage message = latteStream.nextBinary();
		assertThat(message.metadata()).isEqualTo(Json.parse("{\"event\":\"e\",\"channel\":\"bytes\",\"data\":{}}"));
		assertThat(message.bytes()).isEqualTo(bytes);
		JsonNode data = Json.parse("{\"binaryData\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}");
		assertThat(Json.parse(pusher.next("e").get("data").stringValue())).isEqualTo(data);
		assertThat(Json.parse(javaClient.nextEvent("e").getData())).isEqualTo(data);
		assertThat(stream.next("e").data()).isEqualTo(data);
	}

	@Test
	default void bytesOfAClientReachTheOthersInTheirForms() {
		RawSocket sender = server().latteStream().subscribed("private-open-b");
		RawSocket latteStream = server().latteStream().subscribed("private-open-b");
		RawSocket pusher = server().pusher().subscribed("private-open-b");
		PusherClient javaClient = server().javaClient().connected().subscribed("private-open-b");
		byte[] bytes = { 0, 1, -1 };
		sender.sendEvent("{\"event\":\"client-e\",\"channel\":\"private-open-b\",\"data\":{\"n\":\"é\"}}", bytes);
		BinaryMessage message = latteStream.nextBinary();
		assertThat(message.metadata().get("data")).isEqualTo(Json.parse("{\"n\":\"é\"}"));
		assertThat(message.bytes()).isEqualTo(bytes);
		JsonNode text = Json.parse("{\"n\":\"é\",\"binaryData\":\"AAH/\"}");
		assertThat(pusher.next("client-e").get("data")).isEqualTo(text);
		assertThat(Json.parse(javaClient.nextEvent("client-e").getData())).isEqualTo(text);
		sender.quiet();
	}

	@Test
	default void binaryMessageMayComeInFragmentsAndBeJson() {
		RawSocket socket = server().open("lattestream", "/lattestream");
		byte[] key = ("{\"api_key\":\"" + ContractServer.KEY + "\"}").getBytes(StandardCharsets.UTF_8);
		socket.socket().sendBinary(ByteBuffer.wrap(key, 0, 5), false).join();
		socket.socket().sendBinary(ByteBuffer.wrap(key, 5, 1), false).join();
		socket.socket().sendBinary(ByteBuffer.wrap(key, 6, key.length - 6), true).join();
		socket.greeted();
		socket.sendBinary(RawSocket.envelope(1, "{\"event\":\"lattestream:ping\"}".getBytes(StandardCharsets.UTF_8)));
		socket.nextProtocol("pong");
	}

	@Test
	default void envelopeThatIsNotUnderstoodIsAnErrorAndTheConnectionStays() {
		RawSocket socket = server().latteStream();
		byte[] ping = "{\"event\":\"lattestream:ping\"}".getBytes(StandardCharsets.UTF_8);
		byte[] good = RawSocket.envelope(1, ping);
		for (byte[] message : new byte[][] { RawSocket.envelope(3, ping), RawSocket.envelope(-1, ping),
				Arrays.copyOf(good, good.length - 1), Arrays.copyOf(good, good.length + 1), new byte[8],
				RawSocket.envelope(2, new byte[] { -1, -1, -1, 127 }), RawSocket.envelope(2, ping) }) {
			socket.sendBinary(message);
			assertThat(socket.nextError().get("message").stringValue()).isNotEmpty();
		}
		socket.quiet();
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		for (int i = 0; i < size; i++) {
			bytes[i] = (byte) (i * 31);
		}
		return bytes;
	}

}
