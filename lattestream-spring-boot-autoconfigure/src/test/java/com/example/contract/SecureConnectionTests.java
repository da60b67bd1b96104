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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import com.lattestream.ConnectionClosed;
import com.lattestream.hub.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * WebSockets and event streams over TLS, and event streams over HTTP/2: several on one
 * TCP connection.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class SecureConnectionTests {

	/** How much of a stream of HTTP/2 comes unread: the least that the JDK accepts. */
	private static final String WINDOW = "jdk.httpclient.windowsize";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int EVENTS = 300;

	private static final String SMALL = "x".repeat(200);

	/** More than sockets hold, and less than may wait for one connection. */
	private static final int BURST = 28;

	private SSLContext trusted;

	private ContractServer server;

	private HttpClient client;

	private final Deque<AutoCloseable> opened = new ArrayDeque<>();

	/**
	 * Return the configuration that runs the application on the web stack.
	 * @return the class
	 */
	abstract Class<?> application();

	/**
	 * Return what the application is configured with.
	 * @return properties of the form {@code name=value}
	 */
	abstract String[] properties();

	@BeforeAll
	void startServer(@TempDir Path directory) {
		System.setProperty(WINDOW, "16384");
		TestCertificate certificate = TestCertificate.create(directory);
		this.trusted = certificate.trusted();
		this.client = HttpClient.newBuilder().sslContext(this.trusted).build();
		this.server = start(certificate.properties());
	}

	@AfterAll
	void stopServer() {
		if (this.server != null) {
			this.server.close();
		}
		System.clearProperty(WINDOW);
	}

	@AfterEach
	void nothingIsLeftAndTheLogIsFine(CapturedOutput output) throws Exception {
		while (!this.opened.isEmpty()) {
			this.opened.pop().close();
		}
		if (this.server != null) {
			this.server.awaitNothingLeft();
			this.server.bean(Closed.class).codes.clear();
		}
		assertThat(output.toString().lines().filter((line) -> line.contains(" ERROR "))).isEmpty();
	}

	@Test
	void webSocketGetsEventsInOrder() {
		RawSocket socket = webSocket().subscribed("ticks");
		publish(this.server, EVENTS);
		for (int i = 0; i < EVENTS; i++) {
			assertThat(Json.data(socket.next("tick")).stringValue()).isEqualTo(SMALL + i);
		}
	}

	@ParameterizedTest
	@EnumSource
	void streamGetsEventsInOrder(HttpClient.Version version) {
		EventStream stream = stream(version).greeted().subscribed("ticks");
		publish(this.server, EVENTS);
		for (int i = 0; i < EVENTS; i++) {
			assertThat(stream.next("tick").data().stringValue()).isEqualTo(SMALL + i);
		}
	}

	@Test
	void webSocketGetsMoreThanItsSocketHolds() {
		TcpSocket socket = narrowWebSocket();
		publishBig(BURST);
		for (int i = 0; i < BURST; i++) {
			assertThat(Json.data(socket.next()).stringValue()).endsWith("x" + i);
		}
	}

	@ParameterizedTest
	@EnumSource
	void streamGetsMoreThanItsSocketHolds(HttpClient.Version version) {
		HttpResponse<InputStream> paused = open(this.client, this.server, version);
		publishBig(BURST);
		EventStream stream = new EventStream(paused).greeted().subscribed("ticks");
		for (int i = 0; i < BURST; i++) {
			assertThat(stream.next("tick").data().stringValue()).endsWith("x" + i);
		}
		stream.close();
	}

	@Test
	void webSocketThatDoesNotReadIsClosed() {
		TcpSocket socket = narrowWebSocket();
		assertIsClosedForNotReading();
		assertThat(socket.readCloseCode()).isIn(4100, -1);
	}

	@Test
	void streamThatDoesNotReadIsClosed() {
		narrow().get("/lattestream/sse?channels=ticks&api_key=" + ContractServer.KEY);
		awaitOccupied(this.server);
		assertIsClosedForNotReading();
	}

	@Test
	void streamThatDoesNotReadDoesNotDisturbOthersOfItsConnection() {
		EventStream other = stream(HttpClient.Version.HTTP_2).greeted().subscribed("ticks");
		HttpResponse<InputStream> stopped = open(this.client, this.server, HttpClient.Version.HTTP_2);
		this.server.awaitSubscriptions("ticks", 2, TIMEOUT);
		assertThat(connection(stopped)).isEqualTo(connection(other.response()));
		int count = 0;
		while (this.server.hub().connectionCount() > 1) {
			publishBig(1);
			assertThat(other.next("tick").data().stringValue()).endsWith("x0");
			assertThat(count++).isLessThan(1000);
		}
		assertClosedFor(4100);
		publish(this.server, EVENTS);
		for (int i = 0; i < EVENTS; i++) {
			assertThat(other.next("tick").data().stringValue()).isEqualTo(SMALL + i);
		}
		// After a while the server lets go what it still has for the stream, but not the
		// connection
		Awaitility.await()
			.pollInterval(Duration.ofMillis(100))
			.during(Transport.CLOSE_TIMEOUT.plusMillis(500))
			.until(() -> {
				publish(this.server, 1);
				return other.next("tick").data().stringValue().equals(SMALL + 0);
			});
		assertThatIOException().isThrownBy(() -> stopped.body().readAllBytes());
		EventStream next = stream(HttpClient.Version.HTTP_2).greeted().subscribed("ticks");
		assertThat(connection(next.response())).isEqualTo(connection(stopped));
		publish(this.server, 1);
		assertThat(next.next("tick").data().stringValue()).isEqualTo(SMALL + 0);
		assertThat(other.next("tick").data().stringValue()).isEqualTo(SMALL + 0);
	}

	@ParameterizedTest
	@EnumSource
	void streamThatIsCancelledIsNoticed(HttpClient.Version version) {
		EventStream kept = stream(version).greeted().subscribed("ticks");
		EventStream cancelled = stream(version).greeted().subscribed("ticks");
		assertThat(this.server.hub().connectionCount()).isEqualTo(2);
		cancelled.close();
		awaitConnections(1);
		publish(this.server, 1);
		assertThat(kept.next("tick").data().stringValue()).isEqualTo(SMALL + 0);
	}

	@Test
	void webSocketThatIsGoneIsNoticed() {
		narrowWebSocket().reset();
		awaitConnections(0);
	}

	@Test
	void streamWithoutTls() {
		try (ContractServer plain = start(List.of())) {
			HttpClient client = HttpClient.newHttpClient();
			List<EventStream> streams = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				HttpResponse<InputStream> response = open(client, plain, "http", HttpClient.Version.HTTP_2);
				streams.add(new EventStream(response).greeted().subscribed("ticks"));
			}
			publish(plain, EVENTS);
			for (EventStream stream : streams) {
				for (int i = 0; i < EVENTS; i++) {
					assertThat(stream.next("tick").data().stringValue()).isEqualTo(SMALL + i);
				}
			}
			// Tomcat does not tell when the stream of the upgrade is cancelled
			streams.get(1).close();
			Awaitility.await().atMost(TIMEOUT).until(() -> plain.hub().connectionCount() == 1);
			publish(plain, 1);
			assertThat(streams.get(0).next("tick").data().stringValue()).isEqualTo(SMALL + 0);
			streams.get(0).close();
		}
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void stoppingApplicationEndsAll() {
		RawSocket socket = webSocket().subscribed("ticks");
		List<EventStream> streams = new ArrayList<>();
		for (HttpClient.Version version : HttpClient.Version.values()) {
			streams.add(stream(version).greeted().subscribed("ticks"));
		}
		streams.forEach(EventStream::nextRetry);
		long start = System.nanoTime();
		this.server.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		this.server = null;
		assertThat(socket.closeCode()).isEqualTo(4200);
		for (EventStream stream : streams) {
			assertThat(stream.nextRetry()).startsWith("retry: ");
			assertThat(stream.awaitEnd()).isTrue();
		}
	}

	private ContractServer start(List<String> properties) {
		List<String> all = new ArrayList<>(properties);
		all.addAll(List.of(properties()));
		// What is noticed is not noticed for the heartbeat
		all.addAll(List.of("server.http2.enabled=true", "lattestream.hub.sse.heartbeat=1m"));
		return ContractServer.start(List.of(application(), Closed.class), all.toArray(String[]::new));
	}

	private RawSocket webSocket() {
		RawSocket socket = new RawSocket("pusher");
		this.client.newWebSocketBuilder()
			.buildAsync(URI.create("wss://localhost:" + this.server.port() + "/app/" + ContractServer.KEY), socket)
			.join();
		return opened(socket).greeted();
	}

	/**
	 * Open a TCP connection that soon has to be read from.
	 */
	private TcpSocket narrow() {
		try {
			Socket socket = this.trusted.getSocketFactory().createSocket();
			return opened(new TcpSocket(socket, this.server.port(), 4096));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private TcpSocket narrowWebSocket() {
		TcpSocket socket = narrow();
		assertThat(socket.upgrade("/app/" + ContractServer.KEY)).startsWith("HTTP/1.1 101 ");
		socket.next();
		socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"ticks\"}}");
		socket.next();
		return socket;
	}

	private EventStream stream(HttpClient.Version version) {
		return opened(new EventStream(open(this.client, this.server, version)));
	}

	private <T extends AutoCloseable> T opened(T client) {
		this.opened.push(client);
		return client;
	}

	private static HttpResponse<InputStream> open(HttpClient client, ContractServer server,
			HttpClient.Version version) {
		return open(client, server, "https", version);
	}

	private static HttpResponse<InputStream> open(HttpClient client, ContractServer server, String scheme,
			HttpClient.Version version) {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create(scheme + "://localhost:" + server.port() + "/lattestream/sse?channels=ticks&api_key="
					+ ContractServer.KEY))
			.version(version)
			.timeout(TIMEOUT)
			.build();
		try {
			HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.version()).isEqualTo(version);
			awaitOccupied(server);
			return response;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return which TCP connection a response came by.
	 */
	private static byte[] connection(HttpResponse<?> response) {
		return response.sslSession().orElseThrow().getId();
	}

	private static void publish(ContractServer server, int count) {
		for (int i = 0; i < count; i++) {
			server.client().trigger("ticks", "tick", SMALL + i).block(TIMEOUT);
		}
	}

	private void publishBig(int count) {
		for (int i = 0; i < count; i++) {
			this.server.client().trigger("ticks", "tick", EnduranceContract.BIG + i).block(TIMEOUT);
		}
	}

	private void assertIsClosedForNotReading() {
		int count = 0;
		while (this.server.hub().connectionCount() > 0) {
			publishBig(1);
			assertThat(count++).isLessThan(1000);
		}
		assertClosedFor(4100);
	}

	private void assertClosedFor(int code) {
		try {
			assertThat(this.server.bean(Closed.class).codes.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
				.isEqualTo(code);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitConnections(int count) {
		Awaitility.await("the end of connections")
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.server.hub().connectionCount() == count);
	}

	private static void awaitOccupied(ContractServer server) {
		Awaitility.await("occupied")
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> server.client().channel("ticks").block().occupied());
	}

	/**
	 * Keeps the codes that the hub closed connections with.
	 */
	static class Closed {

		private final BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();

		@EventListener
		void on(ConnectionClosed event) {
			if (event.code() != null) {
				this.codes.add(event.code());
			}
		}

	}

}
