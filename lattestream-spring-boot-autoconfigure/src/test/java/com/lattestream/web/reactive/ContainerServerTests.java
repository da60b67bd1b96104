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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.SseEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContainerServer}: event streams of a version of HTTP that they cannot
 * leave. The others are in the contract.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ContainerServerTests {

	private static final String LARGE = "x".repeat(30_000);

	private final LatteStreamHub hub = LatteStreamHub
		.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
		.build();

	private final LaneExecutors lanes = new LaneExecutors(2);

	private final List<Socket> clients = new ArrayList<>();

	private WebServer server;

	static Stream<ReactiveWebServerFactory> factories() {
		return Stream.of(new TomcatReactiveWebServerFactory(0), new JettyReactiveWebServerFactory(0));
	}

	@AfterEach
	void stop(CapturedOutput output) throws Exception {
		for (Socket client : this.clients) {
			client.close();
		}
		this.hub.stop(Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
		// Tomcat may log one of its own when it stops right after a stream failed
		String log = output.toString();
		this.server.stop();
		this.lanes.close();
		assertThat(log).doesNotContain(" ERROR ");
	}

	@ParameterizedTest
	@MethodSource("factories")
	void clientThatReadsSlowlyGetsEverythingInOrder(ReactiveWebServerFactory factory) throws Exception {
		start(factory);
		BufferedReader stream = stream(4096);
		for (int i = 0; i < 30; i++) {
			publish(i + LARGE);
		}
		for (int i = 0; i < 30; i++) {
			assertThat(readLine(stream, "event: ")).isEqualTo("event: news");
			assertThat(readLine(stream, "data: ")).contains("\"" + i + "xxx");
		}
	}

	@ParameterizedTest
	@MethodSource("factories")
	void clientThatVanishesIsForgottenWhenItIsWrittenTo(ReactiveWebServerFactory factory) throws Exception {
		start(factory);
		for (int i = 0; i < 10; i++) {
			stream(0);
		}
		assertThat(this.hub.connectionCount()).isEqualTo(10);
		for (Socket client : this.clients) {
			client.setSoLinger(true, 0);
			client.close();
		}
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			publish("Are you there?");
			return this.hub.connectionCount() == 0;
		});
		// Those who come next get answers of their own
		for (int i = 0; i < 5; i++) {
			stream(0);
		}
	}

	@ParameterizedTest
	@MethodSource("factories")
	void streamEndsWhenTheHubStops(ReactiveWebServerFactory factory) throws Exception {
		start(factory);
		BufferedReader stream = stream(0);
		this.hub.stop(Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
		assertThat(readLine(stream, "retry: ")).isNotNull();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> stream.readLine() == null);
	}

	@ParameterizedTest
	@MethodSource("factories")
	void clientsThatDoNotReadAreClosedInTheEnd(ReactiveWebServerFactory factory) throws Exception {
		start(factory);
		for (int i = 0; i < 5; i++) {
			stream(4096);
		}
		BufferedReader stream = stream(0);
		for (int i = 0; i < 300; i++) {
			publish(i + LARGE);
			assertThat(readLine(stream, "data: ")).contains("\"" + i + "xxx");
		}
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.hub.connectionCount() == 1);
		for (Socket client : this.clients.subList(0, 5)) {
			assertThat(isEnded(client)).isTrue();
		}
		// Nobody else was meant
		publish("Hello");
		assertThat(readLine(stream, "data: ")).contains("Hello");
	}

	private void start(ReactiveWebServerFactory factory) {
		this.hub.start();
		ChannelGrants grants = new ChannelGrants((request) -> Mono.just(ChannelAuthorization.denied()),
				JsonMapper.builder().build());
		WebHandler handler = new ReactiveSseHandler(this.hub, new SseEndpoint(this.hub, grants),
				new ConnectionLogins(null),
				new ConnectionCustomizers(List.of(), new CallbackExecutor(new SimpleAsyncTaskExecutor())), this.lanes);
		this.server = factory.getWebServer(WebHttpHandlerBuilder.webHandler(handler).build());
		this.server.start();
	}

	private void publish(String data) {
		this.hub.broadcast("news", data).block(Duration.ofSeconds(10));
	}

	/**
	 * Open a stream.
	 * @param receiveBuffer how much the client takes without reading, in bytes; zero for
	 * the usual
	 * @return the stream after its greeting
	 */
	private BufferedReader stream(int receiveBuffer) throws IOException {
		Socket client = new Socket();
		this.clients.add(client);
		if (receiveBuffer > 0) {
			client.setReceiveBufferSize(receiveBuffer);
		}
		client.setSoTimeout(20_000);
		client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getPort()));
		client.getOutputStream()
			.write("GET /sse?api_key=key&channels=news HTTP/1.0\r\nHost: localhost\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
		assertThat(reader.readLine()).contains(" 200");
		assertThat(readLine(reader, "event: ")).isEqualTo("event: lattestream:connection_established");
		assertThat(readLine(reader, "event: ")).contains("subscription_succeeded");
		assertThat(readLine(reader, "data: ")).isNotNull();
		return reader;
	}

	private static String readLine(BufferedReader stream, String beginning) throws IOException {
		String line = stream.readLine();
		while (line != null && !line.startsWith(beginning)) {
			line = stream.readLine();
		}
		return line;
	}

	private static boolean isEnded(Socket client) {
		try {
			client.getInputStream().transferTo(OutputStream.nullOutputStream());
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

}
