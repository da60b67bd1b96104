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

package com.lattestream.web.servlet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.hub.HubSettings;
import com.lattestream.web.container.MaskedFrames;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for WebSockets and event streams on a container, with clients that have no
 * manners.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractServletStreamingTests {

	private static final int STOPPED = 20;

	private static final String LARGE = "x".repeat(30_000);

	private final List<RawClient> clients = new ArrayList<>();

	private StreamingServer server;

	/**
	 * Return what makes the container.
	 * @return the factory, with a port of its own choice
	 */
	abstract ServletWebServerFactory factory();

	/**
	 * Return what makes a container that soon closes connections where nothing happens.
	 * @param patience how long it waits
	 * @return the factory, with a port of its own choice
	 */
	abstract ServletWebServerFactory factory(Duration patience);

	@BeforeAll
	void start() {
		this.server = new StreamingServer(factory(), HubSettings.DEFAULTS);
	}

	@AfterEach
	void nothingIsLeft(CapturedOutput output) throws Exception {
		for (RawClient client : this.clients) {
			client.close();
		}
		this.clients.clear();
		// A stream whose client is gone is found out by writing
		Awaitility.await().until(() -> {
			this.server.publish("Are you there?");
			return this.server.hub().connectionCount() == 0;
		});
		assertThat(output).doesNotContain("Exception", " ERROR ", " WARN ");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	private RawClient client() {
		return keep(this.server.client());
	}

	private RawClient slowClient() {
		return keep(this.server.slowClient());
	}

	private RawClient keep(RawClient client) {
		this.clients.add(client);
		return client;
	}

	@Test
	void requestBecomesWebSocket() throws Exception {
		RawClient client = client();
		assertThat(client.upgrade().toLowerCase()).startsWith("http/1.1 101")
			.contains("upgrade: websocket", "connection: upgrade",
					"sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=");
		assertThat(client.read().text()).contains("pusher:connection_established");
	}

	@Test
	void plainRequestIsToldToUpgrade() throws Exception {
		assertThat(client().get(StreamingServer.SOCKET).toLowerCase()).startsWith("http/1.1 426")
			.contains("upgrade: websocket", "sec-websocket-version: 13");
	}

	@Test
	void eventsReachSocketsAndStreams() throws Exception {
		RawClient socket = client().open();
		RawClient stream = client();
		String head = stream.get(StreamingServer.STREAM).toLowerCase();
		assertThat(head).startsWith("http/1.1 200")
			.contains("content-type: text/event-stream", "cache-control: no-cache, no-transform",
					"x-accel-buffering: no");
		stream.readLine("retry: ");
		stream.readLine("event: lattestream:connection_established");
		assertThat(this.server.publish("Hello")).isEqualTo(2);
		assertThat(socket.read().text()).contains("Hello");
		stream.readLine("event: news");
		assertThat(stream.readLine("data: ")).contains("Hello");
	}

	@Test
	void messageOfAnySizeArrivesInAnyPieces() throws Exception {
		RawClient client = client().open();
		String message = "{\"event\":\"pusher:ping\",\"data\":{},\"more\":\"" + "y".repeat(60_000) + "\"}";
		client.send(0x81, message);
		assertThat(client.read().text()).contains("pusher:pong");
		client.send(0x01, message.substring(0, 7)).send(0x89, "in between").send(0x00, message.substring(7, 40_000));
		assertThat(client.read()).satisfies((pong) -> assertThat(pong.head()).isEqualTo(0x8A))
			.satisfies((pong) -> assertThat(pong.text()).isEqualTo("in between"));
		client.send(0x80, message.substring(40_000));
		assertThat(client.read().text()).contains("pusher:pong");
		for (byte single : MaskedFrames.frame(0x81, "{\"event\":\"pusher:ping\"}".getBytes())) {
			client.send(new byte[] { single });
		}
		assertThat(client.read().text()).contains("pusher:pong");
	}

	@Test
	void manyMessagesAtOnceAreAllAnswered() throws Exception {
		RawClient client = client().open();
		byte[] ping = MaskedFrames.frame(0x81, "{\"event\":\"pusher:ping\"}".getBytes());
		byte[] all = new byte[ping.length * 20_000];
		for (int i = 0; i < 20_000; i++) {
			System.arraycopy(ping, 0, all, i * ping.length, ping.length);
		}
		Thread sender = new Thread(() -> {
			try {
				client.send(all);
			}
			catch (java.io.IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		sender.start();
		for (int i = 0; i < 20_000; i++) {
			assertThat(client.read().text()).contains("pusher:pong");
		}
		sender.join();
	}

	@Test
	void clientThatClosesIsAnsweredAndForgotten() throws Exception {
		RawClient client = client().open();
		client.send(MaskedFrames.frame(0x88, new byte[] { 0x03, (byte) 0xE8, 'b', 'y', 'e' }));
		assertThat(client.readCloseCode()).isEqualTo(1000);
		assertThat(this.server.hub().connectionCount()).isZero();
		assertThat(client.isEnded()).isTrue();
	}

	@Test
	void clientThatBreaksARuleIsToldAndClosed() throws Exception {
		RawClient client = client().open();
		client.send(0xC1, "{}");
		assertThat(client.readCloseCode()).isEqualTo(1002);
		assertThat(client.isEnded()).isTrue();
	}

	@Test
	void clientThatSendsTooMuchIsToldAndClosed() throws Exception {
		RawClient client = client().open();
		client.send(MaskedFrames.head(0x81, 70_000)).send(new byte[10_000]);
		assertThat(client.readCloseCode()).isEqualTo(1009);
		assertThat(client.isEnded()).isTrue();
	}

	@Test
	void clientThatVanishesIsForgotten() throws Exception {
		RawClient client = client().open();
		assertThat(this.server.hub().connectionCount()).isOne();
		client.reset();
		Awaitility.await().until(() -> this.server.hub().connectionCount() == 0);
		client().open().close();
		Awaitility.await().until(() -> this.server.hub().connectionCount() == 0);
	}

	@Test
	void containerThatCompressesLeavesStreamsAlone() throws Exception {
		Compression compression = new Compression();
		compression.setEnabled(true);
		compression.setMimeTypes(new String[] { "text/event-stream" });
		compression.setMinResponseSize(DataSize.ofBytes(0));
		ServletWebServerFactory compressing = factory();
		((ConfigurableWebServerFactory) compressing).setCompression(compression);
		StreamingServer other = new StreamingServer(compressing, HubSettings.DEFAULTS);
		RawClient stream = keep(other.client());
		assertThat(stream.get(StreamingServer.STREAM, "Accept-Encoding: gzip").toLowerCase()).doesNotContain("gzip");
		stream.readLine("event: lattestream:connection_established");
		other.publish("Hello");
		stream.readLine("event: news");
		keep(other.client()).open();
		other.close();
	}

	@Test
	void clientOfStreamThatVanishesIsForgotten() throws Exception {
		RawClient stream = stream(client());
		assertThat(this.server.hub().connectionCount()).isOne();
		stream.reset();
		Awaitility.await().until(() -> this.server.hub().connectionCount() == 0);
		stream(client()).close();
		Awaitility.await().until(() -> this.server.hub().connectionCount() == 0);
	}

	@Test
	void streamOfOlderHttpIsAResponseLikeOthers() throws Exception {
		RawClient stream = olderStream(client());
		for (int i = 0; i < 30; i++) {
			this.server.publish(i + LARGE);
		}
		for (int i = 0; i < 30; i++) {
			stream.readLine("event: news");
			assertThat(stream.readLine("data: ")).contains("\"" + i + "xxx");
		}
		stream.reset();
		Awaitility.await().until(() -> {
			this.server.publish("Are you there?");
			return this.server.hub().connectionCount() == 0;
		});
	}

	@Test
	void clientsThatVanishWhileTheyAreWrittenToAreForgotten() throws Exception {
		for (int i = 0; i < STOPPED; i++) {
			slowClient().open();
			stream(slowClient());
			olderStream(slowClient());
		}
		for (int i = 0; i < 10; i++) {
			this.server.publish(LARGE);
		}
		for (RawClient client : this.clients) {
			client.reset();
		}
		this.server.publish(LARGE);
		Awaitility.await().until(() -> {
			this.server.publish(LARGE);
			return this.server.hub().connectionCount() == 0;
		});
	}

	@Test
	void clientsThatDoNotReadHoldNobodyUp() throws Exception {
		for (int i = 0; i < STOPPED; i++) {
			slowClient().open();
			stream(slowClient());
			olderStream(slowClient());
		}
		RawClient socket = client().open();
		RawClient stream = stream(client());
		int threads = threads();
		for (int i = 0; i < 300; i++) {
			this.server.publish(i + LARGE);
			assertThat(socket.read().text()).contains("\"" + i + "xxx");
			stream.readLine("event: news");
			assertThat(stream.readLine("data: ")).contains("\"" + i + "xxx");
		}
		assertThat(threads()).isLessThan(threads + STOPPED);
		// They are closed: their queues are full
		Awaitility.await().until(() -> this.server.hub().connectionCount() == 2);
		for (RawClient client : this.clients.subList(0, 3 * STOPPED)) {
			assertThat(client.isEnded()).isTrue();
		}
		assertThat(threads()).isLessThan(threads + STOPPED);
	}

	@Test
	void clientThatReadsSlowlyGetsEverythingInOrder() throws Exception {
		RawClient socket = slowClient().open();
		RawClient stream = stream(slowClient());
		for (int i = 0; i < 30; i++) {
			this.server.publish(i + LARGE);
		}
		for (int i = 0; i < 30; i++) {
			assertThat(socket.read().text()).contains("\"" + i + "xxx");
			stream.readLine("event: news");
			assertThat(stream.readLine("data: ")).contains("\"" + i + "xxx");
		}
	}

	@Test
	void stoppingHubClosesAllWithoutWaitingForThoseThatDoNotRead() throws Exception {
		StreamingServer stopping = new StreamingServer(factory(), HubSettings.DEFAULTS);
		RawClient socket = keep(stopping.client()).open();
		RawClient stream = stream(keep(stopping.client()));
		for (int i = 0; i < 5; i++) {
			keep(stopping.slowClient()).open();
			stream(keep(stopping.slowClient()));
			olderStream(keep(stopping.slowClient()));
		}
		for (int i = 0; i < 10; i++) {
			stopping.publish(LARGE);
		}
		long start = System.nanoTime();
		stopping.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
		assertThat(socket.readCloseCode()).isEqualTo(4200);
		assertThat(stream.isEnded()).isTrue();
	}

	@Test
	void silenceIsNoReasonForTheContainerToCloseAnything() throws Exception {
		StreamingServer impatient = new StreamingServer(factory(Duration.ofMillis(500)), HubSettings.DEFAULTS);
		RawClient socket = keep(impatient.client()).open();
		RawClient stream = stream(keep(impatient.client()));
		Awaitility.await().during(Duration.ofSeconds(2)).until(() -> impatient.hub().connectionCount() == 2);
		assertThat(impatient.publish("Hello")).isEqualTo(2);
		assertThat(socket.read().text()).contains("Hello");
		stream.readLine("event: news");
		assertThat(stream.readLine("data: ")).contains("Hello");
		impatient.close();
	}

	/**
	 * Open a stream that cannot leave HTTP, as there are with HTTP/2.
	 */
	private static RawClient olderStream(RawClient client) throws Exception {
		client.request("GET " + StreamingServer.STREAM + " HTTP/1.0");
		client.readLine("event: lattestream:connection_established");
		return client;
	}

	private static RawClient stream(RawClient client) throws Exception {
		client.get(StreamingServer.STREAM);
		client.readLine("event: lattestream:connection_established");
		return client;
	}

	private static int threads() {
		return Thread.activeCount();
	}

}
