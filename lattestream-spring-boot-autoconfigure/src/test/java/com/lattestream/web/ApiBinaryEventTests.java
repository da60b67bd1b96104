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

import java.util.Base64;

import com.lattestream.broker.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for events with bytes that come in through {@link HttpApi}.
 */
class ApiBinaryEventTests {

	private static final byte[] BYTES = { 1, 2, -1 };

	private final HttpApiFixture fixture = new HttpApiFixture();

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', value = { "{\"binaryData\":\"AQL/\"}; {}",
			"\"{\\\"binaryData\\\":\\\"AQL/\\\"}\"; {}", "{\"n\":1,\"binaryData\":\"AQL/\"}; {\"n\":1}" })
	void readsBytesBesideData(String sent, String data) {
		assertThat(post(event(sent, "true")).status()).isEqualTo(200);
		assertThat(this.fixture.published())
			.containsExactly(Publication.ofServer("a", "e", data, null).with(data, BYTES));
	}

	@Test
	void readsBytesInBatches() {
		String event = event("{\"binaryData\":\"AQL/\"}", "true");
		String batch = "{\"batch\":[" + event + "," + event(1, "false") + "]}";
		assertThat(this.fixture.latteStream("POST", "/batch_events", batch).status()).isEqualTo(200);
		assertThat(this.fixture.published()).containsExactly(
				Publication.ofServer("a", "e", "{}", null).with("{}", BYTES),
				Publication.ofServer("a", "e", "1", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "null" })
	void dataThatIsNotSaidToHaveBytesIsData(String binary) {
		assertThat(post(event("{\"binaryData\":\"AQL/\"}", binary)).status()).isEqualTo(200);
		assertThat(this.fixture.published())
			.containsExactly(Publication.ofServer("a", "e", "{\"binaryData\":\"AQL/\"}", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "1", "null", "\"AQL/\"", "{\"binaryData\":1}", "{\"binaryData\":\"A\"}",
			"{\"binaryData\":\"AQ-_\"}", "[\"AQL/\"]" })
	void dataWithoutBytesIsRefused(String data) {
		ApiResponse response = post(event(data, "true"));
		assertThat(response.status()).isEqualTo(400);
		assertThat(this.fixture.published()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "\"true\"", "\"AQL/\"", "{}" })
	void otherMarksAreRefused(String binary) {
		assertThat(post(event("{\"binaryData\":\"AQL/\"}", binary)).status()).isEqualTo(400);
	}

	@Test
	void limitCountsTheBytes() {
		assertThat(post(event(bytes(32 * 1024), "true")).status()).isEqualTo(200);
		assertThat(post(event(bytes(32 * 1024 + 1), "true")).status()).isEqualTo(413);
	}

	@Test
	void encryptedChannelsCarryNoBytes() {
		String event = event("{\"binaryData\":\"AQL/\"}", "true").replace("\"a\"", "\"private-encrypted-a\"");
		ApiResponse response = post(event);
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.body()).contains("cannot be bytes");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void apiOfPusherHasNoBytes() {
		String body = "{\"channel\":\"a\",\"name\":\"e\",\"data\":\"{\\\"binaryData\\\":\\\"AQL/\\\"}\",\"binary\":true}";
		assertThat(this.fixture.pusher("POST", "/events", body).status()).isEqualTo(200);
		assertThat(this.fixture.published()).singleElement()
			.satisfies((publication) -> assertThat(publication.bytes()).isNull());
	}

	private ApiResponse post(String body) {
		return this.fixture.latteStream("POST", "/events", body);
	}

	private static String bytes(int size) {
		return "{\"binaryData\":\"" + Base64.getEncoder().encodeToString(new byte[size]) + "\"}";
	}

	private static String event(Object data, String binary) {
		return "{\"channel\":\"a\",\"event\":\"e\",\"data\":" + data + ",\"binary\":" + binary + "}";
	}

}
