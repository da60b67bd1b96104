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

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.lattestream.signature.TokenSigner;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens that clients connect with instead of the key.
 */
interface AccessTokenContract extends HubContract {

	@Test
	default void tokenOpensWhatItsPermissionsName() {
		String token = server().client()
			.issueToken(List.of("subscribe:private-t-*", "publish:private-t-1"), Duration.ofMinutes(1))
			.block()
			.value();
		RawSocket socket = server().latteStreamWithKey(token).greeted();
		RawSocket other = server().latteStream().subscribed("private-t-1");
		socket.subscribe("private-t-1").nextInternal("subscription_succeeded");
		socket.subscribe("private-t-2").nextInternal("subscription_succeeded");
		assertThat(socket.subscribe("news").nextProtocol("subscription_error").get("data").get("status").intValue())
			.isEqualTo(403);
		socket.trigger("client-e", "private-t-1", "1");
		other.next("client-e");
		socket.trigger("client-e", "private-t-2", "1");
		assertThat(socket.nextError().get("code").intValue()).isEqualTo(4301);
	}

	@Test
	default void tokenOpensEventStreams() {
		String token = server().client().issueToken(List.of("subscribe:private-t-*"), null).block().value();
		EventStream stream = server().streamWithKey(token, "channel=private-t-1").greeted().subscribed("private-t-1");
		server().client().trigger("private-t-1", "e", 1).block();
		assertThat(stream.next("e").data()).isEqualTo(Json.parse("1"));
		HttpResponse<String> refused = server().get("/lattestream/sse?channel=news&api_key=" + encode(token));
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.body()).contains("\"channel\":\"news\"").doesNotContain(token);
		assertThat(server().get("/lattestream/sse?channel=news&api_key=" + encode(token) + "x").statusCode())
			.isEqualTo(401);
	}

	@Test
	default void connectionsEndWithTheirToken() {
		String token = server().client().issueToken(List.of(), Duration.ofSeconds(2)).block().value();
		RawSocket socket = server().latteStreamWithKey(token).greeted();
		EventStream stream = server().streamWithKey(token, "channel=a").greeted().subscribed("a");
		JsonNode error = socket.nextError();
		assertThat(error.get("code").intValue()).isEqualTo(4009);
		assertThat(error.get("message").stringValue()).isEqualTo("Token expired");
		assertThat(socket.closeCode()).isEqualTo(4009);
		assertThat(stream.next("lattestream:error").data().get("code").intValue()).isEqualTo(4009);
		assertThat(stream.awaitEnd()).isTrue();
		assertThat(server().latteStreamWithKey(token).closeCode()).isEqualTo(4009);
		assertThat(server().get("/lattestream/sse?channel=a&api_key=" + encode(token)).statusCode()).isEqualTo(401);
	}

	@Test
	default void forgedTokenIsUnknown() {
		String forged = new TokenSigner("lsk_other", Clock.systemUTC()).issue(TokenSigner.ACCESS, Duration.ofHours(1),
				ContractServer.KEY, "-", "*");
		assertThat(server().latteStreamWithKey(forged).closeCode()).isEqualTo(4001);
	}

	@Test
	default void openConnectionTakesATokenForIt() {
		RawSocket socket = server().latteStream();
		String token = server().client().issueToken(socket.socketId(), List.of("*"), null).block().value();
		socket.send("{\"api_key\":\"" + token + "\"}");
		socket.subscribe("private-t-3").nextInternal("subscription_succeeded");
		assertThat(server().latteStreamWithKey(token).closeCode()).isEqualTo(4009);
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
