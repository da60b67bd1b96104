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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Envelope}.
 */
class EnvelopeTests {

	private static final int RUNS = 200_000;

	private static final byte[] BYTES = { 0, 1, -1, '{' };

	private final FrameCodec codec = new FrameCodec(new JsonText(16));

	@ParameterizedTest
	@ValueSource(strings = { "{'event':'lattestream:ping'}", " {'event':'lattestream:ping'}",
			"\n\t\r{'event':'lattestream:ping'}" })
	void jsonIsReadAsItIs(String json) {
		assertThat(this.codec.decode(TestJson.of(json).getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(new ClientFrame.Ping());
	}

	@Test
	void envelopeOfTypeOneHasJson() {
		assertThat(decode(1, utf8("{'event':'client-é','channel':'private-a','data':[1]}")))
			.isEqualTo(new ClientFrame.ClientEvent("private-a", "client-é", "[1]", true, null));
		assertThat(decode(1, utf8("{'api_key':'k'}"))).isEqualTo(new ClientFrame.Authenticate("k"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '|', value = { "; {}", ",'data':null; {}", ",'data':{}; {}",
			",'data':{'a':[1]}; {'a':[1]}", ",'data':'{\\'a\\':1}'; {'a':1}" })
	void envelopeOfTypeTwoHasAnEventAndBytes(String data, String expected) {
		String metadata = "{'event':'client-e','channel':'private-a'" + ((data != null) ? data : "") + "}";
		ClientFrame frame = decode(2, event(utf8(metadata), BYTES));
		assertThat(frame).isInstanceOfSatisfying(ClientFrame.BinaryEvent.class, (binary) -> {
			assertThat(binary.event().channel()).isEqualTo("private-a");
			assertThat(binary.event().event()).isEqualTo("client-e");
			assertThat(binary.event().data()).isEqualTo(TestJson.of(expected));
			assertThat(binary.bytes()).isEqualTo(BYTES);
		});
	}

	@Test
	void envelopeOfTypeTwoMayHaveNoBytes() {
		assertThat(decode(2, event(utf8("{'event':'client-e','channel':'private-a'}"), new byte[0])))
			.isInstanceOfSatisfying(ClientFrame.BinaryEvent.class, (binary) -> assertThat(binary.bytes()).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", "01000000", "01000000000000", "5b5d", "ff" })
	void messageThatIsTooShortForAHeaderIsNotRead(String hex) {
		assertThat(this.codec.decode(HexFormat.of().parseHex(hex))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0100000001000000", "0100000000000000ff", "01000000ffffffff", "01000000ffffff7f",
			"0200000004000000", "02000000000000000000", "020000000500000001000000", "ffffffffffffffff" })
	void lengthThatIsNotRightIsAnError(String hex) {
		assertMalformed(this.codec.decode(HexFormat.of().parseHex(hex)), "length");
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000", "00000080", "ffffffff", "ffffff7f", "03000000" })
	void lengthOfMetadataThatIsNotRightIsAnError(String length) {
		byte[] payload = HexFormat.of().parseHex(length + "7b7d");
		assertThat(decode(2, payload)).isInstanceOf(ClientFrame.Malformed.class);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 4, 256, 0x02000000, -1 })
	void typeThatIsNotKnownIsAnError(int type) {
		assertMalformed(decode(type, utf8("{'event':'lattestream:ping'}")), "type 1 or 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'event':'lattestream:ping'}", "{'api_key':'k'}",
			"{'event':'lattestream:batch','data':{'messages':[]}}",
			"{'event':'lattestream:subscribe','data':{'channel':'a'}}" })
	void metadataThatIsNoClientEventIsAnError(String metadata) {
		assertMalformed(decode(2, event(utf8(metadata), BYTES)), "Only client events have bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "[]", "{}", "{'event':'e','channel':'private-a'}", "{'event':'client-e'}" })
	void metadataThatIsNotUnderstoodIsAnError(String metadata) {
		assertThat(decode(2, event(utf8(metadata), BYTES))).isInstanceOf(ClientFrame.Malformed.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "'x'", "[]", "true", "{'binaryData':'AQ=='}", "{'binaryData':null}" })
	void dataBesideBytesIsAnObjectWithoutThem(String data) {
		String metadata = "{'event':'client-e','channel':'private-a','data':" + data + "}";
		assertMalformed(decode(2, event(utf8(metadata), BYTES)), "Data beside bytes is an object without binaryData");
	}

	@Test
	void textThatIsNotUtf8IsAnError() {
		assertMalformed(decode(1, new byte[] { '{', (byte) 0xc3, '}' }), "Invalid UTF-8");
		assertMalformed(decode(2, event(new byte[] { '{', (byte) 0xff, '}' }, BYTES)), "Invalid UTF-8");
		assertMalformed(this.codec.decode(new byte[] { '{', (byte) 0xc3 }), "Invalid UTF-8");
	}

	@Test
	void whatIsWrittenIsRead() {
		byte[] metadata = utf8("{'event':'client-e','channel':'private-a','data':{}}");
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		for (byte[] part : Envelope.write(metadata, BYTES)) {
			message.writeBytes(part);
		}
		assertThat(this.codec.decode(message.toByteArray())).isInstanceOfSatisfying(ClientFrame.BinaryEvent.class,
				(binary) -> assertThat(binary.bytes()).isEqualTo(BYTES));
	}

	/**
	 * Random changes of a good message, and random messages. None of them may lead to an
	 * exception, or to bytes that the message does not have.
	 */
	@Test
	void anyMessageIsAnswered() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		byte[] good = message(2, event(utf8("{'event':'client-e','channel':'private-a','data':{'a':'é'}}"), BYTES));
		int events = 0;
		for (int run = 0; run < RUNS; run++) {
			byte[] message = (run % 4 != 0) ? mutate(good, random) : randomMessage(random);
			byte[] before = message.clone();
			try {
				ClientFrame frame = this.codec.decode(message);
				if (frame instanceof ClientFrame.BinaryEvent binary) {
					events++;
					assertThat(binary.bytes().length).isLessThan(message.length);
					assertThat(binary.bytes())
						.isEqualTo(Arrays.copyOfRange(message, message.length - binary.bytes().length, message.length));
				}
				assertThat(frame != null || message.length < 8).isTrue();
			}
			catch (RuntimeException | Error ex) {
				throw new AssertionError("seed " + seed + ", message " + HexFormat.of().formatHex(before), ex);
			}
			assertThat(message).as("seed %s", seed).isEqualTo(before);
		}
		assertThat(events).as("seed %s", seed).isPositive();
	}

	private static byte[] mutate(byte[] good, Random random) {
		byte[] message = (random.nextInt(4) != 0) ? good.clone() : Arrays.copyOf(good, random.nextInt(good.length + 8));
		for (int i = random.nextInt(3); i > 0 && message.length > 0; i--) {
			int position = random.nextBoolean() ? random.nextInt(message.length)
					: random.nextInt(Math.min(12, message.length));
			message[position] = (byte) random.nextInt();
		}
		return message;
	}

	private static byte[] randomMessage(Random random) {
		byte[] message = new byte[random.nextInt(64)];
		random.nextBytes(message);
		return random.nextBoolean() ? message : message(random.nextInt(4), message);
	}

	private ClientFrame decode(int type, byte[] payload) {
		return this.codec.decode(message(type, payload));
	}

	private static byte[] message(int type, byte[] payload) {
		return ByteBuffer.allocate(8 + payload.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(type)
			.putInt(payload.length)
			.put(payload)
			.array();
	}

	private static byte[] event(byte[] metadata, byte[] bytes) {
		return ByteBuffer.allocate(4 + metadata.length + bytes.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(metadata.length)
			.put(metadata)
			.put(bytes)
			.array();
	}

	private static byte[] utf8(String json) {
		return TestJson.of(json).getBytes(StandardCharsets.UTF_8);
	}

	private static void assertMalformed(ClientFrame frame, String reason) {
		assertThat(frame).isInstanceOfSatisfying(ClientFrame.Malformed.class,
				(malformed) -> assertThat(malformed.reason()).contains(reason));
	}

}
