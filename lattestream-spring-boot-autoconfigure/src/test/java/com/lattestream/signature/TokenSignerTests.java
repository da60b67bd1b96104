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

package com.lattestream.signature;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenSigner}.
 */
class TokenSignerTests {

	private final MutableClock clock = new MutableClock();

	private final TokenSigner tokens = new TokenSigner("secret", this.clock);

	@Test
	void verifyReturnsTheClaims() {
		String token = this.tokens.issue("lspc_", Duration.ofSeconds(10), "one", "größe");
		assertThat(token).startsWith("lspc_").matches("[A-Za-z0-9_.-]+");
		assertThat(this.tokens.verify("lspc_", token)).containsExactly("one", "größe");
	}

	@Test
	void verifyWhenTokenIsExpiredReturnsNull() {
		String token = this.tokens.issue("lspc_", Duration.ofSeconds(10), "claim");
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(this.tokens.verify("lspc_", token)).containsExactly("claim");
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.tokens.verify("lspc_", token)).isNull();
	}

	@Test
	void verifyWhenTokenIsOfAnotherKindReturnsNull() {
		String token = this.tokens.issue("lspc_", Duration.ofSeconds(10), "claim");
		assertThat(this.tokens.verify("lsdt_", token)).isNull();
		assertThat(this.tokens.verify("lsdt_", token.replace("lspc_", "lsdt_"))).isNull();
		assertThat(this.tokens.verify("", token.substring("lspc_".length()))).isNull();
	}

	@Test
	void verifyWhenSecretIsAnotherReturnsNull() {
		String token = new TokenSigner("other", this.clock).issue("lspc_", Duration.ofSeconds(10), "claim");
		assertThat(this.tokens.verify("lspc_", token)).isNull();
	}

	@Test
	void verifyWhenOneCharacterIsChangedReturnsNull() {
		String token = this.tokens.issue("lspc_", Duration.ofSeconds(10), "claim");
		// The very last one holds bits that base64 does not use
		for (int i = 0; i < token.length() - 1; i++) {
			char other = (token.charAt(i) != 'A') ? 'A' : 'B';
			String forged = token.substring(0, i) + other + token.substring(i + 1);
			assertThat(this.tokens.verify("lspc_", forged)).as(forged).isNull();
		}
	}

	@Test
	void verifyWhenExpiryIsChangedReturnsNull() {
		String token = this.tokens.issue("lspc_", Duration.ofSeconds(10), "claim");
		String forged = Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString("9999999999999\nclaim".getBytes(StandardCharsets.UTF_8));
		assertThat(this.tokens.verify("lspc_", "lspc_" + forged + token.substring(token.indexOf('.')))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "lspc_", "lspc_.", "lspc_!.!", "lspc_AAAA", "lspc_AAAA.AAAA", ".", "no token" })
	void verifyWhenTextIsNoTokenReturnsNull(String token) {
		assertThat(this.tokens.verify("lspc_", token)).isNull();
	}

}
