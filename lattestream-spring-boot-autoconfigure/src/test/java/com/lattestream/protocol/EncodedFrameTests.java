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
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EncodedFrame}.
 */
class EncodedFrameTests {

	@ParameterizedTest
	@CsvSource({ "0, 8100", "2, 8102", "125, 817d", "126, 817e007e", "127, 817e007f", "256, 817e0100",
			"65535, 817effff", "65536, 817f0000000000010000", "16909060, 817f0000000001020304" })
	void webSocketHasTheHeaderOfOneUnmaskedTextMessage(int length, String header) {
		byte[] json = new byte[length];
		Arrays.fill(json, (byte) 'x');
		byte[] bytes = new EncodedFrame("e", json).webSocket();
		int headerLength = header.length() / 2;
		assertThat(Arrays.copyOf(bytes, headerLength)).asHexString().isEqualToIgnoringCase(header);
		assertThat(Arrays.copyOfRange(bytes, headerLength, bytes.length)).isEqualTo(json);
	}

	@Test
	void formsAreMadeOnce() {
		EncodedFrame frame = frame("e", "{}");
		assertThat(frame.json()).isSameAs(frame.json());
		assertThat(frame.webSocket()).isSameAs(frame.webSocket());
		assertThat(frame.serverSentEvent()).isSameAs(frame.serverSentEvent());
	}

	@Test
	void serverSentEventHasNameDataAndAnEmptyLine() {
		assertThat(sse(frame("größe 😀", "{\"event\":\"größe 😀\"}")))
			.isEqualTo("event: größe 😀\ndata: {\"event\":\"größe 😀\"}\n\n");
	}

	@Test
	void serverSentEventWhenNameHasLineBreaksHasNoFurtherLines() {
		assertThat(sse(frame("a\nid: 1\rdata: forged\r\n\n\u0000b", "{}")))
			.isEqualTo("event: aid: 1data: forgedb\ndata: {}\n\n");
	}

	@Test
	void serverSentEventWhenJsonHasLineBreaksHasNoFurtherLines() {
		assertThat(sse(frame("e", "{\n\"a\" :\r\n\"b\\n\"\r}"))).isEqualTo("event: e\ndata: { \"a\" :  \"b\\n\" }\n\n");
	}

	@Test
	void serverSentEventLeavesTheJsonOfOthersAsItIs() {
		EncodedFrame frame = frame("e", "{\n}");
		frame.serverSentEvent();
		assertThat(frame).hasToString("{\n}");
	}

	@Test
	void serverSentEventOfEncodedFrameCannotForgeLines() {
		FrameCodec codec = new FrameCodec(new JsonText(16));
		ServerFrame event = new ServerFrame.ChannelEvent("a", "x\n\ndata: forged", "{\n\"b\":\r\n\"\\n\"}", true, null);
		for (Dialect dialect : Dialect.values()) {
			String text = sse(codec.encode(event, dialect));
			assertThat(text.lines()).hasSize(3)
				.satisfies((lines) -> assertThat(lines.get(0)).startsWith("event: "))
				.satisfies((lines) -> assertThat(lines.get(1)).startsWith("data: {\"event\":\"x\\n\\ndata: forged\""))
				.satisfies((lines) -> assertThat(lines.get(2)).isEmpty());
			assertThat(text).doesNotContain("\r");
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, c100", "125, c17d", "126, c17e007e", "65536, c17f0000000000010000" })
	void sharedFrameIsCompressedWithTheBitThatSaysSo(int length, String header) {
		byte[] payload = new byte[length];
		byte[] bytes = frame("e", "{}").shared().webSocket((json) -> payload);
		assertThat(Arrays.copyOf(bytes, header.length() / 2)).asHexString().isEqualToIgnoringCase(header);
		assertThat(bytes).hasSize(header.length() / 2 + length);
	}

	@Test
	void compressedFrameIsMadeBesideTheOther() {
		EncodedFrame frame = frame("e", "{\"a\":1}").shared();
		byte[] plain = frame.webSocket();
		assertThat(frame.webSocket((json) -> new byte[] { 7 })).containsExactly(0xC1, 1, 7);
		assertThat(frame.webSocket()).isSameAs(plain);
		assertThat(frame).hasToString("{\"a\":1}");
	}

	@Test
	void frameForOneIsNotCompressed() {
		EncodedFrame frame = frame("e", "{}");
		assertThat(frame.webSocket((json) -> new byte[] { 7 })).isSameAs(frame.webSocket());
	}

	@Test
	void compressorMayLeaveFrameAsItIsAndIsNotAskedAgain() {
		EncodedFrame frame = frame("e", "{}").shared();
		AtomicInteger calls = new AtomicInteger();
		for (int i = 0; i < 3; i++) {
			assertThat(frame.webSocket((json) -> {
				calls.incrementAndGet();
				return null;
			})).isSameAs(frame.webSocket());
		}
		assertThat(calls).hasValue(1);
	}

	@Test
	void binaryFrameIsCompressedAsBinary() {
		EncodedFrame frame = frame("e", "{}").withBytes(new byte[] { 1, 2, 3 }, () -> new byte[0]).shared();
		byte[] plain = frame.webSocket();
		byte[] compressed = frame.webSocket((payload) -> payload.clone());
		assertThat(compressed[0]).isEqualTo((byte) 0xC2);
		assertThat(Arrays.copyOfRange(compressed, 1, compressed.length))
			.isEqualTo(Arrays.copyOfRange(plain, 1, plain.length));
	}

	@Test
	void frameIsCompressedOnceWhateverTheThread() throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		Set<byte[]> compressed = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
		AtomicInteger calls = new AtomicInteger();
		for (int round = 0; round < 100; round++) {
			EncodedFrame frame = frame("e", "{}").shared();
			CountDownLatch start = new CountDownLatch(1);
			for (int i = 0; i < 8; i++) {
				threads.execute(() -> {
					try {
						start.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					compressed.add(frame.webSocket((json) -> {
						calls.incrementAndGet();
						return new byte[] { 7 };
					}));
				});
			}
			start.countDown();
		}
		threads.shutdown();
		assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(calls).hasValue(100);
		assertThat(compressed).hasSize(100);
	}

	private static EncodedFrame frame(String event, String json) {
		return new EncodedFrame(event, json.getBytes(StandardCharsets.UTF_8));
	}

	private static String sse(EncodedFrame frame) {

		return new String(frame.serverSentEvent(), StandardCharsets.UTF_8);
	}

}
