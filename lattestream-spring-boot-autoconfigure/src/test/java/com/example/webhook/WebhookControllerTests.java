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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.lattestream.ChannelOccupied;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receiving webhooks, on WebFlux here, in an application with a controller of its own for
 * them.
 */
@SpringBootTest(classes = WebhookControllerTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive", "lattestream.app.secret=lsk_receiver" })
@AutoConfigureWebTestClient(timeout = "20s")
class WebhookControllerTests {

	@Autowired
	private WebTestClient client;

	@Autowired
	private ReceiverApplication.Events events;

	@Autowired
	private HookController controller;

	@BeforeEach
	void clear() {
		this.events.clear();
		this.controller.answer = HttpStatus.ACCEPTED;
		this.controller.bodies.clear();
	}

	@Test
	void controllerReadsTheBodyAndGivesTheAnswer() {
		SignedWebhook.occupied("é")
			.exchange(this.client)
			.expectStatus()
			.isAccepted()
			.expectBody(String.class)
			.isEqualTo("taken");
		assertThat(this.controller.bodies).singleElement()
			.satisfies((body) -> assertThat(body).extractingByKey("events")
				.isEqualTo(List.of(Map.of("name", "channel_occupied", "channel", "é"))));
		assertThat(this.events.all()).containsExactly(new ChannelOccupied("é"));
	}

	@Test
	void controllerNeverSeesWhatIsNotGenuine() {
		SignedWebhook.occupied("a").signedWith("wrong").post(this.client).isUnauthorized();
		SignedWebhook.occupied(1, "a").post(this.client).isUnauthorized();
		SignedWebhook.read(this.client.post().uri(SignedWebhook.PATH + "/").bodyValue("{}").exchange())
			.expectStatus()
			.isUnauthorized();
		assertThat(this.controller.bodies).isEmpty();
	}

	@Test
	void controllerIsNotAskedWhenAListenerFailed() {
		this.events.setFailing(true);
		SignedWebhook.occupied("a").post(this.client).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
		assertThat(this.controller.bodies).isEmpty();
	}

	@Test
	void controllerThatFailsIsAskedAgainAndListenersAreNot() {
		SignedWebhook webhook = SignedWebhook.occupied("a");
		this.controller.answer = HttpStatus.SERVICE_UNAVAILABLE;
		webhook.post(this.client).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		this.controller.answer = null;
		webhook.post(this.client).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
		this.controller.answer = HttpStatus.OK;
		webhook.post(this.client).isOk();
		webhook.post(this.client).isOk();
		assertThat(this.controller.bodies).hasSize(3);
		assertThat(this.events.all()).hasSize(1);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ReceiverApplication.class, HookController.class })
	static class Application {

	}

	@RestController
	static class HookController {

		private final List<Map<String, Object>> bodies = new CopyOnWriteArrayList<>();

		private volatile HttpStatus answer = HttpStatus.ACCEPTED;

		@PostMapping(SignedWebhook.PATH)
		ResponseEntity<String> receive(@RequestBody Map<String, Object> body,
				@RequestHeader("X-LatteStream-Signature") String signature) {
			this.bodies.add(body);
			if (this.answer == null) {
				throw new IllegalStateException("out of order");
			}
			return ResponseEntity.status(this.answer).body("taken");
		}

	}

}
