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

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.Publication;
import com.lattestream.hub.EmbeddedLatteStreamClient;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.UserSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for encrypted channels: their authorisation, and events that servers have
 * encrypted.
 */
@ExtendWith(OutputCaptureExtension.class)
class EncryptedChannelTests {

	private static final String CHANNEL = "private-encrypted-x";

	private static final Principal ALICE = () -> "alice";

	private final HttpApiFixture fixture = new HttpApiFixture();

	@Test
	void answerBringsTheSharedSecret() {
		ApiResponse answer = authorize(ChannelEncryptor.of(new byte[32], (message, nonce, key) -> message), CHANNEL);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).matches("\\{\"auth\":\"[^\"]+\",\"shared_secret\":\"[\\w+/]{43}=\"}");
	}

	@Test
	void answerForAnotherChannelHasNoSharedSecret() {
		ApiResponse answer = authorize(ChannelEncryptor.of(new byte[32], (message, nonce, key) -> message),
				"private-x");
		assertThat(answer.body()).matches("\\{\"auth\":\"[^\"]+\"}");
	}

	@Test
	void withoutMasterKeyTheClientIsRefusedAndTheLogSaysWhy(CapturedOutput output) {
		ApiResponse answer = authorize(ChannelEncryptor.none(), CHANNEL);
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.body()).isEqualTo("{\"error\":\"There are no encrypted channels here\"}");
		assertThat(output).contains("WARN",
				"'private-encrypted-x' is an encrypted channel but 'lattestream.app.encryption-master-key' is not set");
		assertThat(authorize(ChannelEncryptor.none(), "private-x").status()).isEqualTo(200);
	}

	@Test
	void eventOfAServerIsRelayedAsItIs() {
		String data = encrypted(5);
		assertThat(
				pusher("{\"name\":\"e\",\"channel\":\"" + CHANNEL + "\",\"data\":" + Json.quote(data) + "}").status())
			.isEqualTo(200);
		assertThat(latteStream("{\"event\":\"e\",\"channel\":\"" + CHANNEL + "\",\"data\":" + Json.quote(data) + "}")
			.status()).isEqualTo(200);
		assertThat(this.fixture.published()).hasSize(2)
			.allMatch(Publication.ofServer(CHANNEL, "e", data, null)::equals);
	}

	@Test
	void limitIsForTheDataBeforeItWasEncrypted() {
		for (int size : List.of(10_240, 10_241)) {
			String event = "{\"name\":\"e\",\"channel\":\"" + CHANNEL + "\",\"data\":" + Json.quote(encrypted(size))
					+ "}";
			assertThat(pusher(event).status()).isEqualTo((size <= 10_240) ? 200 : 413);
		}
		assertThat(this.fixture.published()).hasSize(1);
		String readable = "{\"name\":\"e\",\"channel\":\"" + CHANNEL + "\",\"data\":\"" + "x".repeat(10_241) + "\"}";
		assertThat(pusher(readable).status()).isEqualTo(413);
	}

	@Test
	void encryptedChannelAmongOthersIsRefusedAndNothingIsPublished() {
		String rest = ",\"name\":\"e\",\"data\":" + Json.quote(encrypted(5)) + "}";
		List<ApiResponse> answers = List.of(pusher("{\"channels\":[\"a\",\"" + CHANNEL + "\"]" + rest),
				pusher("{\"channels\":[\"private-encrypted-y\",\"" + CHANNEL + "\"]" + rest),
				latteStream("{\"channels\":[\"" + CHANNEL + "\",\"a\"]" + rest),
				latteStream("{\"channel\":\"a," + CHANNEL + "\"" + rest));
		assertThat(answers).allSatisfy((answer) -> {
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.body()).contains("encrypted channel");
		});
		assertThat(this.fixture.published()).isEmpty();
	}

	private ApiResponse authorize(ChannelEncryptor encryptor, String channel) {
		EmbeddedLatteStreamClient client = new EmbeddedLatteStreamClient(this.fixture.hub(),
				new ChannelSigner(HttpApiFixture.CREDENTIALS, this.fixture.clock()),
				new UserSigner(HttpApiFixture.CREDENTIALS), encryptor, JsonMapper.builder().build(),
				new InMemoryIdempotencyStore(10_000, Clock.systemUTC()), Duration.ofMinutes(5));
		ChannelAuthRequest request = new ChannelAuthRequest("1.2", channel, Map.of(), ALICE, "exchange");
		return new ChannelAuthEndpoint(client).answer(request, (asked) -> Mono.just(ChannelAuthorization.allowed()))
			.block();
	}

	private ApiResponse pusher(String body) {
		return this.fixture.pusher("POST", "/events", body);
	}

	private ApiResponse latteStream(String body) {
		return this.fixture.latteStream("POST", "/events", body);
	}

	private static String encrypted(int size) {
		return "{\"nonce\":\"" + "A".repeat(32) + "\",\"ciphertext\":\""
				+ Base64.getEncoder().encodeToString(new byte[16 + size]) + "\"}";
	}

}
