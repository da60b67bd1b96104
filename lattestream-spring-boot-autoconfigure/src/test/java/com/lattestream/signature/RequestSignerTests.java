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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class RequestSignerTests {

	private static final long NOW = 1_700_000_000;

	private static final byte[] BODY = bytes("{\"channel\":\"orders\",\"event\":\"shipped\",\"data\":\"{}\"}");

	private final RequestSigner signer = signerAt(NOW);

	@Test
	void signsMethodPathAndBodyFollowedByTimestampAndNonce() {
		// Made with: openssl dgst -sha256 -hmac lsk_secret
		RequestSignature signature = this.signer.sign("POST", "/events", BODY, "n-1");
		assertThat(signature).isEqualTo(new RequestSignature("1700000000", "n-1",
				"934a0ff7d377f71be9a36e8af7537052252c27940056cc13d8f7757e97840cc2"));
	}

	@Test
	void signsThePathAsItIsSentAndAnEmptyBodyAsNothing() {
		RequestSignature signature = this.signer.sign("GET", "/channels/a%3Bb?info=user_count", new byte[0], "n-2");
		assertThat(signature.signature()).isEqualTo("0f5c15d332066f24e0bab97f314b726591589ea131642eb70fd02ca95240c3c3");
	}

	@Test
	void hasTheHeadersToSend() {
		assertThat(new RequestSignature("1", "n", "s").headers()).containsOnly(entry("X-LatteStream-Timestamp", "1"),
				entry("X-LatteStream-Nonce", "n"), entry("X-LatteStream-Signature", "s"));
	}

	@Test
	void acceptsWhatItSigned() {
		RequestSignature signature = this.signer.sign("POST", "/events", BODY, "n-1");
		assertThat(this.signer.refusal("POST", "/events", BODY, signature)).isNull();
	}

	@Test
	void refusesAnyOtherMethodPathBodyTimestampNonceOrSecret() {
		RequestSignature signature = this.signer.sign("POST", "/events", BODY, "n-1");
		assertThat(this.signer.refusal("GET", "/events", BODY, signature)).isEqualTo("Invalid signature");
		assertThat(this.signer.refusal("POST", "/events?a=b", BODY, signature)).isEqualTo("Invalid signature");
		assertThat(this.signer.refusal("POST", "/events", bytes("{}"), signature)).isEqualTo("Invalid signature");
		assertThat(this.signer.refusal("POST", "/events", BODY,
				new RequestSignature("1700000001", "n-1", signature.signature())))
			.isEqualTo("Invalid signature");
		assertThat(this.signer.refusal("POST", "/events", BODY,
				new RequestSignature("1700000000", "n-2", signature.signature())))
			.isEqualTo("Invalid signature");
		RequestSigner other = new RequestSigner("lsk_other", Clock.systemUTC());
		assertThat(other.refusal("POST", "/events", BODY, signature)).isEqualTo("Invalid signature");
	}

	@Test
	void signsTheBytesOfTheBodyWhateverTheyAre() {
		byte[] body = { (byte) 0xff, 0, (byte) 0xc3 };
		RequestSignature signature = this.signer.sign("POST", "/events", body, "n");
		assertThat(this.signer.refusal("POST", "/events", body, signature)).isNull();
		assertThat(this.signer.refusal("POST", "/events", new byte[] { (byte) 0xfe, 0, (byte) 0xc3 }, signature))
			.isNotNull();
	}

	@Test
	void acceptsClocksThatAreFiveMinutesApartAndNoMore() {
		RequestSignature signature = this.signer.sign("POST", "/events", BODY, "n-1");
		for (long apart : new long[] { -300, 300 }) {
			assertThat(signerAt(NOW + apart).refusal("POST", "/events", BODY, signature)).isNull();
		}
		for (long apart : new long[] { -301, 301 }) {
			assertThat(signerAt(NOW + apart).refusal("POST", "/events", BODY, signature)).contains("within 300 s");
		}
	}

	@Test
	void tellsHowLongASignatureGoesOnToBeAccepted() {
		RequestSignature signature = this.signer.sign("POST", "/events", BODY, "n-1");
		assertThat(signerAt(NOW - 300).remaining(signature)).isEqualTo(Duration.ofSeconds(601));
		assertThat(signerAt(NOW + 300).remaining(signature)).isEqualTo(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " 1700000000", "+1700000000", "1700000000.0", "x", "99999999999999999999" })
	void refusesTimestampsThatAreNoEpochSeconds(String timestamp) {
		RequestSignature signed = sign(timestamp, "n-1");
		assertThat(this.signer.refusal("POST", "/events", BODY, signed)).contains("timestamp");
	}

	@Test
	void refusesNoncesThatAreEmptyOrTooLong() {
		assertThat(this.signer.refusal("POST", "/events", BODY, sign("1700000000", ""))).contains("nonce");
		assertThat(this.signer.refusal("POST", "/events", BODY, sign("1700000000", "n".repeat(201)))).contains("nonce");
		assertThat(this.signer.refusal("POST", "/events", BODY, sign("1700000000", "n".repeat(200)))).isNull();
	}

	private static RequestSignature sign(String timestamp, String nonce) {
		String text = "POST\n/events\n" + new String(BODY, StandardCharsets.UTF_8) + timestamp + nonce;
		return new RequestSignature(timestamp, nonce, new HmacSigner("lsk_secret").sign(text));
	}

	private static RequestSigner signerAt(long epochSeconds) {
		return new RequestSigner("lsk_secret", Clock.fixed(Instant.ofEpochSecond(epochSeconds), ZoneOffset.UTC));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
