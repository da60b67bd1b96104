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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Binary messages of LatteStream clients: JSON as it is, or an envelope of type, length
 * and payload. Numbers are unsigned, 32 bits, little-endian. A payload of type 1 is JSON;
 * one of type 2 is an event: the length of its metadata, the metadata, and bytes. No JSON
 * begins like an envelope. Lengths are believed only where they are right, so nothing is
 * made that is larger than the message.
 */
final class Envelope {

	private static final int JSON = 1;

	private static final int EVENT = 2;

	private static final int HEADER = 2 * Integer.BYTES;

	private final JsonText json;

	private final Function<String, ClientFrame> codec;

	/**
	 * Create one.
	 * @param json reads JSON
	 * @param codec reads frames
	 */
	Envelope(JsonText json, Function<String, ClientFrame> codec) {
		this.json = json;
		this.codec = codec;
	}

	/**
	 * Write an event with bytes.
	 * @param metadata the event as JSON
	 * @param bytes the bytes
	 * @return the message in parts
	 */
	static byte[][] write(byte[] metadata, byte[] bytes) {
		ByteBuffer header = ByteBuffer.allocate(HEADER + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		header.putInt(EVENT).putInt(Integer.BYTES + metadata.length + bytes.length).putInt(metadata.length);
		return new byte[][] { header.array(), metadata, bytes };
	}

	/**
	 * Read a message.
	 * @param message the message
	 * @return the frame, or {@code null} if it is neither JSON nor as long as the header
	 * of an envelope
	 */
	@Nullable ClientFrame read(byte[] message) {
		ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
		if (message.length > 0 && startsJson(message[0])) {
			return frame(buffer);
		}
		if (message.length < HEADER) {
			return null;
		}
		int type = buffer.getInt();
		int length = buffer.getInt();
		if (length != buffer.remaining()) {
			return new ClientFrame.Malformed("The envelope does not have the length that it says");
		}
		return switch (type) {
			case JSON -> frame(buffer);
			case EVENT -> event(buffer);
			default -> new ClientFrame.Malformed("Envelopes have type 1 or 2");
		};
	}

	private static boolean startsJson(byte first) {
		return first == '{' || first == ' ' || first == '\t' || first == '\n' || first == '\r';
	}

	private ClientFrame event(ByteBuffer payload) {
		int length = (payload.remaining() >= Integer.BYTES) ? payload.getInt() : -1;
		if (length < 0 || length > payload.remaining()) {
			return new ClientFrame.Malformed("The metadata does not have the length that the envelope says");
		}
		ClientFrame frame = frame(payload.slice(payload.position(), length));
		if (frame instanceof ClientFrame.Malformed) {
			return frame;
		}
		if (!(frame instanceof ClientFrame.ClientEvent event)) {
			return new ClientFrame.Malformed("Only client events have bytes");
		}
		ClientFrame.ClientEvent normal = event.data().equals("null")
				? new ClientFrame.ClientEvent(event.channel(), event.event(), "{}", true, event.ref()) : event;
		Map<String, String> data = this.json.object(normal.data());
		if (data == null || data.containsKey(BinaryData.PROPERTY)) {
			return new ClientFrame.Malformed("Data beside bytes is an object without " + BinaryData.PROPERTY);
		}
		byte[] bytes = new byte[payload.remaining() - length];
		payload.get(payload.position() + length, bytes);
		return new ClientFrame.BinaryEvent(normal, bytes);
	}

	private ClientFrame frame(ByteBuffer utf8) {
		try {
			CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(utf8);
			return this.codec.apply(text.toString());
		}
		catch (CharacterCodingException ex) {
			return new ClientFrame.Malformed("Invalid UTF-8");
		}
	}

}
