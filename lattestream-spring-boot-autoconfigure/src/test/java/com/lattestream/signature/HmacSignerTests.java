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

import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HmacSigner}.
 */
class HmacSignerTests {

	private final HmacSigner signer = new HmacSigner("7ad3773142a6692b25b8");

	@Test
	void signOfWebhookBodyIsThatOfPusher() {
		assertThat(this.signer.sign(
				"{\"time_ms\":1327078148132,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"test_channel\"}]}"))
			.isEqualTo("709fdb84c03664445f7698120b0edf0acc1ab1c8c6e93a0368c61841d6b998aa");
	}

	@Test
	void signTakesTextAsUtf8() {
		assertThat(this.signer.sign("ä😀"))
			.isEqualTo("03839baf9b28a5dc433abfff6a0425790cffad4cf18d4eee60d764f4eeeadeec");
	}

	@Test
	void verifyTakesTheExactSignatureOnly() {
		String signature = this.signer.sign("text");
		assertThat(this.signer.verify("text", signature)).isTrue();
		assertThat(this.signer.verify("Text", signature)).isFalse();
		assertThat(this.signer.verify("text", signature.toUpperCase(Locale.ROOT))).isFalse();
		assertThat(this.signer.verify("text", signature + " ")).isFalse();
		assertThat(this.signer.verify("text", signature.substring(1))).isFalse();
		assertThat(this.signer.verify("text", "")).isFalse();
		assertThat(new HmacSigner("other").verify("text", signature)).isFalse();
	}

	@Test
	void equalComparesAllOfBothTexts() {
		assertThat(HmacSigner.equal("secret", "secret")).isTrue();
		assertThat(HmacSigner.equal("secret", "secreT")).isFalse();
		assertThat(HmacSigner.equal("secret", "secret1")).isFalse();
		assertThat(HmacSigner.equal("secret", "")).isFalse();
	}

}
