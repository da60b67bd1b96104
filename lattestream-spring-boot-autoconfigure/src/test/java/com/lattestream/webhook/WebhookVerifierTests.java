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

package com.lattestream.webhook;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WebhookVerifier}.
 */
class WebhookVerifierTests {

	private static final String SECRET = "7ad3773142a6692b25b8";

	private static final byte[] BODY = bytes(
			"{\"time_ms\":1327078148132,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"test_channel\"}]}");

	private static final String SIGNATURE = "709fdb84c03664445f7698120b0edf0acc1ab1c8c6e93a0368c61841d6b998aa";

	private final WebhookVerifier verifier = new WebhookVerifier(List.of(SECRET));

	@Test
	void knownSignatureIsGood() {
		assertThat(this.verifier.verify(BODY, SIGNATURE)).isTrue();
	}

	@Test
	void changedBodyIsRefused() {
		byte[] changed = BODY.clone();
		changed[changed.length - 1] = ' ';
		assertThat(this.verifier.verify(changed, SIGNATURE)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "709fdb84", SIGNATURE + " ",
			"709fdb84c03664445f7698120b0edf0acc1ab1c8c6e93a0368c61841d6b998ab" })
	void otherSignaturesAreRefused(String signature) {
		assertThat(this.verifier.verify(BODY, signature)).isFalse();
	}

	@Test
	void signatureInUpperCaseIsRefused() {
		assertThat(this.verifier.verify(BODY, SIGNATURE.toUpperCase(Locale.ROOT))).isFalse();
	}

	@Test
	void missingSignatureIsRefused() {
		assertThat(this.verifier.verify(BODY, null)).isFalse();
	}

	@Test
	void eachOfSeveralSecretsIsGood() {
		assertThat(new WebhookVerifier(List.of("new", SECRET)).verify(BODY, SIGNATURE)).isTrue();
		assertThat(new WebhookVerifier(List.of(SECRET, "new")).verify(BODY, SIGNATURE)).isTrue();
		assertThat(new WebhookVerifier(List.of("new", "newer")).verify(BODY, SIGNATURE)).isFalse();
	}

	@Test
	void thereHasToBeASecret() {
		assertThatIllegalArgumentException().isThrownBy(() -> new WebhookVerifier(List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> new WebhookVerifier(List.of(SECRET, " ")))
			.withMessageNotContaining(SECRET);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
