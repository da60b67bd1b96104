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

package com.example.webhook;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import com.lattestream.signature.HmacSigner;

import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.StatusAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * A webhook as a service would send it.
 *
 * @param path the path it goes to
 * @param body the body
 * @param header the header with the signature
 * @param signature the signature
 */
record SignedWebhook(String path, String body, String header, String signature) {

	static final String PATH = "/lattestream/webhooks";

	static SignedWebhook of(String body) {
		return new SignedWebhook(PATH, body, "X-LatteStream-Signature", sign(body, "lsk_receiver"));
	}

	static SignedWebhook occupied(long millis, String channel) {
		return of("{\"time_ms\":" + millis + ",\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"" + channel
				+ "\"}]}");
	}

	static SignedWebhook occupied(String channel) {
		return occupied(System.currentTimeMillis(), channel);
	}

	SignedWebhook at(String path) {
		return new SignedWebhook(path, this.body, this.header, this.signature);
	}

	SignedWebhook signedWith(String secret) {
		return new SignedWebhook(this.path, this.body, this.header, sign(this.body, secret));
	}

	SignedWebhook inHeader(String header) {
		return new SignedWebhook(this.path, this.body, header, this.signature);
	}

	WebTestClient.ResponseSpec exchange(WebTestClient client) {
		return client.post()
			.uri(this.path)
			.contentType(MediaType.APPLICATION_JSON)
			.header(this.header, this.signature)
			.bodyValue(this.body.getBytes(StandardCharsets.UTF_8))
			.exchange();
	}

	StatusAssertions post(WebTestClient client) {
		return read(exchange(client)).expectStatus();
	}

	/**
	 * Read a body to its end, for the buffers of one that nobody reads leak.
	 * @param response the response
	 * @return the same response
	 */
	static WebTestClient.ResponseSpec read(WebTestClient.ResponseSpec response) {
		response.expectBody().returnResult();
		return response;
	}

	private static String sign(String body, String secret) {
		return HexFormat.of().formatHex(new HmacSigner(secret).digest(body.getBytes(StandardCharsets.UTF_8)));
	}

}
