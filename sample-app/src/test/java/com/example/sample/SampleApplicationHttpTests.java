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

package com.example.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.StatusAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.RequestBodySpec;
import org.springframework.web.reactive.function.BodyInserters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleApplication} over HTTP, without a browser. They run unchanged on
 * both web stacks.
 */
abstract class SampleApplicationHttpTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final List<Disposable> streams = new ArrayList<>();

	@Autowired
	private WebTestClient client;

	/** What the stack calls the cookie of its sessions. */
	abstract String sessionCookie();

	@AfterEach
	void closeStreams() {
		this.streams.forEach(Disposable::dispose);
	}

	@Test
	void pageIsForEverybodyAndRunsOnlyItsOwnScripts() {
		this.client.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.value("Content-Security-Policy", (policy) -> assertThat(policy).startsWith("default-src 'self';"));
	}

	@Test
	void modulesOfThePageAreForEverybody() {
		for (String path : new String[] { "/app.js", "/style.css", "/icon.svg", "/lattestream/client.js" }) {
			this.client.get().uri(path).exchange().expectStatus().isOk();
		}
	}

	@Test
	void configTellsTheKeyAndWritesACsrfCookieThatScriptsCanRead() {
		ResponseCookie cookie = this.client.get()
			.uri("/config")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.key")
			.isEqualTo("lspk_sample_key")
			.jsonPath("$.user")
			.isEmpty()
			.returnResult()
			.getResponseCookies()
			.getFirst("XSRF-TOKEN");
		assertThat(cookie).isNotNull();
		assertThat(cookie.isHttpOnly()).isFalse();
		assertThat(cookie.getSameSite()).isEqualTo("Lax");
	}

	@Test
	void loginWithoutCsrfHeaderIsForbidden() {
		this.client.post()
			.uri("/login")
			.cookie("XSRF-TOKEN", csrfToken())
			.body(BodyInserters.fromFormData("user", "ann"))
			.exchange()
			.expectStatus()
			.isForbidden();
	}

	@Test
	void loginGivesASessionThatOtherSitesCannotUse() {
		ResponseCookie session = login("ann", null);
		assertThat(session.isHttpOnly()).isTrue();
		assertThat(session.getSameSite()).isEqualTo("Lax");
		this.client.get()
			.uri("/me")
			.cookie(sessionCookie(), session.getValue())
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.json("{'user': 'ann'}");
	}

	@Test
	void loginTakesTheCsrfTokenAsFormFieldToo() {
		String token = csrfToken();
		this.client.post()
			.uri("/login")
			.cookie("XSRF-TOKEN", token)
			.body(BodyInserters.fromFormData("user", "ann").with("_csrf", token))
			.exchange()
			.expectStatus()
			.isNoContent();
	}

	@Test
	void loginChangesTheIdOfTheSession() {
		String first = login("ann", null).getValue();
		String second = login("bob", first).getValue();
		assertThat(second).isNotEqualTo(first);
		this.client.get().uri("/me").cookie(sessionCookie(), first).exchange().expectStatus().isUnauthorized();
	}

	@Test
	void loginWithABadNameIsUnauthorized() {
		for (String name : new String[] { "", "an n", "ann,bob", "<b>", "a".repeat(33) }) {
			protectedPost("/login", null).body(BodyInserters.fromFormData("user", name))
				.exchange()
				.expectStatus()
				.isUnauthorized();
		}
	}

	@Test
	void withoutSessionRequestsAreUnauthorizedAndNotRedirected() {
		this.client.get().uri("/me").exchange().expectStatus().isUnauthorized();
		protectedPost("/orders", null).exchange().expectStatus().isUnauthorized();
	}

	@Test
	void logoutEndsTheSession() {
		String session = login("ann", null).getValue();
		protectedPost("/logout", session).exchange().expectStatus().isNoContent();
		this.client.get().uri("/me").cookie(sessionCookie(), session).exchange().expectStatus().isUnauthorized();
	}

	@Test
	void logoutEverywhereEndsAllSessionsOfTheUser() {
		String phone = login("ann", null).getValue();
		String laptop = login("ann", null).getValue();
		String bob = login("bob", null).getValue();
		protectedPost("/logout-everywhere", laptop).exchange().expectStatus().isNoContent();
		for (String session : new String[] { phone, laptop }) {
			this.client.get().uri("/me").cookie(sessionCookie(), session).exchange().expectStatus().isUnauthorized();
		}
		this.client.get().uri("/me").cookie(sessionCookie(), bob).exchange().expectStatus().isOk();
	}

	@Test
	void messagesAreChecked() {
		String session = login("ann", null).getValue();
		protectedPost("/rooms/lobby/messages", session).bodyValue(Map.of("text", "Hello"))
			.exchange()
			.expectStatus()
			.isAccepted();
		for (String text : new String[] { "", " \t ", "x".repeat(2001) }) {
			protectedPost("/rooms/lobby/messages", session).bodyValue(Map.of("text", text))
				.exchange()
				.expectStatus()
				.isBadRequest()
				.expectHeader()
				.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		}
		protectedPost("/rooms/lobby/messages", session).bodyValue(Map.of()).exchange().expectStatus().isBadRequest();
		protectedPost("/rooms/a,b/messages", session).bodyValue(Map.of("text", "Hello"))
			.exchange()
			.expectStatus()
			.isBadRequest();
	}

	@Test
	void channelAuthorizationNeedsTheSessionButNoCsrfToken() {
		String session = login("ann", null).getValue();
		authorize("private-orders-ann", session).expectStatus().isOk().expectBody().jsonPath("$.auth").isNotEmpty();
		authorize("presence-room-lobby", session).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.channel_data")
			.value(String.class, (data) -> assertThat(data).contains("ann"));
	}

	@Test
	void channelAuthorizationRefusesWhatIsNotOnes() {
		String session = login("ann", null).getValue();
		authorize("private-orders-bob", session).expectStatus().isForbidden();
		authorize("presence-room-a,b", session).expectStatus().isForbidden();
		authorize("private-without-a-rule", session).expectStatus().isForbidden();
		authorize("private-orders-ann", null).expectStatus().isUnauthorized();
	}

	@Test
	void newsOfAnotherServerReachEverybodyOnce() {
		String session = login("ann", null).getValue();
		Flux<Object> headlines = events("news", "headline", null).map((frame) -> data(frame).get("text"));
		StepVerifier.create(headlines).then(() -> {
			for (String key : new String[] { "key-1", "key-1", "key-2" }) {
				protectedPost("/news", session).header("Idempotency-Key", key)
					.bodyValue(Map.of("text", "key-1".equals(key) ? "Fresh beans" : "More beans"))
					.exchange()
					.expectStatus()
					.isNoContent();
			}
		}).expectNext("Fresh beans", "More beans").thenCancel().verify(TIMEOUT);
		protectedPost("/news", session).header("Idempotency-Key", "key-3")
			.bodyValue(Map.of("text", " "))
			.exchange()
			.expectStatus()
			.isBadRequest();
	}

	@Test
	void messagesToOnePersonReachAllTheirConnectionsAndNobodyElses() {
		String bob = login("bob", null).getValue();
		String ann = login("ann", null).getValue();
		Flux<Object> texts = Flux.merge(events("news", "direct-message", bob), events("ticker", "direct-message", bob))
			.map((frame) -> data(frame).get("text"));
		Flux<Map<String, Object>> own = events("news", "direct-message", ann);
		direct("bob", "Coffee?", ann).isOk().expectBody().json("{'connections': 2}");
		StepVerifier.create(texts).expectNext("Coffee?", "Coffee?").thenCancel().verify(TIMEOUT);
		direct("ann", "Yes", bob).isOk().expectBody().json("{'connections': 1}");
		StepVerifier.create(own.map((frame) -> data(frame).get("from"))).expectNext("bob").thenCancel().verify(TIMEOUT);
		direct("no body", "Hello", ann).isBadRequest();
		direct("bob", " ", ann).isBadRequest();
	}

	private StatusAssertions direct(String to, String text, String session) {
		return protectedPost("/users/" + to + "/messages", session).bodyValue(Map.of("text", text))
			.exchange()
			.expectStatus();
	}

	@Test
	void serversPublishWithTheSecretAndNothingElse() {
		for (String secret : new String[] { "lsk_sample_secret_change_me", "lspk_sample_key" }) {
			this.client.post()
				.uri("/lattestream/api/events")
				.header(HttpHeaders.AUTHORIZATION, secret)
				.contentType(MediaType.APPLICATION_JSON)
				.bodyValue(Map.of("channel", "news", "event", "headline", "data", Map.of("text", "Hello")))
				.exchange()
				.expectStatus()
				.isEqualTo(secret.startsWith("lsk_") ? 200 : 401);
		}
	}

	@Test
	void channelAuthorizationRefusesOtherOrigins() {
		String session = login("ann", null).getValue();
		this.client.post()
			.uri("/lattestream/auth")
			.cookie(sessionCookie(), session)
			.header(HttpHeaders.ORIGIN, "https://evil.example")
			.body(BodyInserters.fromFormData("socket_id", "123.456").with("channel_name", "private-orders-ann"))
			.exchange()
			.expectStatus()
			.isForbidden();
	}

	@Test
	void ordersMoveOnOnTheBoardOfWhoOrdered() {
		String session = login("ann", null).getValue();
		Flux<String> states = events("private-orders-ann", "order", session)
			.map((frame) -> data(frame).get("state").toString());
		protectedPost("/orders", session).exchange().expectStatus().isAccepted();
		StepVerifier.create(states).expectNext("PLACED", "PAID", "SHIPPED", "DELIVERED").thenCancel().verify(TIMEOUT);
	}

	@Test
	void boardOfSomebodyElseIsRefusedAsAStream() {
		String session = login("ann", null).getValue();
		stream("private-orders-bob", session).expectStatus().isForbidden();
	}

	@Test
	void tickerMovesForEverybody() {
		StepVerifier.create(events("ticker", "price", null).map((frame) -> data(frame).get("price")))
			.expectNextCount(3)
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void backOfficeTriggersEvents() {
		Flux<Map<String, Object>> news = events("news", "open", null);
		trigger("""
				{"channel": "news", "event": "open", "data": {"until": "18:00"}}
				""").expectStatus().isOk().expectBody().json("{'event': 'open', 'channels': ['news']}");
		StepVerifier.create(news)
			.assertNext((frame) -> assertThat(data(frame)).containsEntry("until", "18:00"))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void backOfficeRefusesBadNamesWithAProblem() {
		for (String body : new String[] { "{\"channel\": \"no spaces\", \"event\": \"open\"}",
				"{\"channel\": \"news\", \"event\": \"lattestream:mine\"}", "{\"channel\": \"news\"}", "{}" }) {
			trigger(body).expectStatus()
				.isBadRequest()
				.expectHeader()
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.expectBody()
				.jsonPath("$.detail")
				.isNotEmpty();
		}
	}

	@Test
	void backOfficeTakesNoSession() {
		String session = login("ann", null).getValue();
		protectedPost("/api/trigger", session).bodyValue(Map.of("channel", "news", "event", "open"))
			.exchange()
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.doesNotExist(HttpHeaders.WWW_AUTHENTICATE);
	}

	@Test
	void webhooksAreForThoseWhoSignedInAndTakenFromTheHubOnly() {
		this.client.get().uri("/webhooks.html").exchange().expectStatus().isOk();
		this.client.get().uri("/webhooks").exchange().expectStatus().isUnauthorized();
		this.client.post()
			.uri("/lattestream/webhooks")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"time_ms\":1,\"events\":[]}")
			.exchange()
			.expectStatus()
			.isUnauthorized();
	}

	private String csrfToken() {
		ResponseCookie cookie = this.client.get()
			.uri("/config")
			.exchange()
			.returnResult(Void.class)
			.getResponseCookies()
			.getFirst("XSRF-TOKEN");
		assertThat(cookie).isNotNull();
		return cookie.getValue();
	}

	private RequestBodySpec protectedPost(String path, @Nullable String session) {
		String token = csrfToken();
		RequestBodySpec request = this.client.post()
			.uri(path)
			.cookie("XSRF-TOKEN", token)
			.header("X-XSRF-TOKEN", token);
		return (session != null) ? request.cookie(sessionCookie(), session) : request;
	}

	private ResponseCookie login(String user, @Nullable String session) {
		ResponseCookie cookie = protectedPost("/login", session).body(BodyInserters.fromFormData("user", user))
			.exchange()
			.expectStatus()
			.isNoContent()
			.returnResult(Void.class)
			.getResponseCookies()
			.getFirst(sessionCookie());
		assertThat(cookie).isNotNull();
		return cookie;
	}

	private WebTestClient.ResponseSpec authorize(String channel, @Nullable String session) {
		RequestBodySpec request = this.client.post().uri("/lattestream/auth");
		if (session != null) {
			request.cookie(sessionCookie(), session);
		}
		return request.body(BodyInserters.fromFormData("socket_id", "123.456").with("channel_name", channel))
			.exchange();
	}

	private WebTestClient.ResponseSpec trigger(String body) {
		return this.client.post()
			.uri("/api/trigger")
			.headers((headers) -> headers.setBasicAuth("demo", "demo"))
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange();
	}

	private WebTestClient.ResponseSpec stream(String channel, @Nullable String session) {
		WebTestClient.RequestHeadersSpec<?> request = this.client.get()
			.uri("/lattestream/sse?api_key=lspk_sample_key&channels={channel}", channel)
			.accept(MediaType.TEXT_EVENT_STREAM);
		if (session != null) {
			request.cookie(sessionCookie(), session);
		}
		return request.exchange();
	}

	/**
	 * Return the events of a channel from now on: what happens before the subscription is
	 * confirmed may or may not be among them.
	 */
	private Flux<Map<String, Object>> events(String channel, String event, @Nullable String session) {
		ConnectableFlux<ServerSentEvent<Map<String, Object>>> messages = stream(channel, session).expectStatus()
			.isOk()
			.returnResult(new ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>>() {
			})
			.getResponseBody()
			.replay();
		this.streams.add(messages.connect());
		named(messages, "lattestream_internal:subscription_succeeded").blockFirst(TIMEOUT);
		return named(messages, event);
	}

	private static Flux<Map<String, Object>> named(Flux<ServerSentEvent<Map<String, Object>>> messages, String event) {
		return messages.filter((message) -> event.equals(message.event())).mapNotNull(ServerSentEvent::data);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> data(Map<String, Object> frame) {
		return (Map<String, Object>) frame.get("data");
	}

}
