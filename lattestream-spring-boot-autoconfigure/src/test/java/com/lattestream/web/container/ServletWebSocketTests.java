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

package com.lattestream.web.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.Publication;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ChannelPolicy;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletWebSocket} and {@link ServletWebSocketTransport}, with a socket
 * that does what sockets seldom do.
 */
class ServletWebSocketTests {

	private static final String PING = "{\"event\":\"pusher:ping\"}";

	private final LatteStreamHub hub = LatteStreamHub
		.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
		.policies(new ChannelPolicies(
				List.of(new ChannelPolicy(ChannelPattern.parse("w-*"), null).withBatchWindow(Duration.ofMillis(5)))))
		.build();

	private final LaneExecutors lanes = new LaneExecutors(1);

	private final Executor lane = this.lanes.next();

	private final FakeSocket socket = new FakeSocket();

	private final ServletWebSocket webSocket = ServletWebSocket.open(this.socket, this.lanes, 1000, null, (transport,
			lane) -> this.hub.open(new Handshake("1.2", Dialect.PUSHER, "key", null, null), transport, lane));

	@AfterEach
	void close() {
		this.lanes.close();
	}

	@Test
	void firstFrameWaitsUntilTheSocketIsReady() {
		onLane(() -> {
		});
		assertThat(this.socket.writes()).isZero();
		this.webSocket.writable();
		settle();
		assertThat(this.socket.text()).contains("connection_established");
	}

	@Test
	void messagesAreAnswered() {
		open();
		receive(0x81, PING);
		assertThat(this.socket.text()).contains("pusher:pong");
		receive(0x89, "abc");
		assertThat(this.socket.text()).endsWith("\u0003abc");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "w-a" })
	void whatOneDrainOrWindowHoldsLeavesInOneWrite(String channel) {
		open();
		receive(0x81, "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
		int writes = this.socket.writes();
		int before = this.socket.bytes().length;
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 16; i++) {
			String json = "{\"event\":\"e\",\"channel\":\"" + channel + "\",\"data\":\"" + i + "\"}";
			expected.append('\u0081').append((char) json.length()).append(json);
		}
		onLane(() -> IntStream.range(0, 16)
			.forEach((i) -> this.hub.publish(Publication.ofServer(channel, "e", String.valueOf(i), null)).subscribe()));
		Awaitility.await().until(() -> this.socket.bytes().length > before);
		settle();
		assertThat(new String(this.socket.bytes(), StandardCharsets.ISO_8859_1).substring(before))
			.isEqualTo(expected.toString());
		assertThat(this.socket.writes()).isEqualTo(writes + 1);
	}

	@Test
	void clientThatClosesGetsTheAnswerBeforeTheSocketIsClosed() {
		open();
		onLane(this.socket::stall);
		receive(0x81, PING);
		assertThat(this.socket.isAwaited()).isTrue();
		receive(0x88, "\u000C\u0000");
		assertThat(this.hub.connectionCount()).isZero();
		assertThat(this.socket.closes()).isZero();
		onLane(this.socket::recover);
		this.webSocket.writable();
		settle();
		assertThat(this.socket.closes()).isOne();
		assertThat(this.socket.text()).endsWith("\u0002\u000C\u0000");
	}

	@Test
	void clientThatDoesNotAnswerTheCloseIsWaitedForAWhileOnly() {
		open();
		long start = System.nanoTime();
		this.hub.stop(Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
		settle();
		assertThat(this.socket.closes()).isZero();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.socket.closes() == 1);
		assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1900));
	}

	@Test
	void clientThatDoesNotReadIsClosedInTheEnd() {
		open();
		onLane(this.socket::stall);
		receive(0x81, PING);
		int before = this.socket.bytes().length;
		receive(0xC1, "");
		assertThat(this.hub.connectionCount()).isZero();
		assertThat(this.socket.bytes()).hasSize(before);
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.socket.closes() == 1);
	}

	@Test
	void pingsOfClientThatDoesNotReadDoNotPileUp() {
		open();
		onLane(this.socket::stall);
		receive(0x81, PING);
		int before = this.socket.bytes().length;
		for (int i = 0; i < 100; i++) {
			receive(0x89, "x".repeat(125));
		}
		onLane(this.socket::recover);
		this.webSocket.writable();
		settle();
		assertThat(this.socket.bytes()).hasSize(before);
		receive(0x89, "again");
		assertThat(this.socket.text()).endsWith("again");
	}

	@Test
	void connectionIsClosedWhenTheSocketEnds() {
		open();
		this.socket.end();
		this.webSocket.readable();
		settle();
		assertThat(this.hub.connectionCount()).isZero();
		assertThat(this.socket.closes()).isOne();
	}

	@Test
	void connectionIsClosedOnceWhenTheSocketFailsInManyWays() {
		open();
		onLane(this.socket::breakDown);
		onLane(() -> this.hub.broadcast("event", "data").subscribe());
		this.webSocket.readable();
		this.webSocket.writable();
		this.webSocket.failed(new IOException("Reset"));
		settle();
		assertThat(this.hub.connectionCount()).isZero();
		assertThat(this.socket.closes()).isOne();
	}

	@Test
	void nothingIsWrittenAfterTheClose() {
		open();
		receive(0xC1, "");
		int after = this.socket.bytes().length;
		assertThat(this.socket.bytes()[after - 2 - 16]).isEqualTo((byte) 0x88);
		this.hub.broadcast("event", "data").subscribe();
		receive(0x81, PING);
		assertThat(this.socket.bytes()).hasSize(after);
	}

	@Test
	void socketIsClosedWhenThereAreNoLanesAnyMore() {
		open();
		this.lanes.close();
		this.webSocket.readable();
		assertThat(this.socket.closes()).isOne();
	}

	private void open() {
		this.webSocket.writable();
		settle();
		assertThat(this.hub.connectionCount()).isOne();
	}

	private void receive(int head, String payload) {
		byte[] frame = MaskedFrames.frame(head, payload.getBytes(StandardCharsets.ISO_8859_1));
		onLane(() -> this.socket.give(frame));
		this.webSocket.readable();
		settle();
	}

	/**
	 * Wait until all is done that waits, and what that leads to.
	 */
	private void settle() {
		for (int i = 0; i < 5; i++) {
			onLane(() -> {
			});
		}
	}

	private void onLane(Runnable task) {
		CompletableFuture.runAsync(task, this.lane).orTimeout(10, TimeUnit.SECONDS).join();
	}

}
