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

package com.lattestream.protocol;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BinaryData}, and for frames that have some.
 */
class BinaryDataTests {

	private static final byte[] BYTES = { 1, 2, -1 };

	private final JsonText json = new JsonText(16);

	private final FrameCodec codec = new FrameCodec(this.json);

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '|',
			value = { "{}; {'binaryData':'AQL/'}", "{ } ; {'binaryData':'AQL/'}",
					"{'a':{}}; {'a':{},'binaryData':'AQL/'}", "{ 'a' : '}' } ; { 'a' : '}','binaryData':'AQL/'}" })
	void bytesAreOnePropertyMore(String data, String expected) {
		String joined = BinaryData.join(TestJson.of(data), BYTES);
		assertThat(joined.strip()).isEqualTo(TestJson.of(expected));
		assertThat(this.json.object(joined)).containsEntry("binaryData", "\"AQL/\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '|', value = { "{'binaryData':'AQL/'}; {}",
			"{'a':{'b':'é'},'binaryData':'AQL/','c':null}; {'a':{'b':'é'},'c':null}" })
	void bytesAreTakenOutAgain(String text, String data) {
		BinaryData binary = BinaryData.split(TestJson.of(text), this.json);
		assertThat(binary).isNotNull();
		assertThat(binary.data()).isEqualTo(TestJson.of(data));
		assertThat(binary.bytes()).isEqualTo(BYTES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "[]", "{}", "{'binaryData':1}", "{'binaryData':null}", "{'binaryData':'A'}",
			"{'binaryData':'AQL/\\n'}", "{'binaryData':'AQ-_'}", "{'binaryData':'é'}", "{'binaryData':'AQL/'" })
	void textWithoutBytesIsNone(String text) {
		assertThat(BinaryData.split(TestJson.of(text), this.json)).isNull();
	}

	@Test
	void emptyObjectBesideBytesCountsForNothing() {
		assertThat(BinaryData.size("{}", BYTES)).isEqualTo(3);
		assertThat(BinaryData.size("{\"é\":1}", BYTES)).isEqualTo(11);
	}

	@Test
	void latteStreamHasOneBinaryMessageOverWebSocketAndMarkedTextOtherwise() {
		EncodedFrame frame = this.codec.encode(event("{}"), Dialect.LATTESTREAM);
		String metadata = TestJson.of("{'event':'é','channel':'a','data':{},'user_id':'u'}");
		byte[] utf8 = metadata.getBytes(StandardCharsets.UTF_8);
		byte[] message = frame.webSocket();
		assertThat(message).startsWith(0x82, 12 + utf8.length + 3, 2, 0, 0, 0, 4 + utf8.length + 3, 0, 0, 0,
				utf8.length, 0, 0, 0);
		assertThat(new String(message, 14, utf8.length, StandardCharsets.UTF_8)).isEqualTo(metadata);
		assertThat(message).endsWith(BYTES).hasSize(14 + utf8.length + 3);
		assertThat(frame.size()).isEqualTo(utf8.length + 3);
		String text = TestJson
			.of("{'event':'é','channel':'a','data':{'binaryData':'AQL/'},'user_id':'u','binary':true}");
		assertThat(frame).hasToString(text);
		assertThat(new String(frame.serverSentEvent(), StandardCharsets.UTF_8))
			.isEqualTo("event: é\ndata: " + text + "\n\n");
	}

	@Test
	void formsOfABinaryFrameAreMadeOnce() {
		EncodedFrame frame = this.codec.encode(event("{}"), Dialect.LATTESTREAM);
		assertThat(frame.json()).isSameAs(frame.json());
		assertThat(frame.webSocket()).isSameAs(frame.webSocket());
		assertThat(frame.serverSentEvent()).isSameAs(frame.serverSentEvent());
	}

	@Test
	void pusherHasTextOnly() {
		EncodedFrame frame = this.codec.encode(event("{\"b\":1}"), Dialect.PUSHER);
		String text = "{\"event\":\"é\",\"channel\":\"a\","
				+ "\"data\":\"{\\\"b\\\":1,\\\"binaryData\\\":\\\"AQL/\\\"}\",\"user_id\":\"u\"}";
		assertThat(frame).hasToString(text);
		assertThat(frame.webSocket()).startsWith(0x81).endsWith(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void eventInNoChannelHasBytesToo() {
		ServerFrame frame = new ServerFrame.BinaryEvent(new ServerFrame.DirectEvent(null, "e", "{}", false), BYTES);
		assertThat(this.codec.encode(frame, Dialect.LATTESTREAM).webSocket()).startsWith(0x82).endsWith(BYTES);
		assertThat(this.codec.encode(frame, Dialect.PUSHER))
			.hasToString("{\"event\":\"e\",\"data\":\"{\\\"binaryData\\\":\\\"AQL/\\\"}\"}");
	}

	private static ServerFrame event(String data) {
		return new ServerFrame.BinaryEvent(new ServerFrame.ChannelEvent("a", "é", data, false, "u"), BYTES);
	}

}
