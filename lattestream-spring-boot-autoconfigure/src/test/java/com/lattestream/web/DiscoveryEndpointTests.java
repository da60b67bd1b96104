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

package com.lattestream.web;

import java.net.URI;

import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.MutableClock;
import com.lattestream.signature.TokenSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiscoveryEndpoint}.
 */
class DiscoveryEndpointTests {

	private final MutableClock clock = new MutableClock();

	private final DiscoveryEndpoint endpoint = new DiscoveryEndpoint(
			LatteStreamHub.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
				.clock(this.clock)
				.build());

	@ParameterizedTest
	@CsvSource({ "http://localhost:8080/lattestream/discover, localhost, 8080",
			"https://app.example.com/lattestream/discover, app.example.com, 443",
			"http://app.example.com/lattestream/discover, app.example.com, 80" })
	void discoverTellsTheAddressOfTheRequest(URI target, String host, int port) {
		ApiResponse response = this.endpoint.discover("key", target);
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.contentType()).isEqualTo("application/json");
		JsonNode json = JsonMapper.builder().build().readTree(response.body());
		assertThat(json.propertyNames()).containsExactly("node_id", "region", "cluster", "host", "port",
				"discovery_token", "expires_at");
		assertThat(json.get("node_id").isNumber()).isTrue();
		assertThat(json.get("host").asString()).isEqualTo(host);
		assertThat(json.get("port").asInt()).isEqualTo(port);
		assertThat(json.get("expires_at").asLong()).isEqualTo(this.clock.millis() + 60_000);
		assertThat(new TokenSigner("secret", this.clock).verify("lsdt_", json.get("discovery_token").asString()))
			.containsExactly("key");
	}

	@Test
	void discoverWhenKeyIsMissingOrUnknownIsUnauthorized() {
		for (String key : new String[] { null, "", "other" }) {
			ApiResponse response = this.endpoint.discover(key, URI.create("http://localhost/discover"));
			assertThat(response.status()).isEqualTo(401);
			assertThat(response.body()).doesNotContain("discovery_token");
		}
	}

}
