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

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the webhooks that the sample sends to itself, with its page in a browser.
 * They run unchanged on both web stacks.
 */
@RequiresChromium
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT,
		properties = { "sample.tick=1h", "logging.level.org.openqa.selenium=error" })
abstract class SampleWebhooksTests {

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void port(DynamicPropertyRegistry registry) {
		// Known before the start, for the hub's target has it.
		int port = TestSocketUtils.findAvailableTcpPort();
		registry.add("server.port", () -> port);
	}

	@Test
	void webhooksAreListedAsTheyCome() throws IOException {
		try (Browser ann = new Browser(); Browser bob = new Browser()) {
			ann.open(url("/#quiet"));
			ann.signIn("ann");
			ann.open(url("/webhooks.html"));
			ann.awaitTexts("#connection-state", "connected");
			bob.open(url("/#hooks"));
			bob.signIn("bob");
			ann.awaitText("webhooks", "channel_occupiedpresence-room-hooks");
			ann.awaitText("webhooks", "member_addedpresence-room-hooksuser_id: bob");
			bob.click("wave");
			ann.awaitText("webhooks", "client_eventpresence-room-hooksevent: client-wave");
			bob.leave();
			ann.awaitText("webhooks", "channel_vacatedpresence-room-hooks");
			assertThat(ann.takeErrors()).isEmpty();
		}
	}

	@Test
	void webhooksAreForThoseWhoSignedInAndTakenFromTheHubOnly() {
		WebTestClient client = WebTestClient.bindToServer()
			.baseUrl(url(""))
			.responseTimeout(Duration.ofSeconds(20))
			.build();
		client.get().uri("/webhooks.html").exchange().expectStatus().isOk();
		client.get().uri("/webhooks").exchange().expectStatus().isUnauthorized();
		client.post()
			.uri("/lattestream/webhooks")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"time_ms\":1,\"events\":[]}")
			.exchange()
			.expectStatus()
			.isUnauthorized();
	}

	private String url(String path) {
		return "http://localhost:" + this.port + path;
	}

}
