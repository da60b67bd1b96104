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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

import com.lattestream.ChannelAttribute;
import com.lattestream.LatteStreamClient;
import com.lattestream.hub.LatteStreamHub;
import org.awaitility.Awaitility;

import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application under test on a port of its own, and clients for it.
 */
final class ContractServer implements AutoCloseable {

	static final String KEY = "lspk_contract";

	static final String SECRET = "lsk_contract-secret";

	static final String MASTER_KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

	private static final Duration TIMEOUT = Duration.ofSeconds(RawSocket.TIMEOUT_SECONDS);

	private final ConfigurableApplicationContext context;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Deque<AutoCloseable> clients = new ConcurrentLinkedDeque<>();

	private final int port;

	private ContractServer(ConfigurableApplicationContext context) {
		this.context = context;
		this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/**
	 * Start the application.
	 * @param sources its configuration
	 * @param properties properties of the form {@code name=value}
	 * @return the running server
	 */
	static ContractServer start(List<Class<?>> sources, String... properties) {
		return new ContractServer(
				new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).bannerMode(Banner.Mode.OFF)
					.properties("server.port=0", "lattestream.app.key=" + KEY, "lattestream.app.secret=" + SECRET,
							"lattestream.app.encryption-master-key=" + MASTER_KEY)
					.properties(properties)
					.run());
	}

	static String basic(String user) {
		String credentials = user + ":password";
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	int port() {
		return this.port;
	}

	LatteStreamHub hub() {
		return bean(LatteStreamHub.class);
	}

	LatteStreamClient client() {
		return bean(LatteStreamClient.class);
	}

	void awaitSubscriptions(String channel, int count, Duration timeout) {
		Awaitility.await("subscriptions")
			.atMost(timeout)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> client().channel(channel, ChannelAttribute.SUBSCRIPTION_COUNT)
				.block()
				.subscriptionCount() == count);
	}

	ApplicationContext context() {
		return this.context;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Open a WebSocket of the Pusher dialect.
	 * @param headers names and values of headers
	 * @return the socket after the greeting
	 */
	RawSocket pusher(String... headers) {
		return open("pusher", "/app/" + KEY + "?protocol=7&client=js&version=8.6.0", headers).greeted();
	}

	/**
	 * Open a WebSocket of the LatteStream dialect and bring the key.
	 * @param headers names and values of headers
	 * @return the socket after the greeting
	 */
	RawSocket latteStream(String... headers) {
		return latteStreamWithKey(KEY, headers).greeted();
	}

	RawSocket latteStreamWithKey(String key, String... headers) {
		return open("lattestream", "/lattestream", headers).send("{\"api_key\":" + Json.quote(key) + "}");
	}

	/**
	 * Open a WebSocket.
	 * @param dialect the prefix of its events
	 * @param path path and query
	 * @param headers names and values of headers
	 * @return the socket, nothing said yet
	 */
	RawSocket open(String dialect, String path, String... headers) {
		RawSocket socket = new RawSocket(dialect);
		WebSocket.Builder builder = this.http.newWebSocketBuilder().connectTimeout(TIMEOUT);
		for (int i = 0; i < headers.length; i += 2) {
			builder.header(headers[i], headers[i + 1]);
		}
		try {
			builder.buildAsync(URI.create("ws://localhost:" + this.port + path), socket).join();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException("No WebSocket at " + path, ex.getCause());
		}
		return opened(socket);
	}

	/**
	 * Open a WebSocket by hand.
	 * @param path path and query
	 * @param headers header lines
	 * @return the socket after the upgrade
	 */
	TcpSocket tcp(String path, String... headers) {
		TcpSocket socket = tcp();
		String head = socket.upgrade(path, headers);
		if (!head.startsWith("HTTP/1.1 101 ")) {
			throw new IllegalStateException("No upgrade: " + head);
		}
		return socket;
	}

	TcpSocket tcp() {
		return opened(new TcpSocket(this.port, 0));
	}

	/**
	 * Open a TCP connection that soon has to be read from.
	 * @return the connection
	 */
	TcpSocket narrowTcp() {
		return opened(new TcpSocket(this.port, 4096));
	}

	/**
	 * Open a TCP connection over a channel that the caller reads from later.
	 * @param channel not connected yet
	 * @return the connection
	 */
	TcpSocket tcp(SocketChannel channel) {
		return opened(new TcpSocket(channel.socket(), this.port, 0));
	}

	PusherClient javaClient() {
		return javaClient(null);
	}

	PusherClient javaClient(String user) {
		return opened(new PusherClient(this.port, KEY, "/lattestream/auth", user));
	}

	/**
	 * Open an event stream with the key.
	 * @param query the rest of the query
	 * @param headers names and values of headers
	 * @return the stream
	 */
	EventStream stream(String query, String... headers) {
		return streamWithKey(KEY, query, headers);
	}

	EventStream streamWithKey(String key, String query, String... headers) {
		HttpResponse<InputStream> response = send(
				request("/lattestream/sse?api_key=" + key + "&" + query, headers).build(),
				HttpResponse.BodyHandlers::ofInputStream);
		if (response.statusCode() != 200) {
			throw new IllegalStateException("No stream: " + response.statusCode());
		}
		return opened(new EventStream(response));
	}

	HttpResponse<String> get(String path, String... headers) {
		return send(request(path, headers).build(), HttpResponse.BodyHandlers::ofString);
	}

	HttpResponse<String> post(String path, String contentType, String body, String... headers) {
		return send(request(path, headers).header("Content-Type", contentType)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers::ofString);
	}

	HttpResponse<String> send(HttpRequest.Builder request) {
		return send(request.build(), HttpResponse.BodyHandlers::ofString);
	}

	HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(TIMEOUT);
		if (headers.length > 0) {
			request.headers(headers);
		}
		return request;
	}

	private <T> HttpResponse<T> send(HttpRequest request, Supplier<HttpResponse.BodyHandler<T>> handler) {
		try {
			return this.http.send(request, handler.get());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Close all clients and wait until nothing is left of them.
	 */
	void closeClients() {
		closeAll();
		awaitNothingLeft();
	}

	void awaitNothingLeft() {
		Awaitility.await("the end of all connections")
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> hub().connectionCount() == 0 && client().channels("").collectList().block().isEmpty());
	}

	@Override
	public void close() {
		closeAll();
		this.context.close();
	}

	/**
	 * Close the application under its clients.
	 */
	void stop() {
		this.context.close();
	}

	private void closeAll() {
		for (AutoCloseable client = this.clients.poll(); client != null; client = this.clients.poll()) {
			try {
				client.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private <T extends AutoCloseable> T opened(T client) {
		this.clients.add(client);
		return client;
	}

}
