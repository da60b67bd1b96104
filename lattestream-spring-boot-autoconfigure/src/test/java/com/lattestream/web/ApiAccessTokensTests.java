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

import java.time.Duration;
import java.util.Map;

import com.lattestream.protocol.JsonText;
import com.lattestream.signature.TokenSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApiAccessTokens}.
 */
class ApiAccessTokensTests {

	private final HttpApiFixture fixture = new HttpApiFixture();

	@Test
	void issuesTokens() {
		ApiResponse response = post("{\"api_key\":\"lspk_key\",\"socket_id\":\"1.2\","
				+ "\"permissions\":[\"subscribe:private-a\",\"*\"],\"expires_in\":60}");
		assertThat(response.status()).isEqualTo(200);
		Map<String, String> fields = new JsonText(16).object(response.body());
		assertThat(fields).containsOnlyKeys("access_token", "token_type", "expires_in", "tenant_id")
			.containsEntry("token_type", "\"Bearer\"")
			.containsEntry("expires_in", "60")
			.containsEntry("tenant_id", "\"3\"");
		TokenSigner signer = new TokenSigner("lsk_secret", this.fixture.clock());
		String token = fields.get("access_token").replace("\"", "");
		assertThat(signer.verify(TokenSigner.ACCESS, token)).containsExactly("lspk_key", "1.2", "subscribe:private-a",
				"*");
		this.fixture.clock().advance(Duration.ofSeconds(60));
		assertThat(signer.verify(TokenSigner.ACCESS, token)).isNotNull();
		this.fixture.clock().advance(Duration.ofMillis(1));
		assertThat(signer.verify(TokenSigner.ACCESS, token)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"api_key\":\"lspk_key\"}", "{\"api_key\":\"lsk_secret\"}", "{\"apiKey\":\"lspk_key\"}",
			"{\"api_key\":\"lspk_key\",\"permissions\":null,\"expires_in\":null,\"socket_id\":null}" })
	void tokenIsGoodForAnHour(String body) {
		assertThat(post(body).body()).contains("\"expires_in\":3600,");
	}

	@ParameterizedTest
	@CsvSource({ "1,200", "86400,200", "0,400", "86401,400", "-1,400", "1.5,400", "1e3,400", "true,400",
			"9999999999999999999,400", "'\"60\"',400" })
	void timeHasBounds(String seconds, int status) {
		assertThat(post("{\"api_key\":\"lspk_key\",\"expires_in\":" + seconds + "}").status()).isEqualTo(status);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"api_key\":1}", "{\"api_key\":\"lspk_other\"}", "{\"api_key\":\"\"}",
			"{\"api_key\":\"lspk_key\",\"socket_id\":\"x\"}", "{\"api_key\":\"lspk_key\",\"permissions\":[]}",
			"{\"api_key\":\"lspk_key\",\"permissions\":\"*\"}", "{\"api_key\":\"lspk_key\",\"permissions\":[1]}",
			"{\"api_key\":\"lspk_key\",\"permissions\":[\"*\",\"read\"]}", "[]", "" })
	void whatIsNotRightIsRefused(String body) {
		ApiResponse response = post(body);
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.body()).startsWith("{\"error\":");
	}

	@Test
	void takesTheSecret() {
		ApiResponse response = this.fixture.latteStream("POST", "/apps/token",
				HttpApiFixture.bytes("{\"api_key\":\"lspk_key\"}"), Map.of());
		assertThat(response.status()).isEqualTo(401);
	}

	private ApiResponse post(String body) {
		return this.fixture.latteStream("POST", "/apps/token", body);
	}

}
