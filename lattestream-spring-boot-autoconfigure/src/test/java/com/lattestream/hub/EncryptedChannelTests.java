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

package com.lattestream.hub;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.lattestream.BatchEvent;
import com.lattestream.ChannelToken;
import com.lattestream.InvalidRequestException;
import com.lattestream.MissingMasterKeyException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.TriggerResult;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.SecretBox;
import com.lattestream.signature.bouncycastle.BouncyCastleSecretBox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for encrypted channels: what the application triggers and what clients send.
 */
class EncryptedChannelTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String CHANNEL = "private-encrypted-x";

	private static final String NONCE = "A".repeat(32);

	/** Leaves the message as it is, so that tests can read it. */
	private static final SecretBox OPEN_BOX = (message, nonce, key) -> message;

	private final HubFixture fixture = new HubFixture();

	private final EmbeddedLatteStreamClient client = client(ChannelEncryptor.of(new byte[32], OPEN_BOX));

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void triggerEncryptsTheJsonOfTheDataForBothDialects() {
		TestClient pusher = subscribed(Dialect.PUSHER);
		TestClient latteStream = subscribed(Dialect.LATTESTREAM);
		assertThat(this.fixture.await(this.client.trigger(CHANNEL, "e", Map.of("k", "ä"))))
			.isEqualTo(new TriggerResult("e", List.of(CHANNEL), 2));
		String ciphertext = base64("{\"k\":\"ä\"}");
		assertThat(pusher.take()).singleElement()
			.asString()
			.matches("\\{'event':'e','channel':'private-encrypted-x','data':'\\{\\\\'nonce\\\\':\\\\'[\\w+/]{32}\\\\',"
					+ "\\\\'ciphertext\\\\':\\\\'" + ciphertext + "\\\\'}'}");
		assertThat(latteStream.take()).singleElement()
			.asString()
			.matches("\\{'event':'e','channel':'private-encrypted-x','data':\\{'nonce':'[\\w+/]{32}','ciphertext':'"
					+ ciphertext + "'}}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "" })
	void textIsEncryptedAsJson(String text) {
		TestClient subscriber = subscribed(Dialect.LATTESTREAM);
		this.fixture.await(this.client.trigger(CHANNEL, "e", text));
		assertThat(subscriber.take()).singleElement()
			.asString()
			.contains("'ciphertext':'" + base64('"' + text + '"') + "'");
	}

	@Test
	void batchIsEncryptedWhereItsChannelsAre() {
		TestClient subscriber = subscribed(Dialect.LATTESTREAM);
		subscriber.subscribe("open");
		subscriber.take();
		this.fixture.await(this.client.triggerBatch(List.of(new BatchEvent("open", "e", 1),
				new BatchEvent(CHANNEL, "e", 1), new BatchEvent(CHANNEL, "f", 2))));
		List<String> frames = subscriber.take();
		assertThat(frames).hasSize(3);
		assertThat(frames.get(0)).contains("'data':1");
		assertThat(frames.get(1)).contains("'ciphertext':'" + base64("1") + "'");
		assertThat(frames.get(2)).contains("'ciphertext':'" + base64("2") + "'");
	}

	@Test
	void encryptedChannelAmongOthersIsRefusedAndNothingIsSent() {
		TestClient subscriber = subscribed(Dialect.PUSHER);
		subscriber.subscribe("open");
		subscriber.take();
		StepVerifier.create(this.client.trigger(List.of("open", CHANNEL), "e", 1))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
		this.fixture.await(this.client.trigger(List.of(CHANNEL, CHANNEL), "once", 1));
		assertThat(subscriber.take()).singleElement().asString().contains("'once'");
	}

	@Test
	void limitIsForTheDataBeforeItIsEncrypted() {
		EmbeddedLatteStreamClient sealing = client(ChannelEncryptor.of(new byte[32], new BouncyCastleSecretBox()));
		TestClient subscriber = subscribed(Dialect.PUSHER);
		int limit = HubSettings.DEFAULTS.limits().eventData();
		this.fixture.await(sealing.trigger(CHANNEL, "e", "x".repeat(limit - 2)));
		assertThat(subscriber.take()).hasSize(1);
		StepVerifier.create(sealing.trigger(CHANNEL, "e", "x".repeat(limit - 1)))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
	}

	@Test
	void withoutMasterKeyNothingIsSentOrAuthorized() {
		EmbeddedLatteStreamClient without = client(ChannelEncryptor.none());
		TestClient subscriber = subscribed(Dialect.PUSHER);
		List<Mono<?>> refused = List.of(without.trigger(CHANNEL, "e", 1),
				without.triggerBatch(List.of(new BatchEvent("open", "e", 1), new BatchEvent(CHANNEL, "e", 1))),
				without.authorizeChannel("1.2", CHANNEL, null));
		for (Mono<?> call : refused) {
			StepVerifier.create(call).expectError(MissingMasterKeyException.class).verify(TIMEOUT);
		}
		this.fixture.run();
		assertThat(subscriber.take()).isEmpty();
	}

	@Test
	void authorizationBringsTheSharedSecret() {
		ChannelToken token = this.fixture.await(this.client.authorizeChannel("1.2", CHANNEL, null));
		assertThat(token.auth()).isEqualTo(this.fixture.auth("1.2", CHANNEL, null));
		assertThat(Base64.getDecoder().decode(token.sharedSecret())).hasSize(32);
		assertThat(this.fixture.await(this.client.authorizeChannel("1.2", "private-x", null)).sharedSecret()).isNull();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void encryptedClientEventReachesTheOthersAndListenersAsItIs(Dialect dialect) {
		TestClient sender = subscribed(dialect);
		TestClient other = subscribed(Dialect.LATTESTREAM);
		String data = "{'nonce':'" + NONCE + "','ciphertext':'" + "B".repeat(32) + "'}";
		sender.send("{'event':'client-a','channel':'private-encrypted-x','data':" + data + "}");
		assertThat(sender.take()).isEmpty();
		assertThat(other.take())
			.containsExactly("{'event':'client-a','channel':'private-encrypted-x','data':" + data + "}");
		assertThat(this.fixture.listener().take()).contains(
				"event private-encrypted-x client-a " + data.replace('\'', '"') + " " + sender.socketId() + " null");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'text':'hello'}", "'hello'", "1", "null", "{'nonce':'x','ciphertext':'y'}" })
	void readableClientEventIsRefusedAndGoesNowhere(String data) {
		TestClient sender = subscribed(Dialect.PUSHER);
		TestClient other = subscribed(Dialect.PUSHER);
		sender.send("{'event':'client-a','channel':'private-encrypted-x','data':" + data + "}");
		assertThat(sender.take())
			.containsExactly(sender.error(4301, "Client events on encrypted channels have encrypted data"));
		assertThat(other.take()).isEmpty();
		assertThat(this.fixture.listener().take()).noneMatch((event) -> event.startsWith("event "));
	}

	@Test
	void limitOfClientEventsIsForTheDataBeforeItWasEncrypted() {
		TestClient sender = subscribed(Dialect.PUSHER);
		int limit = HubSettings.DEFAULTS.limits().pusherEventData();
		sender.send(clientEvent(limit));
		assertThat(sender.take()).isEmpty();
		sender.send(clientEvent(limit + 1));
		assertThat(sender.take())
			.containsExactly(sender.error(4301, "The data of an event may have " + limit + " bytes"));
	}

	private static String clientEvent(int size) {
		return "{'event':'client-a','channel':'private-encrypted-x','data':{'nonce':'" + NONCE + "','ciphertext':'"
				+ Base64.getEncoder().encodeToString(new byte[size + SecretBox.OVERHEAD]) + "'}}";
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private TestClient subscribed(Dialect dialect) {
		TestClient subscriber = this.fixture.connect(dialect);
		subscriber.subscribe(CHANNEL, null);
		subscriber.take();
		return subscriber;
	}

	private EmbeddedLatteStreamClient client(ChannelEncryptor encryptor) {
		return new EmbeddedLatteStreamClient(this.fixture.hub(), this.fixture.signer(), this.fixture.userSigner(),
				encryptor, JsonMapper.builder().build(), new InMemoryIdempotencyStore(10_000, Clock.systemUTC()),
				Duration.ofMinutes(5));
	}

}
