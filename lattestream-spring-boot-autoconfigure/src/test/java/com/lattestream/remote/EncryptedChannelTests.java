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

package com.lattestream.remote;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.lattestream.BatchEvent;
import com.lattestream.ChannelToken;
import com.lattestream.InvalidRequestException;
import com.lattestream.MissingMasterKeyException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.remote.ScriptedServer.Answer;
import com.lattestream.remote.ScriptedServer.Request;
import com.lattestream.signature.ChannelEncryptor;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for encrypted channels of a service elsewhere, which gets to know neither keys
 * nor data.
 */
class EncryptedChannelTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String CHANNEL = "private-encrypted-x";

	private static final JsonMapper JSON = new JsonMapper();

	private final ScriptedServer server = new ScriptedServer();

	/** Leaves the message as it is, so that tests can read it. */
	private final RemoteLatteStreamClient client = client(
			ChannelEncryptor.of(new byte[32], (message, nonce, key) -> message), TestClients.settings());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void triggerEncryptsTheJsonOfTheData() {
		this.client.trigger(CHANNEL, "e", Map.of("k", "ä")).block(TIMEOUT);
		this.client.trigger(CHANNEL, "e", "plain").block(TIMEOUT);
		this.client.trigger(CHANNEL, "e", 17).block(TIMEOUT);
		assertThat(this.server.requests()).extracting(EncryptedChannelTests::decrypted)
			.containsExactly("{\"k\":\"ä\"}", "\"plain\"", "17");
	}

	@Test
	void batchIsEncryptedWhereItsChannelsAre() {
		this.client.triggerBatch(List.of(new BatchEvent("open", "e", 1), new BatchEvent(CHANNEL, "e", 2)))
			.block(TIMEOUT);
		JsonNode batch = JSON.readTree(this.server.requests().get(0).body()).get("batch");
		assertThat(batch.get(0).get("data").asInt()).isEqualTo(1);
		assertThat(decrypted(batch.get(1))).isEqualTo("2");
	}

	@Test
	void gatheredEventsAreEncrypted() {
		RemoteSettings.Batching batching = new RemoteSettings.Batching(2, Duration.ofSeconds(5), 10, 1, 100, 100_000);
		RemoteLatteStreamClient gathering = client(ChannelEncryptor.of(new byte[32], (message, nonce, key) -> message),
				TestClients.settings(batching));
		Mono.when(gathering.trigger(CHANNEL, "e", 1), gathering.trigger("open", "e", 2)).block(TIMEOUT);
		JsonNode batch = JSON.readTree(this.server.requests().get(0).body()).get("batch");
		assertThat(decrypted(batch.get(0))).isEqualTo("1");
		assertThat(batch.get(1).get("data").asInt()).isEqualTo(2);
	}

	@Test
	void sharedSecretIsMadeHereAndTheServiceDoesNotGetToKnowIt() {
		this.server.then(Answer.ok("{\"auth\":\"lspc_one\",\"shared_secret\":\"of the service\"}"));
		ChannelToken token = this.client.authorizeChannel("1.2", CHANNEL, null).block(TIMEOUT);
		assertThat(token.auth()).isEqualTo("lspc_one");
		assertThat(Base64.getDecoder().decode(token.sharedSecret())).hasSize(32);
		assertThat(JSON.readTree(this.server.requests().get(0).body()).propertyNames()).containsExactly("socket_id",
				"channel_name");
	}

	@Test
	void whatBreaksARuleIsNotSent() {
		StepVerifier.create(this.client.trigger(List.of("open", CHANNEL), "e", 1))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		StepVerifier.create(this.client.trigger(CHANNEL, "e", "x".repeat(999)))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
		assertThat(this.server.requests()).isEmpty();
		this.client.trigger(CHANNEL, "e", "x".repeat(998)).block(TIMEOUT);
	}

	@Test
	void withoutMasterKeyNothingIsSent() {
		RemoteLatteStreamClient without = client(ChannelEncryptor.none(), TestClients.settings());
		for (Mono<?> call : List.of(without.trigger(CHANNEL, "e", 1),
				without.triggerBatch(List.of(new BatchEvent("open", "e", 1), new BatchEvent(CHANNEL, "e", 1))),
				without.authorizeChannel("1.2", CHANNEL, null))) {
			StepVerifier.create(call).expectError(MissingMasterKeyException.class).verify(TIMEOUT);
		}
		assertThat(this.server.requests()).isEmpty();
	}

	private static String decrypted(Request request) {
		return decrypted(JSON.readTree(request.body()));
	}

	private static String decrypted(JsonNode event) {
		JsonNode data = JSON.readTree(event.get("data").stringValue());
		assertThat(data.propertyNames()).containsExactly("nonce", "ciphertext");
		return new String(Base64.getDecoder().decode(data.get("ciphertext").stringValue()), StandardCharsets.UTF_8);
	}

	private RemoteLatteStreamClient client(ChannelEncryptor encryptor, RemoteSettings settings) {
		URI endpoint = this.server.uri();
		return new RemoteLatteStreamClient(WebClient.create(), endpoint, TestClients.CREDENTIALS, encryptor, settings,
				new JsonMapper(), null, ObservationRegistry.NOOP);
	}

}
