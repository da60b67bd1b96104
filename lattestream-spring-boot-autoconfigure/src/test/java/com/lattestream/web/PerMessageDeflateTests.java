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

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;

import com.lattestream.protocol.CloseCode;
import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PerMessageDeflate}.
 */
class PerMessageDeflateTests {

	private static final int MAX = 64 * 1024;

	private final PerMessageDeflate deflate = new PerMessageDeflate(0);

	@Test
	void messageIsTheSameAfterwards() throws Exception {
		byte[] message = "{\"event\":\"größe 😀\"}".repeat(100).getBytes(StandardCharsets.UTF_8);
		byte[] compressed = this.deflate.compress(message);
		assertThat(compressed).hasSizeLessThan(message.length / 10);
		assertThat(this.deflate.inflate(compressed, MAX)).isEqualTo(message);
	}

	@Test
	void messageBelowTheSizeIsLeftAsItIs() {
		PerMessageDeflate large = new PerMessageDeflate(100);
		assertThat(large.compress(new byte[99])).isNull();
		assertThat(large.compress(new byte[100])).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 10, 1000, MAX })
	void messageThatDoesNotGetSmallerIsLeftAsItIs(int size) {
		byte[] message = new byte[size];
		new Random(1).nextBytes(message);
		assertThat(this.deflate.compress(message)).isNull();
	}

	/** The examples of RFC 7692, section 7.2.3, and the empty message in two ways. */
	@ParameterizedTest
	@CsvSource({ "f248cdc9c90700, Hello", "000500faff48656c6c6f00, Hello", "f348cdc9c9070000, Hello",
			"f24805000000ffffcac9c90700, Hello", "00, ''", "'', ''", "0200, ''", "0300f348cdc9c90700030000, Hello" })
	void blocksOfAllKindsAreRead(String hex, String text) throws Exception {
		assertThat(this.deflate.inflate(HexFormat.of().parseHex(hex), 5)).asString(StandardCharsets.UTF_8)
			.isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "f248", "f248cdc9", "f248cdc9c9", "ff", "0700", "0005000000", "f348cdc9c907",
			"f348cdc9c90700", "f248cdc9c9070000", "000500faff4865", "deadbeef", "62aaaaaa" })
	void brokenBlocksAreRefused(String hex) {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> this.deflate.inflate(HexFormat.of().parseHex(hex), MAX))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(CloseCode.INVALID_COMPRESSION));
	}

	@Test
	void compressedMessageThatWasCutOffIsRefused() {
		byte[] message = "{\"event\":\"a\",\"data\":[1,2,3,4,5,6,7,8,9]}".getBytes(StandardCharsets.UTF_8);
		byte[] compressed = DeflatedMessages.deflate(message, Deflater.BEST_COMPRESSION);
		for (int length = 1; length < compressed.length; length++) {
			byte[] cutOff = Arrays.copyOf(compressed, length);
			assertThatExceptionOfType(InvalidMessageException.class).as("the first %d bytes", length)
				.isThrownBy(() -> this.deflate.inflate(cutOff, MAX));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000, MAX })
	void messageMayBeAsLargeAsTheLimit(int size) throws Exception {
		byte[] compressed = DeflatedMessages.deflate(new byte[size], Deflater.BEST_COMPRESSION);
		assertThat(this.deflate.inflate(compressed, size)).hasSize(size);
		byte[] larger = DeflatedMessages.deflate(new byte[size + 1], Deflater.BEST_COMPRESSION);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> this.deflate.inflate(larger, size))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(CloseCode.MESSAGE_TOO_BIG));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, MAX })
	void messageThatCannotBeCompressedFits(int size) throws Exception {
		byte[] message = new byte[size];
		new Random(2).nextBytes(message);
		for (int level : new int[] { Deflater.NO_COMPRESSION, Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION }) {
			byte[] compressed = DeflatedMessages.deflate(message, level);
			assertThat(compressed).hasSizeLessThanOrEqualTo(PerMessageDeflate.maxCompressedSize(size));
			assertThat(this.deflate.inflate(compressed, size)).isEqualTo(message);
		}
		assertThat(PerMessageDeflate.maxCompressedSize(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void bombIsNotInflatedPastTheLimit() {
		byte[] bomb = DeflatedMessages.deflate(new byte[10_000_000], Deflater.BEST_COMPRESSION);
		assertThat(bomb).hasSizeLessThan(11_000);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = 0;
		// The second time: nothing is loaded any more
		for (int i = 0; i < 2; i++) {
			before = threads.getCurrentThreadAllocatedBytes();
			assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> this.deflate.inflate(bomb, MAX))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(CloseCode.MESSAGE_TOO_BIG));
		}
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 * MAX);
	}

	@Test
	void streamThatEndsAgainAndAgainIsRefused() {
		byte[] ends = HexFormat.of().parseHex("0300".repeat(MAX / 2));
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> this.deflate.inflate(ends, MAX))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(CloseCode.INVALID_COMPRESSION));
	}

	@Test
	void noiseIsReadOrRefused() {
		Random random = new Random(42);
		for (int round = 0; round < 2000; round++) {
			byte[] noise = new byte[random.nextInt(200)];
			random.nextBytes(noise);
			int max = random.nextInt(300);
			try {
				assertThat(this.deflate.inflate(noise, max)).hasSizeLessThanOrEqualTo(max);
			}
			catch (InvalidMessageException ex) {
				assertThat(ex.code()).isIn(CloseCode.INVALID_COMPRESSION, CloseCode.MESSAGE_TOO_BIG);
			}
		}
	}

	@Test
	void anyMessageIsTheSameAfterwards() throws Exception {
		Random random = new Random(7);
		for (int round = 0; round < 500; round++) {
			byte[] message = new byte[random.nextInt(5000)];
			int letters = 1 + random.nextInt(256);
			for (int i = 0; i < message.length; i++) {
				message[i] = (byte) random.nextInt(letters);
			}
			byte[] compressed = this.deflate.compress(message);
			if (compressed != null) {
				assertThat(compressed).hasSizeLessThan(message.length);
				assertThat(this.deflate.inflate(compressed, message.length)).isEqualTo(message);
			}
			byte[] byClient = DeflatedMessages.deflate(message, random.nextInt(10));
			assertThat(this.deflate.inflate(byClient, message.length)).isEqualTo(message);
		}
	}

}
