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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that end a connection, that one only.
 */
interface HostileMessageContract extends HubContract {

	/** The limit on messages from clients by default. */
	int MESSAGE_SIZE = 64 * 1024;

	@Test
	default void takesMessageOfTheLargestSize() {
		RawSocket socket = server().pusher();
		String start = "{\"event\":\"pusher:ping\",\"data\":\"";
		socket.send(start + "x".repeat(MESSAGE_SIZE - start.length() - 2) + "\"}");
		socket.nextProtocol("pong");
	}

	@Test
	default void takesFragmentsWithPingBetweenThem() {
		TcpSocket socket = server().tcp("/app/" + ContractServer.KEY);
		socket.next();
		byte[] message = "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"é\"}}"
			.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < message.length - 1; i++) {
			socket.send(TcpSocket.frame(false, (i == 0) ? TcpSocket.TEXT : TcpSocket.CONTINUATION,
					new byte[] { message[i] }));
		}
		socket.send(TcpSocket.frame(true, TcpSocket.PING, new byte[] { 7 }));
		assertThat(socket.read()).satisfies((pong) -> {
			assertThat(pong.opcode()).isEqualTo(TcpSocket.PONG);
			assertThat(pong.payload()).containsExactly(7);
		});
		socket.send(TcpSocket.frame(true, TcpSocket.CONTINUATION, new byte[] { message[message.length - 1] }));
		assertThat(socket.next().get("channel").stringValue()).isEqualTo("é");
	}

	@Test
	default void closesOnMessageThatIsTooLarge() {
		RawSocket neighbour = server().pusher();
		RawSocket socket = server().pusher();
		socket.socket().sendText("x".repeat(MESSAGE_SIZE + 1), true);
		assertThat(socket.closeCode()).isEqualTo(1009);
		neighbour.quiet();
	}

	@Test
	default void closesOnMessageThatIsMuchTooLarge() {
		TcpSocket socket = server().tcp("/app/" + ContractServer.KEY);
		socket.next();
		// Only the head and a bit of it
		socket.send(new byte[] { (byte) 0x81, (byte) 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 'x', 'x', 'x' });
		assertThat(socket.readCloseCode()).isEqualTo(1009);
	}

	@Test
	default void closesOnFragmentsThatAreTooLargeTogether() {
		RawSocket neighbour = server().pusher();
		RawSocket socket = server().latteStream();
		socket.socket().sendText("x".repeat(MESSAGE_SIZE / 2), false).join();
		socket.socket().sendText("x".repeat(MESSAGE_SIZE / 2), false).join();
		socket.socket().sendText("x", false);
		int closeCode = socket.closeCode();
		assertThat(closeCode).isEqualTo(1009);
		neighbour.quiet();
	}

	@Test
	default void closesOnBinaryThatCannotBeRead() {
		RawSocket neighbour = server().pusher();
		for (RawSocket socket : new RawSocket[] { server().pusher(), server().latteStream(),
				server().open("lattestream", "/lattestream") }) {
			socket.socket().sendBinary(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), true);
			assertThat(socket.closeCode()).isEqualTo(1003);
		}
		neighbour.quiet();
	}

	@Test
	default void closesOnBinaryLargerThanMessagesMayBe() {
		RawSocket neighbour = server().pusher();
		RawSocket socket = server().latteStream();
		socket.socket().sendBinary(ByteBuffer.allocate(MESSAGE_SIZE / 2), false).join();
		socket.socket().sendBinary(ByteBuffer.allocate(MESSAGE_SIZE / 2), false).join();
		socket.socket().sendBinary(ByteBuffer.allocate(1), true);
		assertThat(socket.closeCode()).isEqualTo(1009);
		neighbour.quiet();
	}

	@ParameterizedTest
	@ValueSource(strings = { "c3", "c328", "a0a1", "e28228", "f0288cbc", "c080", "eda080", "f8a1a1a1a1", "ff" })
	default void closesOnTextThatIsNotUtf8(String hex) {
		RawSocket neighbour = server().pusher();
		TcpSocket socket = server().tcp("/app/" + ContractServer.KEY);
		socket.next();
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		message.writeBytes("{\"event\":\"pusher:ping\",\"data\":\"".getBytes(StandardCharsets.UTF_8));
		message.writeBytes(HexFormat.of().parseHex(hex));
		message.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
		socket.send(TcpSocket.frame(true, TcpSocket.TEXT, message.toByteArray()));
		assertThat(socket.readCloseCode()).isEqualTo(1007);
		neighbour.quiet();
	}

	/** What decoders put where there is no UTF-8 may be sent, too. */
	@Test
	default void takesReplacementCharacter() {
		RawSocket socket = server().pusher().subscribed("private-x");
		RawSocket other = server().latteStream().subscribed("private-x");
		socket.trigger("client-a", "private-x", "\"\uFFFD \\uFFFD \\uD83D\\uDE00\"");
		assertThat(other.next("client-a").get("data").stringValue()).isEqualTo("\uFFFD \uFFFD \uD83D\uDE00");
	}

	@Test
	default void closesOnBrokenFrames() {
		RawSocket neighbour = server().pusher();
		byte[] unmasked = { (byte) 0x81, 2, '{', '}' };
		byte[] reservedBit = TcpSocket.frame(true, TcpSocket.TEXT | 0x40, new byte[] { '{', '}' });
		byte[] unknownOpcode = TcpSocket.frame(true, 5, new byte[] { '{', '}' });
		byte[] longPing = TcpSocket.frame(true, TcpSocket.PING, new byte[126]);
		byte[] loneContinuation = TcpSocket.frame(true, TcpSocket.CONTINUATION, new byte[] { '{', '}' });
		for (byte[] frame : new byte[][] { unmasked, reservedBit, unknownOpcode, longPing, loneContinuation }) {
			TcpSocket socket = server().tcp("/app/" + ContractServer.KEY);
			socket.next();
			socket.send(frame);
			assertThat(socket.readCloseCode()).isEqualTo(1002);
		}
		neighbour.quiet();
	}

	/** Who does not answer the close frame is not waited for. */
	@Test
	default void endsConnectionOfClientThatDoesNotCloseIt() {
		TcpSocket socket = server().tcp("/app/lspk_other");
		assertThat(socket.readCloseCode()).isEqualTo(4001);
		assertThat(socket.readToEnd()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-WebSocket-Version: 1", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13, 8",
			"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" })
	default void requestIsNoWebSocketWithoutItsHeaders(String header) {
		String head = server().tcp()
			.get("/app/" + ContractServer.KEY, "Upgrade: websocket", "Connection: Upgrade", header);
		assertThat(head).startsWith("HTTP/1.1 4");
	}

}
