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

package com.lattestream.web.container;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import com.lattestream.protocol.CloseCode;
import com.lattestream.web.DeflatedMessages;
import com.lattestream.web.PerMessageDeflate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketFrameReader}.
 */
class WebSocketFrameReaderTests {

	private static final int MAX = 1000;

	private static final int TEXT = 0x81;

	private static final int BINARY = 0x82;

	private static final int CLOSE = 0x88;

	private static final int PING = 0x89;

	private static final int PONG = 0x8A;

	private static final int FIRST_TEXT = 0x01;

	private static final int FIRST_BINARY = 0x02;

	private static final int MIDDLE = 0x00;

	private static final int LAST = 0x80;

	private final Heard heard = new Heard();

	private final WebSocketFrameReader reader = new WebSocketFrameReader(MAX, null, this.heard);

	@Test
	void messagesAreRead() {
		read(frame(TEXT, "Hello"), frame(BINARY, "World"), frame(TEXT, ""), frame(BINARY, ""));
		assertThat(this.heard).containsExactly("text Hello", "binary World", "text ", "binary ");
	}

	@ParameterizedTest
	@ValueSource(ints = { 125, 126, 127, 128, MAX })
	void lengthsAreRead(int length) {
		read(frame(TEXT, "x".repeat(length)), frame(TEXT, "next"));
		assertThat(this.heard).containsExactly("text " + "x".repeat(length), "text next");
	}

	@Test
	void lengthsInEightBytesAreRead() {
		WebSocketFrameReader large = new WebSocketFrameReader(100_000, null, this.heard);
		byte[] frame = frame(TEXT, "x".repeat(70_000));
		large.read(frame, frame.length);
		assertThat(this.heard).containsExactly("text " + "x".repeat(70_000));
	}

	@Test
	void fragmentsMakeOneMessage() {
		read(frame(FIRST_TEXT, "One, "), frame(MIDDLE, ""), frame(MIDDLE, "two, "), frame(LAST, "three"),
				frame(FIRST_BINARY, "a"), frame(LAST, "b"), frame(TEXT, "next"));
		assertThat(this.heard).containsExactly("text One, two, three", "binary ab", "text next");
	}

	@Test
	void controlFramesComeBetweenFragments() {
		read(frame(FIRST_TEXT, "One, "), frame(PING, "ping"), frame(MIDDLE, "two, "), frame(PONG, "pong"),
				frame(LAST, "three"));
		assertThat(this.heard).containsExactly("ping ping", "pong", "text One, two, three");
	}

	@Test
	void characterMayBeSplitBetweenFragments() {
		byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
		read(MaskedFrames.frame(FIRST_TEXT, new byte[] { euro[0] }), MaskedFrames.frame(MIDDLE, new byte[] { euro[1] }),
				MaskedFrames.frame(LAST, new byte[] { euro[2] }));
		assertThat(this.heard).containsExactly("text €");
	}

	@Test
	void replacementCharacterMayBeSent() {
		read(frame(TEXT, "\uFFFD"));
		assertThat(this.heard).containsExactly("text \uFFFD");
	}

	@ParameterizedTest
	@ValueSource(strings = { "C0AF", "EDA080", "F4908080", "FF", "C3", "E282", "80" })
	void textThatIsNotUtf8IsRefused(String hex) {
		read(MaskedFrames.frame(TEXT, HexFormat.of().parseHex(hex)), frame(TEXT, "next"));
		assertThat(this.heard).containsExactly("violated INVALID_TEXT");
	}

	@Test
	void binaryNeedNotBeUtf8() {
		read(MaskedFrames.frame(BINARY, new byte[] { (byte) 0xFF }));
		assertThat(this.heard).containsExactly("binary \u00FF");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0xC1, 0xA1, 0x91, 0xF1, 0xC2, 0xC9, 0xC8 })
	void reservedBitsAreRefused(int head) {
		read(frame(head, "x"), frame(TEXT, "next"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x83, 0x84, 0x85, 0x86, 0x87, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F })
	void unknownOpcodesAreRefused(int head) {
		read(frame(head, "x"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@Test
	void frameWithoutMaskIsRefused() {
		read(new byte[] { (byte) TEXT, 1, 'x' });
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x08, 0x09, 0x0A })
	void controlFrameInFragmentsIsRefused(int head) {
		read(frame(head, ""));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@ParameterizedTest
	@ValueSource(ints = { CLOSE, PING, PONG })
	void longControlFrameIsRefused(int head) {
		read(frame(head, "x".repeat(126)));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@Test
	void longestControlFrameIsRead() {
		read(frame(PING, "x".repeat(125)));
		assertThat(this.heard).containsExactly("ping " + "x".repeat(125));
	}

	@Test
	void fragmentOfNothingIsRefused() {
		read(frame(MIDDLE, "x"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@Test
	void lastFragmentOfNothingIsRefused() {
		read(frame(TEXT, "x"), frame(LAST, "x"));
		assertThat(this.heard).containsExactly("text x", "violated PROTOCOL_ERROR");
	}

	@Test
	void messageAmongFragmentsIsRefused() {
		read(frame(FIRST_TEXT, "x"), frame(TEXT, "y"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@ParameterizedTest
	@ValueSource(strings = { "81FE0005", "81FE007D", "81FF0000000000000005", "81FF000000000000FFFF",
			"81FFFFFFFFFFFFFFFFFF", "81FF8000000000000000" })
	void lengthThatIsWrittenTooLongIsRefused(String header) {
		read(HexFormat.of().parseHex(header + "00000000"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@ParameterizedTest
	@ValueSource(longs = { MAX + 1, 1 << 16, Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, Long.MAX_VALUE })
	void messageThatIsTooLargeIsRefusedBeforeItComes(long length) {
		read(MaskedFrames.head(TEXT, length));
		assertThat(this.heard).containsExactly("violated MESSAGE_TOO_BIG");
	}

	@Test
	void fragmentsThatAreTooLargeTogetherAreRefused() {
		read(frame(FIRST_TEXT, "x".repeat(MAX)), frame(MIDDLE, ""), frame(PING, ""), MaskedFrames.head(MIDDLE, 1));
		assertThat(this.heard).containsExactly("ping ", "violated MESSAGE_TOO_BIG");
	}

	@Test
	void closeIsRead() {
		read(MaskedFrames.frame(CLOSE, new byte[] { 0x0F, (byte) 0xA0, 'b', 'y', 'e' }), frame(TEXT, "next"));
		assertThat(this.heard).containsExactly("close 4000");
	}

	@Test
	void closeWithoutCodeIsRead() {
		read(frame(CLOSE, ""), frame(PING, ""));
		assertThat(this.heard).containsExactly("close");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535 })
	void closeWithCodeThatIsNotForTheWireIsRefused(int code) {
		read(MaskedFrames.frame(CLOSE, new byte[] { (byte) (code >>> 8), (byte) code }));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@Test
	void closeWithHalfACodeIsRefused() {
		read(frame(CLOSE, "x"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@Test
	void closeWithReasonThatIsNotUtf8IsRefused() {
		read(MaskedFrames.frame(CLOSE, new byte[] { 0x03, (byte) 0xE8, (byte) 0xFF }));
		assertThat(this.heard).containsExactly("violated INVALID_TEXT");
	}

	@Test
	void piecesMayHaveAnySize() {
		byte[] all = join(frame(TEXT, "Hello"), frame(FIRST_TEXT, "x".repeat(300)), frame(PING, "ping"),
				frame(MIDDLE, "€"), frame(LAST, "y".repeat(500)), frame(BINARY, ""), frame(PONG, ""),
				frame(BINARY, "z".repeat(126)), MaskedFrames.frame(CLOSE, new byte[] { 0x03, (byte) 0xE8 }));
		Random random = new Random(42);
		for (int round = 0; round < 500; round++) {
			Heard split = new Heard();
			WebSocketFrameReader splitReader = new WebSocketFrameReader(MAX, null, split);
			int most = 1 + random.nextInt((round % 2 == 0) ? 5 : 400);
			int offset = 0;
			while (offset < all.length) {
				int size = Math.min(1 + random.nextInt(most), all.length - offset);
				byte[] piece = new byte[size + random.nextInt(3)];
				System.arraycopy(all, offset, piece, 0, size);
				splitReader.read(piece, size);
				offset += size;
			}
			assertThat(split).as("pieces of %d bytes at most", most)
				.containsExactly("text Hello", "ping ping", "text " + "x".repeat(300) + "€" + "y".repeat(500),
						"binary ", "pong", "binary " + "z".repeat(126), "close 1000");
		}
	}

	@Test
	void noiseIsNeverReadPastAViolation() {
		Random random = new Random(7);
		for (int round = 0; round < 2000; round++) {
			Heard noise = new Heard();
			WebSocketFrameReader noiseReader = new WebSocketFrameReader(MAX, null, noise);
			byte[] bytes = new byte[500];
			random.nextBytes(bytes);
			noiseReader.read(bytes, bytes.length);
			List<Integer> ends = IntStream.range(0, noise.size())
				.filter((i) -> noise.get(i).startsWith("violated") || noise.get(i).startsWith("close"))
				.boxed()
				.toList();
			assertThat(ends).hasSizeLessThanOrEqualTo(1).allMatch((end) -> end == noise.size() - 1);
		}
	}

	@Test
	void compressedMessagesAreRead() {
		readCompressed(MaskedFrames.frame(0xC1, deflate("Hello".repeat(20))), frame(TEXT, "plain"),
				MaskedFrames.frame(0xC2, deflate("World".repeat(20))), frame(0xC1, ""), frame(0xC1, "\u0000"),
				frame(BINARY, "next"));
		assertThat(this.heard).containsExactly("text " + "Hello".repeat(20), "text plain",
				"binary " + "World".repeat(20), "text ", "text ", "binary next");
	}

	@Test
	void fragmentsOfCompressedMessageAreInflatedTogether() {
		byte[] compressed = deflate("€uro".repeat(100));
		List<byte[]> frames = new ArrayList<>();
		for (int i = 0; i < compressed.length; i++) {
			frames.add(MaskedFrames.frame((i == 0) ? 0x41 : MIDDLE, new byte[] { compressed[i] }));
			frames.add(frame(PING, ""));
		}
		frames.add(frame(LAST, ""));
		frames.add(frame(FIRST_TEXT, "pla"));
		frames.add(frame(LAST, "in"));
		readCompressed(frames.toArray(byte[][]::new));
		this.heard.removeIf("ping "::equals);
		assertThat(this.heard).containsExactly("text " + "€uro".repeat(100), "text plain");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0xA1, 0x91, 0xF1, 0xE1, 0xD1, 0xC8, 0xC9, 0xCA, 0xC0, 0xC3, 0x49 })
	void reservedBitsAreRefusedWhereCompressionHasNone(int head) {
		readCompressed(frame(head, "x"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x40, 0xC0, 0x60 })
	void reservedBitsAreRefusedInLaterFragments(int head) {
		readCompressed(MaskedFrames.frame(0x41, new byte[] { 0 }), frame(head, "x"));
		assertThat(this.heard).containsExactly("violated PROTOCOL_ERROR");
	}

	@Test
	void brokenCompressionIsRefused() {
		readCompressed(frame(0xC1, "broken"), frame(TEXT, "next"));
		assertThat(this.heard).containsExactly("violated INVALID_COMPRESSION");
	}

	@Test
	void textThatIsNotUtf8WhenInflatedIsRefused() {
		readCompressed(MaskedFrames.frame(0xC1, DeflatedMessages.deflate(new byte[] { (byte) 0xFF })));
		assertThat(this.heard).containsExactly("violated INVALID_TEXT");
	}

	@Test
	void limitIsForTheInflatedMessage() {
		readCompressed(MaskedFrames.frame(0xC1, deflate("x".repeat(MAX))),
				MaskedFrames.frame(0xC1, deflate("x".repeat(MAX + 1))), frame(TEXT, "next"));
		assertThat(this.heard).containsExactly("text " + "x".repeat(MAX), "violated MESSAGE_TOO_BIG");
	}

	@Test
	void compressedMessageMayBeALittleLargerThanInflated() {
		byte[] noise = new byte[MAX];
		new Random(3).nextBytes(noise);
		byte[] compressed = DeflatedMessages.deflate(noise);
		assertThat(compressed).hasSizeGreaterThan(MAX);
		readCompressed(MaskedFrames.frame(0xC2, compressed),
				MaskedFrames.head(0xC2, PerMessageDeflate.maxCompressedSize(MAX) + 1));
		assertThat(this.heard).containsExactly("binary " + new String(noise, StandardCharsets.ISO_8859_1),
				"violated MESSAGE_TOO_BIG");
	}

	@Test
	void limitOfOtherMessagesStaysTheSame() {
		readCompressed(MaskedFrames.head(TEXT, MAX + 1));
		assertThat(this.heard).containsExactly("violated MESSAGE_TOO_BIG");
	}

	@Test
	void anyMessagesInAnyFragmentsAndPiecesAreRead() {
		Random random = new Random(11);
		for (int round = 0; round < 300; round++) {
			List<String> expected = new ArrayList<>();
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			for (int i = random.nextInt(5); i >= 0; i--) {
				String message = "latte€".repeat(random.nextInt(100));
				boolean compressed = random.nextBoolean();
				byte[] payload = compressed ? deflate(message) : message.getBytes(StandardCharsets.UTF_8);
				int start = 0;
				int head = compressed ? 0x41 : FIRST_TEXT;
				while (start < payload.length && random.nextInt(4) > 0) {
					int end = start + random.nextInt(payload.length - start);
					all.writeBytes(MaskedFrames.frame(head, Arrays.copyOfRange(payload, start, end)));
					start = end;
					head = MIDDLE;
				}
				all.writeBytes(MaskedFrames.frame(LAST | head, Arrays.copyOfRange(payload, start, payload.length)));
				expected.add("text " + message);
			}
			Heard split = new Heard();
			WebSocketFrameReader splitReader = new WebSocketFrameReader(MAX, new PerMessageDeflate(0), split);
			byte[] bytes = all.toByteArray();
			int most = 1 + random.nextInt(200);
			for (int offset = 0; offset < bytes.length; offset += most) {
				byte[] piece = Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + most));
				splitReader.read(piece, piece.length);
			}
			assertThat(split).containsExactlyElementsOf(expected);
		}
	}

	private void readCompressed(byte[]... frames) {
		byte[] all = join(frames);
		new WebSocketFrameReader(MAX, new PerMessageDeflate(0), this.heard).read(all, all.length);
	}

	private static byte[] deflate(String message) {
		return DeflatedMessages.deflate(message.getBytes(StandardCharsets.UTF_8));
	}

	private void read(byte[]... frames) {
		byte[] all = join(frames);
		this.reader.read(all, all.length);
	}

	private static byte[] join(byte[]... frames) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] frame : frames) {
			out.writeBytes(frame);
		}
		return out.toByteArray();
	}

	private static byte[] frame(int head, String payload) {
		return MaskedFrames.frame(head, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What was read.
	 */
	private static final class Heard extends ArrayList<String> implements WebSocketFrameReader.Listener {

		@Override
		public void text(String message) {
			add("text " + message);
		}

		@Override
		public void binary(byte[] message) {
			add("binary " + new String(message, StandardCharsets.ISO_8859_1));
		}

		@Override
		public void ping(byte[] payload) {
			add("ping " + new String(payload, StandardCharsets.ISO_8859_1));
		}

		@Override
		public void pong() {
			add("pong");
		}

		@Override
		public void close(byte[] code) {
			add((code.length > 0) ? "close " + (((code[0] & 0xFF) << 8) | (code[1] & 0xFF)) : "close");
		}

		@Override
		public void violated(CloseCode code) {
			add("violated " + code);
		}

	}

}
