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

package com.example.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import com.lattestream.ChannelOccupied;
import com.lattestream.WebhookReceived;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receiving webhooks, on WebFlux here, in an application that has no controller for them.
 */
@SpringBootTest(classes = ReceiverApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive", "lattestream.webhook.max-size=2KB",
				"lattestream.webhook.secrets=lsk_receiver,lsk_older", "spring.webflux.problemdetails.enabled=true",
				"lattestream.webhook.paths=/lattestream/webhooks,/hooks/{tenant}" })
@AutoConfigureWebTestClient(timeout = "20s")
class WebhookReceiverTests {

	private static final MediaType PROBLEM = MediaType.APPLICATION_PROBLEM_JSON;

	@Autowired
	private WebTestClient client;

	@Autowired
	private ReceiverApplication.Events events;

	@BeforeEach
	void clearEvents() {
		this.events.clear();
	}

	@Test
	void genuineWebhookIsPublishedAndAnsweredWithoutAController() {
		SignedWebhook.occupied("a").post(this.client).isOk();
		assertThat(this.events.all()).containsExactly(new ChannelOccupied("a"));
	}

	@Test
	void listenersAreCalledWhereTheyMayBlock() {
		SignedWebhook.occupied("a").post(this.client).isOk();
		assertThat(this.events.threads()).singleElement().asString().startsWith("lattestream-callback-");
	}

	@Test
	void pusherWebhookIsPublished() {
		SignedWebhook.occupied("a").inHeader("X-Pusher-Signature").post(this.client).isOk();
		assertThat(this.events.all()).containsExactly(new ChannelOccupied("a"));
	}

	@Test
	void eventAtTopLevelIsPublished() {
		SignedWebhook.of("{\"event\":\"connection_established\",\"socket_id\":\"1.2\"}").post(this.client).isOk();
		assertThat(this.events.all())
			.containsExactly(new WebhookReceived("connection_established", null, Map.of("socket_id", "1.2")));
	}

	@Test
	void everyConfiguredSecretIsGoodAndTheApplicationsIsNotOneOfThem() {
		SignedWebhook.occupied("a").signedWith("lsk_older").post(this.client).isOk();
		SignedWebhook.occupied("b").signedWith("lsk_oldest").post(this.client).isUnauthorized();
		assertThat(this.events.all()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/lattestream/webhooks", "/lattestream/webhooks/", "/hooks/acme", "/hooks/acme/" })
	void everyFormOfThePathsIsGuarded(String path) {
		SignedWebhook.occupied("a").at(path).signedWith("wrong").post(this.client).isUnauthorized();
		SignedWebhook.occupied("a").at(path).post(this.client).isOk();
	}

	@Test
	void wrongSignatureIsAProblemThatTellsNothing() {
		SignedWebhook webhook = SignedWebhook.occupied("a");
		webhook.signedWith("wrong")
			.exchange(this.client)
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.contentType(PROBLEM)
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains("\"status\":401").doesNotContain(webhook.signature()));
		assertThat(this.events.all()).isEmpty();
	}

	@Test
	void missingSignatureIsUnauthorized() {
		SignedWebhook.read(this.client.post().uri(SignedWebhook.PATH).bodyValue("{}").exchange())
			.expectStatus()
			.isUnauthorized();
		SignedWebhook.read(this.client.post().uri(SignedWebhook.PATH).exchange()).expectStatus().isUnauthorized();
	}

	@Test
	void malformedWebhookIsABadRequest() {
		SignedWebhook.of("{\"events\":[{}]}")
			.exchange(this.client)
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(PROBLEM)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("Each event must be an object with a name");
	}

	@Test
	void largeWebhookIsRefusedByItsContentLength() {
		SignedWebhook.of("{\"name\":\"a\",\"x\":\"" + "x".repeat(2048) + "\"}")
			.exchange(this.client)
			.expectStatus()
			.isEqualTo(HttpStatus.CONTENT_TOO_LARGE)
			.expectHeader()
			.contentType(PROBLEM)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(413);
		assertThat(this.events.all()).isEmpty();
	}

	@Test
	void largeWebhookIsRefusedWithoutContentLengthToo() {
		byte[] chunk = "x".repeat(500).getBytes(StandardCharsets.UTF_8);
		SignedWebhook
			.read(this.client.post()
				.uri(SignedWebhook.PATH)
				.header("X-LatteStream-Signature", "x")
				.body(BodyInserters
					.fromDataBuffers(Flux.range(0, 5).map((i) -> DefaultDataBufferFactory.sharedInstance.wrap(chunk))))
				.exchange())
			.expectStatus()
			.isEqualTo(HttpStatus.CONTENT_TOO_LARGE)
			.expectHeader()
			.contentType(PROBLEM);
	}

	@Test
	void webhookOfTheLastByteIsNotTooLarge() {
		String start = "{\"name\":\"a\",\"x\":\"";
		SignedWebhook.of(start + "x".repeat(2048 - start.length() - 2) + "\"}").post(this.client).isOk();
		assertThat(this.events.all()).hasSize(1);
	}

	@Test
	void oldWebhookIsUnauthorized() {
		long old = System.currentTimeMillis() - Duration.ofMinutes(6).toMillis();
		SignedWebhook.occupied(old, "a")
			.exchange(this.client)
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.contentType(PROBLEM)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(401);
		assertThat(this.events.all()).isEmpty();
	}

	@Test
	void repeatIsAcceptedButNotPublishedTwice() {
		SignedWebhook webhook = SignedWebhook.occupied("a");
		webhook.post(this.client).isOk();
		webhook.post(this.client).isOk();
		webhook.at("/hooks/acme").post(this.client).isOk();
		webhook.signedWith("lsk_older").post(this.client).isOk();
		assertThat(this.events.all()).hasSize(1);
	}

	@Test
	void listenerThatThrowsMakesTheSenderComeAgain() {
		SignedWebhook webhook = SignedWebhook.occupied("a");
		this.events.setFailing(true);
		webhook.exchange(this.client)
			.expectStatus()
			.isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR)
			.expectHeader()
			.contentType(PROBLEM)
			.expectBody(String.class)
			.value((body) -> assertThat(body).doesNotContain("not now"));
		this.events.setFailing(false);
		webhook.post(this.client).isOk();
		assertThat(this.events.all()).containsExactly(new ChannelOccupied("a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE", "PATCH" })
	void otherMethodsEndAtTheFilter(String method) {
		SignedWebhook.read(this.client.method(HttpMethod.valueOf(method)).uri(SignedWebhook.PATH).exchange())
			.expectStatus()
			.isEqualTo(HttpStatus.METHOD_NOT_ALLOWED)
			.expectHeader()
			.valueEquals("Allow", "POST");
	}

	@Test
	void otherPathsAreLeftAlone() {
		SignedWebhook.read(this.client.post().uri("/other").exchange()).expectStatus().isOk();
		SignedWebhook.read(this.client.get().uri("/lattestream/webhooks/more").exchange()).expectStatus().isOk();
		SignedWebhook.read(this.client.get().uri("/hooks").exchange()).expectStatus().isOk();
	}

}
