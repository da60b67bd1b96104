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

package com.example.rest;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.example.client.PusherSocket;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.PusherRequestSigner;
import com.lattestream.signature.RequestSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the REST APIs as they are reached over HTTP.
 */
@SpringBootTest(classes = RestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.id=42", "lattestream.app.key=lspk_rest", "lattestream.app.secret=lsk_rest" })
class HttpApiServerTests {

	private static final AppCredentials CREDENTIALS = new AppCredentials("42", "lspk_rest", "lsk_rest");

	private static final String EVENT = "{\"channel\":\"a\",\"event\":\"e\",\"data\":{\"x\":1}}";

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final PusherRequestSigner pusherSigner = new PusherRequestSigner(CREDENTIALS, Clock.systemUTC());

	@LocalServerPort
	private int port;

	@Test
	void latteStreamServersPublish() {
		try (PusherSocket subscriber = new PusherSocket(this.port, CREDENTIALS).subscribed("a")) {
			HttpResponse<String> response = post("/lattestream/api/events", EVENT, "Authorization", "lsk_rest");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
			assertThat(response.body()).isEqualTo("{\"channels\":[\"a\"],\"event\":\"e\",\"triggered\":1}");
			assertThat(subscriber.next()).isEqualTo("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"{\\\"x\\\":1}\"}");
		}
	}

	@Test
	void pusherServersPublish() {
		try (PusherSocket subscriber = new PusherSocket(this.port, CREDENTIALS).subscribed("a")) {
			HttpResponse<String> response = pusher("POST", "/events", Map.of(), EVENT);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("{}");
			assertThat(subscriber.next()).isEqualTo("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"{\\\"x\\\":1}\"}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ";", "%3B", "%3b" })
	void channelNamesMayHaveSemicolons(String semicolon) {
		String name = "foo-bar_1234@=,.;";
		try (PusherSocket subscriber = new PusherSocket(this.port, CREDENTIALS).subscribed(name)) {
			String path = "/channels/" + name.replace(";", semicolon);
			HttpResponse<String> latteStream = get("/lattestream/api" + path + "?info=subscription_count",
					"Authorization", "Bearer lsk_rest");
			assertThat(latteStream.body()).isEqualTo("{\"occupied\":true,\"subscription_count\":1}");
			Map<String, String> signed = this.pusherSigner.sign("GET", "/apps/42/channels/" + name, Map.of(),
					new byte[0]);
			assertThat(get("/apps/42" + path + "?" + query(signed)).body()).isEqualTo("{\"occupied\":true}");
			subscriber.assertQuiet();
		}
	}

	@Test
	void semicolonsElsewhereAreStillRefused() {
		assertThat(get("/elsewhere/a;b").statusCode()).isEqualTo(400);
		assertThat(get("/apps/mine/a;b").statusCode()).isEqualTo(400);
		assertThat(get("/lattestream/api/../a;b").statusCode()).isEqualTo(400);
		assertThat(get("/elsewhere/a").statusCode()).isEqualTo(404);
	}

	@Test
	void signedRequestsAreVerifiedAsTheyWereSent() {
		RequestSigner signer = new RequestSigner("lsk_rest", Clock.systemUTC());
		String target = "/channels/presence-%C3%A9?info=user_count%2Csubscription_count&filter=a%20b";
		Map<String, String> headers = signer.sign("GET", target, new byte[0], UUID.randomUUID().toString()).headers();
		String[] all = headers.entrySet()
			.stream()
			.flatMap((entry) -> Stream.of(entry.getKey(), entry.getValue()))
			.toArray(String[]::new);
		HttpResponse<String> response = send(
				request("/lattestream/api" + target).headers(all).header("Authorization", "lsk_rest"));
		// The signature is right, the name is not
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		assertThat(response.body()).contains("Channel names");
		HttpResponse<String> other = send(
				request("/lattestream/api" + target + "x").headers(all).header("Authorization", "lsk_rest"));
		assertThat(other.statusCode()).isEqualTo(401);
	}

	/** Case 50. */
	@Test
	void userIdsMayHaveSpaces() throws Exception {
		try (PusherSocket subscriber = new PusherSocket(this.port, CREDENTIALS).joined("presence-a", "u 1")) {
			Map<String, String> signed = this.pusherSigner.sign("POST", "/apps/42/users/u 1/terminate_connections",
					Map.of(), new byte[0]);
			HttpResponse<String> response = post("/apps/42/users/u%201/terminate_connections?" + query(signed), "");
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			assertThat(subscriber.closeCode()).isEqualTo(4009);
		}
	}

	@Test
	void callersWithoutTheSecretAreRefused() {
		assertThat(post("/lattestream/api/events", EVENT).statusCode()).isEqualTo(401);
		assertThat(post("/lattestream/api/events", EVENT, "Authorization", "lspk_rest").statusCode()).isEqualTo(401);
		assertThat(get("/lattestream/api").statusCode()).isEqualTo(401);
		assertThat(post("/apps/42/events", EVENT).statusCode()).isEqualTo(401);
	}

	@Test
	void unknownAppsAreNotFound() {
		Map<String, String> signed = this.pusherSigner.sign("GET", "/apps/43/channels", Map.of(), new byte[0]);
		HttpResponse<String> response = get("/apps/43/channels?" + query(signed));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).isEqualTo("{\"error\":\"Unknown app\"}");
	}

	@Test
	void theApplicationKeepsItsOwnAddresses() {
		assertThat(get("/apps/mine/a").body()).isEqualTo("mine");
		assertThat(get("/apps/43/channels").statusCode()).isEqualTo(404);
	}

	@Test
	void bodiesThatAreTooLargeAreRefused() {
		String body = "x".repeat(1024 * 1024 + 1);
		HttpResponse<String> known = post("/lattestream/api/events", body, "Authorization", "lsk_rest");
		assertThat(known.statusCode()).isEqualTo(413);
		assertThat(known.body()).isEqualTo("{\"error\":\"The body of a request may have 1048576 bytes\"}");
		HttpRequest.BodyPublisher chunked = HttpRequest.BodyPublishers
			.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
		HttpResponse<String> unknown = send(
				request("/lattestream/api/events").POST(chunked).header("Authorization", "lsk_rest"));
		assertThat(unknown.statusCode()).isEqualTo(413);
	}

	@Test
	void pagesOfOtherOriginsAreNotInvited() {
		HttpResponse<String> preflight = send(
				request("/lattestream/api/events").method("OPTIONS", HttpRequest.BodyPublishers.noBody())
					.headers("Origin", "http://other.example", "Access-Control-Request-Method", "POST"));
		assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-origin");
		HttpResponse<String> response = post("/lattestream/api/events", EVENT, "Authorization", "lsk_rest", "Origin",
				"http://other.example");
		assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
	}

	@Test
	void equalRequestsAtTheSameTimePublishOnce() {
		try (PusherSocket subscriber = new PusherSocket(this.port, CREDENTIALS).subscribed("once")) {
			String body = "{\"channel\":\"once\",\"event\":\"e\",\"data\":1}";
			HttpRequest request = request("/lattestream/api/events").POST(HttpRequest.BodyPublishers.ofString(body))
				.headers("Authorization", "lsk_rest", "Idempotency-Key", UUID.randomUUID().toString())
				.build();
			List<CompletableFuture<HttpResponse<String>>> responses = IntStream.range(0, 20)
				.mapToObj((i) -> this.http.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
				.toList();
			assertThat(responses).allSatisfy((response) -> assertThat(response.join().body())
				.isEqualTo("{\"channels\":[\"once\"],\"event\":\"e\",\"triggered\":1}"));
			assertThat(subscriber.next()).contains("\"event\":\"e\"");
			subscriber.assertQuiet();
		}
	}

	@Test
	void tokensOfTheApiOpenChannels() {
		try (PusherSocket subscriber = new PusherSocket(this.port, CREDENTIALS)) {
			String body = "{\"socket_id\":\"" + subscriber.socketId() + "\",\"channel_name\":\"private-a\"}";
			HttpResponse<String> response = post("/lattestream/api/auth", body, "Authorization", "lsk_rest");
			String auth = JsonMapper.shared().readTree(response.body()).get("auth").stringValue();
			assertThat(auth).startsWith("lspc_");
			subscriber.subscribed("private-a", auth, null);
		}
	}

	private HttpResponse<String> pusher(String method, String path, Map<String, String> query, String body) {
		Map<String, String> signed = this.pusherSigner.sign(method, "/apps/42" + path, query,
				body.getBytes(StandardCharsets.UTF_8));
		return post("/apps/42" + path + "?" + query(signed), body);
	}

	private HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = request(path);
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	private HttpResponse<String> post(String path, String body, String... headers) {
		HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body))
			.header("Content-Type", "application/json");
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(10));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		return this.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
	}

	private static String query(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "="
					+ URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

}
