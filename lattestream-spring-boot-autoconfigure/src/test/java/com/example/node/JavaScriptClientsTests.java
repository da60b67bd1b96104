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
 * pusher-js and our own client against a real hub.
 */
@RequiresNode
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.key=lspk_node", "lattestream.app.secret=lsk_node",
				"lattestream.app.encryption-master-key=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
				"lattestream.hub.channels[0].pattern=hist-*", "lattestream.hub.channels[0].history.size=1000",
				"lattestream.hub.channels[0].history.ttl=10m", "lattestream.hub.channels[1].pattern=private-hist-*",
				"lattestream.hub.channels[1].history.size=1000", "lattestream.hub.channels[1].history.ttl=10m",
				"lattestream.hub.channels[2].pattern=presence-hist-*", "lattestream.hub.channels[2].history.size=1000",
				"lattestream.hub.channels[2].history.ttl=10m",
				"lattestream.hub.channels[3].pattern=private-encrypted-hist-*",
				"lattestream.hub.channels[3].history.size=1000", "lattestream.hub.channels[3].history.ttl=10m",
				"lattestream.hub.channels[4].pattern=cache-hist-*", "lattestream.hub.channels[4].history.size=1000",
				"lattestream.hub.channels[4].history.ttl=10m", "lattestream.hub.channels[5].pattern=hist-small-*",
				"lattestream.hub.channels[5].history.size=3", "lattestream.hub.channels[5].history.ttl=10m",
				"lattestream.hub.channels[6].pattern=private-inline-*", "lattestream.hub.channels[6].history.size=1000",
				"lattestream.hub.channels[6].history.ttl=10m" })
class JavaScriptClientsTests {

	@LocalServerPort
	private int port;

	@Test
	void browserClientKeepsItsPromisesAgainstScriptedServers() {
		assertPasses("client.test.mjs");
	}

	@Test
	void browserClientWorksWithTheHub() {
		assertPasses("client-hub.test.mjs");
	}

	@Test
	void nothingIsLostOfChannelsWithHistory() {
		assertPasses("history.test.mjs");
	}

	@Test
	void pusherJsWorksWithTheHub() {
		assertPasses("pusher-js.test.mjs");
	}

	@Test
	void pusherForNodeServersWorksWithTheHub() {
		assertPasses("pusher.test.mjs");
	}

	@Test
	void clientsDecryptEncryptedChannels() {
		assertPasses("encrypted.test.mjs");
	}

	private void assertPasses(String file) {
		NodeTestRun.Result result = NodeTestRun
			.run(Map.of("HUB_PORT", String.valueOf(this.port), "HUB_SECRET", "lsk_node"), file);
		assertThat(result.exitCode()).as(result.output()).isZero();
		// A file without tests would pass too
		assertThat(result.output()).containsPattern("pass [1-9]").contains("skipped 0");
	}

}
