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
import java.util.Map;
import java.util.TreeMap;

import com.lattestream.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

class PusherRequestSignerTests {

	private static final long NOW = 1_353_088_179;

	private static final AppCredentials CREDENTIALS = new AppCredentials("3", "278d425bdf160c739803",
			"7ad3773142a6692b25b8");

	private static final String PATH = "/apps/3/events";

	private static final byte[] BODY = bytes(
			"{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}");

	private final PusherRequestSigner signer = signerAt(NOW);

	@Test
	void signsTheVectorOfThePusherDocumentation() {
		assertThat(this.signer.sign("POST", PATH, Map.of(), BODY)).containsExactly(
				entry("auth_key", "278d425bdf160c739803"),
				entry("auth_signature", "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c"),
				entry("auth_timestamp", "1353088179"), entry("auth_version", "1.0"),
				entry("body_md5", "ec365a775a4cd0599faeb73354201b6f"));
	}

	@Test
	void acceptsWhatItSigned() {
		assertThat(refusal("POST", this.signer.sign("POST", PATH, Map.of(), BODY))).isNull();
	}

	@Test
	void sortsParametersByTheirNamesInLowerCase() {
		Map<String, String> signed = this.signer.sign("GET", "/apps/3/channels", Map.of("INFO", "a,b", "Filter", "p"),
				new byte[0]);
		assertThat(signed).containsKeys("info", "filter").doesNotContainKey("body_md5");
		assertThat(this.signer.refusal("GET", "/apps/3/channels", signed, new byte[0])).isNull();
	}

	@Test
	void refusesToSignReservedParameters() {
		for (String reserved : new String[] { "auth_key", "AUTH_TIMESTAMP", "auth_version", "body_md5",
				"auth_signature" }) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> this.signer.sign("POST", PATH, Map.of(reserved, "x"), BODY));
		}
	}

	@Test
	void refusesAnyOtherMethodPathOrParameter() {
		Map<String, String> signed = this.signer.sign("POST", PATH, Map.of(), BODY);
		assertThat(refusal("PUT", signed)).isEqualTo("Invalid signature");
		assertThat(this.signer.refusal("POST", "/apps/4/events", signed, BODY)).isEqualTo("Invalid signature");
		Map<String, String> more = new TreeMap<>(signed);
		more.put("info", "user_count");
		assertThat(refusal("POST", more)).isEqualTo("Invalid signature");
	}

	@Test
	void refusesAnotherKey() {
		Map<String, String> signed = new TreeMap<>(this.signer.sign("POST", PATH, Map.of(), BODY));
		signed.put("auth_key", "other");
		assertThat(refusal("POST", signed)).isEqualTo("Unknown auth_key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth_key", "auth_timestamp", "auth_version", "auth_signature", "body_md5" })
	void refusesRequestsWithoutAParameter(String name) {
		Map<String, String> signed = new TreeMap<>(this.signer.sign("POST", PATH, Map.of(), BODY));
		signed.remove(name);
		assertThat(refusal("POST", signed)).isNotNull();
	}

	@Test
	void refusesAnotherBody() {
		Map<String, String> signed = this.signer.sign("POST", PATH, Map.of(), BODY);
		assertThat(this.signer.refusal("POST", PATH, signed, bytes("{}"))).contains("body_md5");
		assertThat(this.signer.refusal("POST", PATH, signed, new byte[0])).contains("body_md5");
	}

	@Test
	void refusesABodyThatIsNotPartOfTheSignature() {
		Map<String, String> signed = this.signer.sign("POST", PATH, Map.of(), new byte[0]);
		assertThat(refusal("POST", signed)).contains("body_md5");
	}

	@Test
	void acceptsTheDigestOfAnEmptyBody() {
		String digest = "d41d8cd98f00b204e9800998ecf8427e";
		String path = "/apps/3/users/u 1/terminate_connections";
		String signature = new HmacSigner(CREDENTIALS.secret()).sign("POST\n" + path
				+ "\nauth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&body_md5=" + digest);
		Map<String, String> parameters = Map.of("auth_key", CREDENTIALS.key(), "auth_timestamp", "1353088179",
				"auth_version", "1.0", "body_md5", digest, "auth_signature", signature);
		assertThat(this.signer.refusal("POST", path, parameters, new byte[0])).isNull();
		assertThat(this.signer.refusal("POST", path, parameters, BODY)).isNotNull();
	}

	@Test
	void acceptsClocksThatAreTenMinutesApartAndNoMore() {
		Map<String, String> signed = this.signer.sign("POST", PATH, Map.of(), BODY);
		for (long apart : new long[] { -600, 600 }) {
			assertThat(signerAt(NOW + apart).refusal("POST", PATH, signed, BODY)).isNull();
		}
		for (long apart : new long[] { -601, 601 }) {
			assertThat(signerAt(NOW + apart).refusal("POST", PATH, signed, BODY)).startsWith("Timestamp expired");
		}
	}

	@Test
	void tellsHowLongARequestGoesOnToBeAccepted() {
		Map<String, String> signed = this.signer.sign("POST", PATH, Map.of(), BODY);
		assertThat(signerAt(NOW - 600).remaining(signed)).isEqualTo(Duration.ofSeconds(1201));
		assertThat(signerAt(NOW + 600).remaining(signed)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void doesNotTellTheSignatureItExpects() {
		Map<String, String> signed = new TreeMap<>(this.signer.sign("POST", PATH, Map.of(), BODY));
		String expected = signed.put("auth_signature", "0");
		assertThat(refusal("POST", signed)).doesNotContain(String.valueOf(expected), CREDENTIALS.secret());
	}

	private String refusal(String method, Map<String, String> parameters) {
		return this.signer.refusal(method, PATH, parameters, BODY);
	}

	private static PusherRequestSigner signerAt(long epochSeconds) {
		return new PusherRequestSigner(CREDENTIALS, Clock.fixed(Instant.ofEpochSecond(epochSeconds), ZoneOffset.UTC));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
