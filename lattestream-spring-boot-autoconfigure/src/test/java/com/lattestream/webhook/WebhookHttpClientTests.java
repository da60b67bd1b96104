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

package com.lattestream.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookHttpClient}, with real requests on either stack.
 */
class WebhookHttpClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final byte[] BODY = "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8);

	private final List<Received> received = new CopyOnWriteArrayList<>();

	private HttpServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			this.received.add(new Received(exchange));
			switch (exchange.getRequestURI().getPath()) {
				case "/redirect" -> {
					exchange.getResponseHeaders().set("Location", "/elsewhere");
					exchange.sendResponseHeaders(307, -1);
				}
				case "/fail" -> exchange.sendResponseHeaders(500, 3);
				default -> exchange.sendResponseHeaders(200, 3);
			}
			if (!exchange.getRequestURI().getPath().equals("/redirect")) {
				exchange.getResponseBody().write(new byte[3]);
			}
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stopServer() {
		this.server.stop(0);
	}

	@ParameterizedTest
	@EnumSource
	void requestIsExactlyWhatReceiversExpect(Stack stack) {
		post(stack, null, url("localhost", "/hooks?a=b%20c")).expectNext(200).expectComplete().verify(TIMEOUT);
		assertThat(this.received).singleElement().satisfies((request) -> {
			assertThat(request.method()).isEqualTo("POST");
			assertThat(request.uri()).isEqualTo(URI.create("/hooks?a=b%20c"));
			assertThat(request.headers().get("Content-Type")).containsExactly("application/json");
			assertThat(request.headers().get("X-Pusher-Key")).containsExactly("key");
			assertThat(request.body()).isEqualTo(BODY);
		});
	}

	@ParameterizedTest
	@EnumSource
	void statusOfFailuresIsReturned(Stack stack) {
		post(stack, null, url("localhost", "/fail")).expectNext(500).expectComplete().verify(TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void redirectsAreNotFollowed(Stack stack) {
		post(stack, null, url("localhost", "/redirect")).expectNext(307).expectComplete().verify(TIMEOUT);
		assertThat(this.received).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void forbiddenAddressIsNotConnectedTo(Stack stack) {
		for (String host : List.of("localhost", "127.0.0.1")) {
			post(stack, false, url(host, "/"))
				.expectErrorSatisfies((ex) -> assertThat(NestedExceptionUtils.getMostSpecificCause(ex))
					.isInstanceOf(ConnectException.class)
					.hasMessage(host + " leads to an address that is not allowed"))
				.verify(TIMEOUT);
		}
		assertThat(this.received).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void refusedConnectionIsAnError(Stack stack) {
		String url = url("localhost", "/").toString();
		this.server.stop(0);
		post(stack, null, URI.create(url)).expectError().verify(TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void connectionsAreUsedAgain(Stack stack) {
		WebhookHttpClient client = stack.create(WebClient.builder(), new AddressPolicy(null));
		WebhookRequest request = new WebhookRequest(url("localhost", "/"), Map.of(), BODY);
		StepVerifier.create(Flux.range(0, 20).concatMap((i) -> client.post(request)).distinct())
			.expectNext(200)
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(this.received).hasSize(20);
		assertThat(this.received.stream().map(Received::port).distinct()).hasSizeLessThan(5);
		client.destroy();
	}

	@ParameterizedTest
	@EnumSource
	void applicationsBuilderIsUsedButNotItsConnections(Stack stack) {
		WebClient.Builder builder = WebClient.builder()
			.defaultHeader("X-Application", "shop")
			.clientConnector(new JdkClientHttpConnector());
		WebhookHttpClient client = stack.create(builder, new AddressPolicy(false));
		StepVerifier.create(client.post(new WebhookRequest(url("localhost", "/"), Map.of(), BODY)))
			.expectError()
			.verify(TIMEOUT);
		client.destroy();
		WebhookHttpClient allowed = stack.create(builder, new AddressPolicy(null));
		StepVerifier.create(allowed.post(new WebhookRequest(url("localhost", "/"), Map.of(), BODY)))
			.expectNext(200)
			.expectComplete()
			.verify(TIMEOUT);
		allowed.destroy();
		assertThat(this.received).singleElement()
			.satisfies((request) -> assertThat(request.headers().get("X-Application")).containsExactly("shop"));
	}

	private StepVerifier.FirstStep<Integer> post(Stack stack, Boolean allowPrivate, URI url) {
		WebhookHttpClient client = stack.create(WebClient.builder(), new AddressPolicy(allowPrivate));
		WebhookRequest request = new WebhookRequest(url, Map.of("X-Pusher-Key", "key"), BODY);
		return StepVerifier.create(client.post(request).doFinally((signal) -> client.destroy()));
	}

	private URI url(String host, String path) {
		return URI.create("http://" + host + ":" + this.server.getAddress().getPort() + path);
	}

	enum Stack {

		REACTOR_NETTY((builder) -> (addresses) -> WebhookHttpClient.onReactorNetty(builder, addresses, TIMEOUT)),

		JDK((builder) -> (addresses) -> WebhookHttpClient.onJdk(builder, addresses, TIMEOUT));

		private final Function<WebClient.Builder, Function<AddressPolicy, WebhookHttpClient>> factory;

		Stack(Function<WebClient.Builder, Function<AddressPolicy, WebhookHttpClient>> factory) {
			this.factory = factory;
		}

		WebhookHttpClient create(WebClient.Builder builder, AddressPolicy addresses) {
			return this.factory.apply(builder).apply(addresses);
		}

	}

	record Received(String method, URI uri, Headers headers, byte[] body, int port) {

		Received(HttpExchange exchange) throws IOException {
			this(exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(),
					exchange.getRequestBody().readAllBytes(), exchange.getRemoteAddress().getPort());
		}

	}

}
