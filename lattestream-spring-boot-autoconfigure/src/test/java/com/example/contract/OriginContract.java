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

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which web pages may come.
 */
interface OriginContract extends HubContract {

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example.com", "http://localhost", "https://localhost:%d",
			"http://localhost.evil.example.com:%d", "http://evil.example.com:%d", "null", "http://", "localhost:%d",
			"é" })
	default void refusesForeignOriginInsideTheSocket(String pattern) {
		String origin = pattern.formatted(server().port());
		TcpSocket pusher = server().tcp("/app/" + ContractServer.KEY, "Origin: " + origin);
		assertThat(pusher.readCloseCode()).isEqualTo(4009);
		TcpSocket latteStream = server().tcp("/lattestream", "Origin: " + origin);
		assertThat(latteStream.next().get("data").get("code").intValue()).isEqualTo(4009);
		assertThat(latteStream.readCloseCode()).isEqualTo(4009);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:%d", "http://LOCALHOST:%d" })
	default void takesSameOrigin(String pattern) {
		String origin = pattern.formatted(server().port());
		server().pusher("Origin", origin).quiet();
		server().latteStream("Origin", origin).quiet();
	}

	@Test
	default void takesAllowedOriginAndNoOther() {
		impatientServer().pusher("Origin", "https://app.example.com").quiet();
		impatientServer().latteStream("Origin", "https://app.example.com").quiet();
		impatientServer().pusher("Origin", "http://localhost:" + impatientServer().port()).quiet();
		RawSocket foreign = impatientServer().open("pusher", "/app/" + ContractServer.KEY, "Origin",
				"https://other.example.com");
		assertThat(foreign.closeCode()).isEqualTo(4009);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/lattestream/sse?channels=a&api_key=", "/lattestream/discover?api_key=" })
	default void refusesRequestOfForeignOrigin(String path) {
		HttpResponse<String> response = server().get(path + ContractServer.KEY, "Origin", "https://evil.example.com");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
	}

	@Test
	default void foreignPageCannotHaveChannelsAuthorised() {
		HttpResponse<String> response = server().post("/lattestream/auth", "application/x-www-form-urlencoded",
				"socket_id=1.2&channel_name=private-open-x", "Origin", "https://evil.example.com", "Authorization",
				ContractServer.basic("ann"));
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body()).doesNotContain("auth");
	}

	@Test
	default void allowedPageMayReadTheAnswers() {
		HttpResponse<String> discovery = impatientServer().get("/lattestream/discover?api_key=" + ContractServer.KEY,
				"Origin", "https://app.example.com");
		assertThat(discovery.statusCode()).isEqualTo(200);
		assertAllowed(discovery);
		HttpResponse<String> auth = impatientServer().post("/lattestream/auth", "application/x-www-form-urlencoded",
				"socket_id=1.2&channel_name=private-open-x", "Origin", "https://app.example.com");
		assertThat(auth.statusCode()).isEqualTo(200);
		assertAllowed(auth);
		EventStream stream = impatientServer().stream("channels=a", "Origin", "https://app.example.com").greeted();
		assertAllowed(stream.response());
	}

	@Test
	default void allowedPageMayAskBeforehand() {
		HttpResponse<String> response = impatientServer().send(impatientServer()
			.request("/lattestream/auth", "Origin", "https://app.example.com", "Access-Control-Request-Method", "POST",
					"Access-Control-Request-Headers", "authorization,x-csrf-token")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(200);
		assertAllowed(response);
		assertThat(response.headers().firstValue("Access-Control-Allow-Headers"))
			.hasValueSatisfying((headers) -> assertThat(headers).containsIgnoringCase("authorization"));
	}

	private static void assertAllowed(HttpResponse<?> response) {
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example.com");
		assertThat(response.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
		assertThat(response.headers().allValues("Vary")).anyMatch((vary) -> vary.contains("Origin"));
	}

}
