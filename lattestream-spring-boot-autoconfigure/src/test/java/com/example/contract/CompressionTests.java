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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import com.example.node.NodeTestRun;
import com.example.node.RequiresNode;
import com.lattestream.web.DeflatedMessages;
import com.lattestream.web.InvalidMessageException;
import com.lattestream.web.PerMessageDeflate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compression of WebSocket messages, switched on, on real sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CompressionTests {

	private static final int MESSAGE_SIZE = 64 * 1024;

	private static final int COMPRESSED = 0x40;

	private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

	private static final String ANSWER = "\r\nsec-websocket-extensions: permessage-deflate;"
			+ " server_no_context_takeover; client_no_context_takeover";

	private static final String PUSHER = "/app/" + ContractServer.KEY;

	private final PerMessageDeflate deflate = new PerMessageDeflate(0);

	private ContractServer server;

	/**
	 * Return the configuration that runs the application on the server.
	 * @return the class
	 */
	abstract Class<?> application();

	/**
	 * Return what the application is configured with.
	 * @return properties of the form {@code name=value}
	 */
	abstract List<String> properties();

	@BeforeAll
	void startServer() {
		List<String> properties = new ArrayList<>(properties());
		properties.add("lattestream.hub.websocket.compression.enabled=true");
		this.server = ContractServer.start(List.of(application(), CountingConfiguration.class),
				properties.toArray(String[]::new));
	}

	@AfterEach
	void nothingIsLeftAndTheLogIsFine(CapturedOutput output) {
		this.server.closeClients();
		assertThat(output).doesNotContain(" ERROR ", "PrematureChannelClosureException");
	}

	@AfterAll
	void stopServer() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate", "permessage-deflate; client_max_window_bits=9",
			"x-other, permessage-deflate; mystery, permessage-deflate; client_no_context_takeover" })
	void offerIsTaken(String offer) {
		for (String path : new String[] { PUSHER, "/lattestream" }) {
			String head = this.server.tcp().upgrade(path, "Sec-WebSocket-Extensions: " + offer);
			assertThat(head).startsWith("HTTP/1.1 101 ").containsIgnoringCase(ANSWER + "\r\n");
		}
	}

	@Test
	void largestWindowIsConfirmed() {
		String head = this.server.tcp()
			.upgrade(PUSHER, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15");
		assertThat(head).containsIgnoringCase(ANSWER + "; server_max_window_bits=15\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate; server_max_window_bits=10", "permessage-deflate; mystery", "x\"; y" })
	void whoOffersSomethingElseGetsMessagesAsTheyAre(String offer) {
		TcpSocket socket = this.server.tcp();
		String head = socket.upgrade(PUSHER, "Sec-WebSocket-Extensions: " + offer);
		assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("extensions");
		assertThat(next(socket, false).get("event").stringValue()).isEqualTo("pusher:connection_established");
		socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\"}}");
		next(socket, false);
		publish("a");
		next(socket, false);
	}

	@Test
	void eventIsCompressedOncePerDialectForAllThatWantItSo() {
		List<TcpSocket> sockets = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			sockets.add((i % 2 == 0) ? pusher("crowd") : latteStream("crowd"));
		}
		RawSocket plain = this.server.pusher().subscribed("crowd");
		EventStream stream = this.server.stream("channel=crowd").greeted().subscribed("crowd");
		AtomicInteger compressions = this.server.bean(AtomicInteger.class);
		int before = compressions.get();
		String data = publish("crowd");
		for (int i = 0; i < 100; i++) {
			JsonNode event = next(sockets.get(i), true);
			assertThat(event.get("event").stringValue()).isEqualTo("e");
			assertThat(event.get("data").stringValue()).contains(data);
		}
		assertThat(plain.next("e").get("data").stringValue()).contains(data);
		assertThat(stream.next("e").data().stringValue()).isEqualTo(data);
		assertThat(compressions.get() - before).isEqualTo(2);
	}

	@Test
	void smallEventLeavesAsItIs() {
		TcpSocket socket = pusher("small");
		this.server.client().trigger("small", "e", "x".repeat(500)).block();
		assertThat(next(socket, false).get("data").stringValue()).contains("x".repeat(500));
	}

	@Test
	void bytesAreCompressedWithTheirEnvelope() {
		TcpSocket socket = latteStream("bytes");
		this.server.client().trigger("bytes", "e", new byte[5000]).block();
		TcpSocket.Frame frame = socket.read();
		assertThat(frame.opcode()).isEqualTo(TcpSocket.BINARY);
		assertThat(frame.compressed()).isTrue();
		assertThat(frame.payload()).hasSizeLessThan(200);
		byte[] message = inflate(frame);
		assertThat(message).hasSizeGreaterThan(5000).endsWith(new byte[5000]);
	}

	@Test
	void compressedMessageMayComeInFragmentsWithPingsBetween() {
		TcpSocket socket = pusher("first");
		byte[] message = deflate("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"é\"}}");
		int opcode = TcpSocket.TEXT | COMPRESSED;
		for (byte part : message) {
			socket.send(TcpSocket.frame(false, opcode, new byte[] { part }));
			opcode = TcpSocket.CONTINUATION;
		}
		socket.send(TcpSocket.frame(true, TcpSocket.PING, new byte[] { 7 }));
		assertThat(socket.read().opcode()).isEqualTo(TcpSocket.PONG);
		socket.send(TcpSocket.frame(true, TcpSocket.CONTINUATION, new byte[0]));
		assertThat(next(socket, false).get("channel").stringValue()).isEqualTo("é");
		// And the next one is not compressed
		socket.sendText("{\"event\":\"pusher:ping\",\"data\":{}}");
		assertThat(next(socket, false).get("event").stringValue()).isEqualTo("pusher:pong");
	}

	@Test
	void messageMayBeAsLargeAsTheLimitCompressedOrNot() {
		TcpSocket socket = pusher("large");
		String start = "{\"event\":\"pusher:ping\",\"data\":\"";
		String noise = new Random(1).ints(MESSAGE_SIZE - start.length() - 2, '0', 'z')
			.filter((character) -> character != '\\')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		String message = start + noise + " ".repeat(MESSAGE_SIZE - start.length() - 2 - noise.length()) + "\"}";
		socket.sendText(message);
		assertThat(next(socket, false).get("event").stringValue()).isEqualTo("pusher:pong");
		socket.send(TcpSocket.frame(true, TcpSocket.TEXT | COMPRESSED, deflate(message)));
		assertThat(next(socket, false).get("event").stringValue()).isEqualTo("pusher:pong");
	}

	@Test
	void bombEndsItsConnectionOnly() {
		RawSocket neighbour = this.server.pusher();
		byte[] bomb = DeflatedMessages.deflate(new byte[10_000_000]);
		assertThat(bomb).hasSizeLessThan(11_000);
		assertThat(closeCode(TcpSocket.frame(true, TcpSocket.TEXT | COMPRESSED, bomb))).isEqualTo(1009);
		assertThat(closeCode(TcpSocket.frame(true, TcpSocket.BINARY | COMPRESSED, bomb))).isEqualTo(1009);
		neighbour.quiet();
	}

	@Test
	void messageThatIsTooLargeEndsItsConnectionOnly() {
		RawSocket neighbour = this.server.pusher();
		byte[] noise = new byte[PerMessageDeflate.maxCompressedSize(MESSAGE_SIZE) + 1];
		new Random(1).nextBytes(noise);
		assertThat(closeCode(TcpSocket.frame(true, TcpSocket.TEXT, new byte[MESSAGE_SIZE + 1]))).isEqualTo(1009);
		assertThat(closeCode(join(TcpSocket.frame(false, TcpSocket.TEXT, new byte[MESSAGE_SIZE]),
				TcpSocket.frame(true, TcpSocket.CONTINUATION, new byte[1]))))
			.isEqualTo(1009);
		assertThat(closeCode(TcpSocket.frame(true, TcpSocket.TEXT | COMPRESSED, noise))).isEqualTo(1009);
		assertThat(closeCode(TcpSocket.frame(true, TcpSocket.TEXT | COMPRESSED,
				DeflatedMessages.deflate(new byte[MESSAGE_SIZE + 1]))))
			.isEqualTo(1009);
		neighbour.quiet();
	}

	@Test
	void brokenMessageEndsItsConnectionOnly() {
		RawSocket neighbour = this.server.pusher();
		int text = TcpSocket.TEXT | COMPRESSED;
		assertThat(closeCode(TcpSocket.frame(true, text, new byte[] { -1, -1, -1 }))).isEqualTo(1007);
		assertThat(closeCode(TcpSocket.frame(true, text, DeflatedMessages.deflate(new byte[] { '"', -1 }))))
			.isEqualTo(1007);
		neighbour.quiet();
	}

	@ParameterizedTest
	@CsvSource({ "true, 73", "true, 74", "true, 72", "true, 33", "true, 17", "true, 97", "true, 67" })
	void reservedBitsWhereTheyHaveNoMeaningEndTheConnection(boolean last, int opcode) {
		assertThat(closeCode(TcpSocket.frame(last, opcode, new byte[] { 0 }))).isEqualTo(1002);
	}

	@Test
	void reservedBitInLaterFragmentEndsTheConnection() {
		byte[] message = deflate("{}");
		assertThat(closeCode(join(TcpSocket.frame(false, TcpSocket.TEXT | COMPRESSED, message),
				TcpSocket.frame(true, TcpSocket.CONTINUATION | COMPRESSED, new byte[] { 0 }))))
			.isEqualTo(1002);
		assertThat(closeCode(join(TcpSocket.frame(false, TcpSocket.TEXT, message),
				TcpSocket.frame(true, TcpSocket.CONTINUATION | COMPRESSED, new byte[] { 0 }))))
			.isEqualTo(1002);
	}

	@Test
	void whoDidNotAgreeCannotSendCompressed() {
		TcpSocket socket = this.server.tcp(PUSHER);
		socket.send(TcpSocket.frame(true, TcpSocket.TEXT | COMPRESSED, deflate("{}")));
		assertThat(socket.readCloseCode()).isEqualTo(1002);
	}

	/** The packages may have to be installed before. */
	@Test
	@Timeout(300)
	@ExtendWith(RequiresNode.Condition.class)
	void clientsOfJavaScriptCompressAndInflate() {
		NodeTestRun.Result result = NodeTestRun.run(Map.of("HUB_PORT", String.valueOf(this.server.port()), "HUB_SECRET",
				ContractServer.SECRET, "HUB_KEY", ContractServer.KEY), "compression.test.mjs");
		assertThat(result.exitCode()).as(result.output()).isZero();
		assertThat(result.output()).containsPattern("pass [1-9]").contains("skipped 0");
	}

	private String publish(String channel) {
		String data = "latte ".repeat(700);
		this.server.client().trigger(channel, "e", data).block();
		return data;
	}

	private TcpSocket pusher(String channel) {
		TcpSocket socket = this.server.tcp(PUSHER, OFFER);
		next(socket, false);
		socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
		next(socket, false);
		return socket;
	}

	private TcpSocket latteStream(String channel) {
		TcpSocket socket = this.server.tcp("/lattestream", OFFER);
		byte[] key = deflate("{\"api_key\":\"" + ContractServer.KEY + "\"}");
		socket.send(TcpSocket.frame(true, TcpSocket.TEXT | COMPRESSED, key));
		next(socket, false);
		socket.sendText("{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
		next(socket, false);
		return socket;
	}

	/**
	 * Send frames on a connection that has agreed on compression.
	 */
	private int closeCode(byte[] frames) {
		return this.server.tcp(PUSHER, OFFER).send(frames).readCloseCode();
	}

	private JsonNode next(TcpSocket socket, boolean compressed) {
		TcpSocket.Frame frame = socket.read();
		assertThat(frame.opcode()).as("opcode of %s", frame.text()).isEqualTo(TcpSocket.TEXT);
		assertThat(frame.compressed()).isEqualTo(compressed);
		return Json.parse(compressed ? new String(inflate(frame), StandardCharsets.UTF_8) : frame.text());
	}

	private byte[] inflate(TcpSocket.Frame frame) {
		try {
			return this.deflate.inflate(frame.payload(), MESSAGE_SIZE);
		}
		catch (InvalidMessageException ex) {
			throw new AssertionError(ex);
		}
	}

	private static byte[] deflate(String message) {
		return DeflatedMessages.deflate(message.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] join(byte[]... frames) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] frame : frames) {
			all.writeBytes(frame);
		}
		return all.toByteArray();
	}

	/**
	 * Counts how often the application compresses.
	 */
	@Configuration(proxyBeanMethods = false)
	static class CountingConfiguration {

		@Bean
		static AtomicInteger compressions() {
			return new AtomicInteger();
		}

		@Bean
		static BeanPostProcessor countingCompression(ObjectProvider<AtomicInteger> compressions) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					return (bean instanceof PerMessageDeflate)
							? DeflatedMessages.counting(1024, compressions.getObject()) : bean;
				}

			};
		}

	}

}
