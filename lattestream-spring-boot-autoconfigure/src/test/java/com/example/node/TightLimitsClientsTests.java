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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * pusher-js against a hub with short heartbeats and room for few members.
 */
@RequiresNode
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.key=lspk_node", "lattestream.app.secret=lsk_node",
				"lattestream.hub.activity-timeout=2s", "lattestream.hub.pong-timeout=1s",
				"lattestream.hub.presence.max-members=3" })
class TightLimitsClientsTests {

	@LocalServerPort
	private int port;

	@Test
	void clientsAreHeldToTheLimits() {
		NodeTestRun.Result result = NodeTestRun.run(Map.of("HUB_PORT", String.valueOf(this.port)), "limits.test.mjs");
		assertThat(result.exitCode()).as(result.output()).isZero();
		assertThat(result.output()).containsPattern("pass [1-9]").contains("skipped 0");
	}

}
