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

package com.lattestream.web.reactive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.zip.GZIPInputStream;

import com.lattestream.broker.Publication;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.Connection;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.StreamIds;
import io.netty.channel.Channel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChunkedSseTransport}: what leaves, byte for byte. The others are in
 * the contract.
 */
@Timeout(60)
class ChunkedSseTransportTests {

	private static final String EVENT = "event: e\ndata: {\"event\":\"e\",\"channel\":\"a\",\"data\":%d}\n\n";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final LatteStreamHub hub = LatteStreamHub
		.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
		.build();

	private final CompletableFuture<Executor> lane = new CompletableFuture<>();

	private final CompletableFuture<Channel> channel = new CompletableFuture<>();

	private final CompletableFuture<Connection> connection = new CompletableFuture<>();

	private DisposableServer server;

	private Socket socket;

	@AfterEach
	void stop() throws IOException {
		this.socket.close();
		Awaitility.await().atMost(PATIENCE).until(() -> this.hub.connectionCount() == 0);
		this.server.disposeNow();
	}

	@Test
	void whatOneDrainHoldsIsOneChunk() throws Exception {
		InputStream stream = connect(false, "");
		readHead(stream);
		assertThat(readChunk(stream)).startsWith("retry: ").contains("\nid: 1.2-1\n").contains("\nid: 1.2-2\n");
		StringBuilder expected = new StringBuilder();
		this.lane.get().execute(() -> {
			for (int i = 0; i < 16; i++) {
				this.hub.publish(Publication.ofServer("a", "e", String.valueOf(i), null)).subscribe();
				expected.append("id: 1.2-").append(i + 3).append('\n').append(EVENT.formatted(i));
			}
		});
		assertThat(readChunk(stream)).isEqualTo(expected.toString());
	}

	@Test
	void connectionIsForTheNextRequestWhenTheStreamHasEnded() throws Exception {
		InputStream stream = connect(false, "");
		readHead(stream);
		readChunk(stream);
		List<String> handlers = this.channel.get().pipeline().names();
		Connection first = this.connection.get();
		this.lane.get().execute(() -> first.close(CloseCode.RECONNECT, "Bye"));
		assertThat(readChunk(stream)).contains("Bye");
		assertThat(readChunk(stream)).matches("retry: \\d+\n\n");
		assertThat(readChunk(stream)).isEmpty();
		Awaitility.await().atMost(PATIENCE).until(() -> this.hub.connectionCount() == 0);
		request("");
		assertThat(readHead(stream)).contains("transfer-encoding: chunked");
		assertThat(readChunk(stream)).startsWith("retry: ");
		assertThat(this.channel.get().pipeline().names()).isEqualTo(handlers);
	}

	@Test
	void clientThatGoesIsForgotten() throws Exception {
		InputStream stream = connect(false, "");
		readHead(stream);
		assertThat(this.hub.connectionCount()).isOne();
		this.socket.close();
		Awaitility.await().atMost(PATIENCE).until(() -> this.hub.connectionCount() == 0);
	}

	@Test
	void nothingMoreIsHandedOnWhileSocketIsFull() throws Exception {
		Channel channel = connectAndFill();
		CompletableFuture<Long> waiting = new CompletableFuture<>();
		channel.eventLoop().execute(() -> waiting.complete(channel.unsafe().outboundBuffer().totalPendingWriteBytes()));
		// The channel's own limit, and what was written at a time
		assertThat(waiting.get()).isLessThan(64 * 1024 + 2 * 64 * 1024);
	}

	@Test
	void clientThatDoesNotReadIsClosedNevertheless() throws Exception {
		Channel channel = connectAndFill();
		Connection first = this.connection.get();
		this.lane.get().execute(() -> first.close(CloseCode.RECONNECT, "Bye"));
		Awaitility.await().atMost(PATIENCE).until(() -> !channel.isOpen());
	}

	@Test
	void responseThatTheServerCompressesIsCompressed() throws Exception {
		InputStream stream = connect(true, "Accept-Encoding: gzip\r\n");
		assertThat(readHead(stream)).contains("content-encoding: gzip");
		Connection first = this.connection.get();
		this.lane.get().execute(() -> first.close(CloseCode.RECONNECT, "Bye"));
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		for (byte[] chunk = readBytes(stream); chunk.length > 0; chunk = readBytes(stream)) {
			compressed.writeBytes(chunk);
		}
		String text = new String(new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray())).readAllBytes(),
				StandardCharsets.UTF_8);
		assertThat(text).startsWith("retry: ").contains("id: 1.2-1\n").contains("Bye");
	}

	@Test
	void responseWithoutChunksIsNotForIt() throws Exception {
		InputStream stream = connect("GET / HTTP/1.0\r\n\r\n", false);
		assertThat(readHead(stream)).startsWith("HTTP/1.0 501");
	}

	private InputStream connect(boolean compress, String headers) throws Exception {
		return connect("GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n", compress);
	}

	private InputStream connect(String request, boolean compress) throws Exception {
		this.server = HttpServer.create()
			.compress(compress)
			.handle((req, response) -> stream(response))
			.bindNow(PATIENCE);
		this.socket = new Socket("localhost", this.server.port());
		this.socket.setSoTimeout((int) PATIENCE.toMillis());
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		return this.socket.getInputStream();
	}

	/**
	 * Connect and read no more than the head, until the socket takes nothing.
	 */
	private Channel connectAndFill() throws Exception {
		readHead(connect(false, ""));
		Channel channel = this.channel.get();
		String data = "\"" + "x".repeat(60_000) + "\"";
		Awaitility.await().atMost(PATIENCE).until(() -> {
			this.hub.publish(Publication.ofServer("a", "e", data, null)).subscribe();
			return !channel.isWritable();
		});
		return channel;
	}

	private void request(String headers) throws IOException {
		this.socket.getOutputStream()
			.write(("GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	private Mono<Void> stream(HttpServerResponse response) {
		response.withConnection((connection) -> this.channel.complete(connection.channel()));
		ChunkedSseTransport transport = ChunkedSseTransport.of(new StreamIds("1.2"), response, this.channel.join());
		return (transport != null) ? transport.send(this::open) : response.status(501).send();
	}

	private Connection open(Transport transport, Executor lane) {
		this.lane.complete(lane);
		Connection opened = this.hub.open(new Handshake("1.2", Dialect.LATTESTREAM, null, null, null), transport, lane);
		opened.subscribe(List.of(new ChannelGrant("a", null)));
		this.connection.complete(opened);
		return opened;
	}

	private static String readHead(InputStream stream) throws IOException {
		StringBuilder head = new StringBuilder();
		for (String line = readLine(stream); !line.isEmpty(); line = readLine(stream)) {
			head.append(line).append('\n');
		}
		return head.toString();
	}

	private static String readChunk(InputStream stream) throws IOException {
		return new String(readBytes(stream), StandardCharsets.UTF_8);
	}

	private static byte[] readBytes(InputStream stream) throws IOException {
		byte[] bytes = stream.readNBytes(Integer.parseInt(readLine(stream), 16));
		assertThat(readLine(stream)).isEmpty();
		return bytes;
	}

	private static String readLine(InputStream stream) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = stream.read(); next != '\n'; next = stream.read()) {
			assertThat(next).as("a byte").isNotNegative();
			line.write(next);
		}
		return line.toString(StandardCharsets.US_ASCII).stripTrailing();
	}

}
