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

package com.example.contract;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.hub.EmbeddedLatteStreamClient;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.UserSigner;
import com.lattestream.signature.bouncycastle.BouncyCastleSecretBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Encrypted channels: their keys come with the authorisation, and what the hub hands on
 * is nothing that it could read.
 */
interface EncryptedChannelContract extends HubContract {

	@ParameterizedTest
	@CsvSource({ "/lattestream/auth, application/json", "/lattestream/auth, application/x-www-form-urlencoded",
			"/my/mine, application/json" })
	default void authorizationBringsTheSharedSecret(String path, String contentType) {
		HttpResponse<String> response = server().post(path, contentType,
				contentType.endsWith("json") ? "{\"socket_id\":\"1.2\",\"channel_name\":\"private-encrypted-foo\"}"
						: "socket_id=1.2&channel_name=private-encrypted-foo");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"auth\":\"" + Signatures.of("1.2", "private-encrypted-foo")
				+ "\",\"shared_secret\":\"UsGxKqmP9IdrlCW682IBqbcjk77iOZBrEYVv/cexvcM=\"}");
	}

	/** Case 47. */
	@Test
	default void javaClientDecryptsWhatIsTriggered() {
		PusherClient javaClient = server().javaClient().connected().subscribed("private-encrypted-a");
		// On a thread that must not block
		server().client()
			.trigger("private-encrypted-a", "order", Map.of("k", "é"))
			.subscribeOn(Schedulers.parallel())
			.block(TIMEOUT);
		assertThat(Json.parse(javaClient.nextEvent("order").getData())).isEqualTo(Json.parse("{\"k\":\"é\"}"));
	}

	/** Case 47. */
	@Test
	default void javaClientCannotReadWhatHasAnotherMasterKey() {
		PusherClient javaClient = server().javaClient().connected().subscribed("private-encrypted-a");
		EmbeddedLatteStreamClient foreign = new EmbeddedLatteStreamClient(server().hub(),
				server().bean(ChannelSigner.class), server().bean(UserSigner.class),
				ChannelEncryptor.of(new byte[32], new BouncyCastleSecretBox()), new JsonMapper(),
				new InMemoryIdempotencyStore(10_000, Clock.systemUTC()), Duration.ofMinutes(5));
		foreign.trigger("private-encrypted-a", "foreign", "words").block(TIMEOUT);
		assertThat(javaClient.nextUnreadable()).isEqualTo("foreign");
		server().client().trigger("private-encrypted-a", "own", 1).block(TIMEOUT);
		assertThat(javaClient.nextEvent("own").getData()).isEqualTo("1");
	}

	@Test
	default void hubHandsOnWhatItCannotRead() {
		RawSocket pusher = server().pusher().subscribed("private-encrypted-a");
		RawSocket latteStream = server().latteStream().subscribed("private-encrypted-a");
		EventStream stream = server().stream("channels=private-encrypted-a")
			.greeted()
			.subscribed("private-encrypted-a");
		server().client().trigger("private-encrypted-a", "order", Map.of("k", "words")).block(TIMEOUT);
		JsonNode frame = pusher.next("order");
		JsonNode data = Json.parse(frame.get("data").stringValue());
		assertThat(data.propertyNames()).containsExactly("nonce", "ciphertext");
		assertThat(frame.toString()).doesNotContain("words");
		assertThat(latteStream.next("order").get("data")).isEqualTo(data);
		assertThat(stream.next("order").frame().get("data")).isEqualTo(data);
	}

	/** Case 41. */
	@Test
	default void clientEventsThatAreNotEncryptedAreRefused() {
		RawSocket sender = server().pusher().subscribed("private-encrypted-a");
		RawSocket other = server().latteStream().subscribed("private-encrypted-a");
		for (String data : List.of("{\"text\":\"words\"}", "\"words\"", "{\"nonce\":\"words\",\"ciphertext\":\"\"}")) {
			sender.trigger("client-a", "private-encrypted-a", data);
			assertThat(sender.nextError().get("code").intValue()).isEqualTo(4301);
		}
		other.quiet();
		sender.quiet();
	}

	@Test
	default void encryptedClientEventsReachTheOthersAsTheyAre() {
		RawSocket sender = server().latteStream().subscribed("private-encrypted-a");
		RawSocket other = server().pusher().subscribed("private-encrypted-a");
		String data = "{\"nonce\":\"" + "A".repeat(32) + "\",\"ciphertext\":\"" + "B".repeat(32) + "\"}";
		sender.trigger("client-a", "private-encrypted-a", data);
		assertThat(other.next("client-a").get("data")).isEqualTo(Json.parse(data));
	}

}
