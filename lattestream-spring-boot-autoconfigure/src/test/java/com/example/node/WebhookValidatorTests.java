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

package com.example.node;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hub's webhooks before the validator of Pusher's server SDK for Node.
 */
@RequiresNode
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.key=lspk_node", "lattestream.app.secret=lsk_node",
				"lattestream.webhook.delivery.retry.initial-delay=100ms",
				"lattestream.webhook.delivery.debounce=1500ms" })
class WebhookValidatorTests {

	/** Free until the test in Node listens there. */
	private static final int RECEIVER_PORT = TestSocketUtils.findAvailableTcpPort();

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void target(DynamicPropertyRegistry registry) {
		// All of it in one place, for lists are taken from one source
		String target = "lattestream.webhook.delivery.targets[0].";
		registry.add(target + "url", () -> "http://127.0.0.1:" + RECEIVER_PORT + "/hooks");
		registry.add(target + "events", () -> "channel_occupied,channel_vacated,member_added,member_removed,"
				+ "subscription_count,client_event");
		registry.add(target + "signature", () -> "pusher");
	}

	@Test
	void validatorOfThePusherSdkTakesTheHubsWebhooks() {
		NodeTestRun.Result result = NodeTestRun.run(
				Map.of("HUB_PORT", String.valueOf(this.port), "RECEIVER_PORT", String.valueOf(RECEIVER_PORT)),
				"webhooks.test.mjs");
		assertThat(result.exitCode()).as(result.output()).isZero();
		assertThat(result.output()).containsPattern("pass [1-9]").contains("skipped 0");
	}

}
