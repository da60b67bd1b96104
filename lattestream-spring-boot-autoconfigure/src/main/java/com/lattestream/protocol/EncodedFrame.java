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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A frame for the wire, shared by all connections that get it. The JSON is made once; the
 * forms that transports write are made from it on first use and kept. A frame with bytes
 * is a binary message for WebSockets, and its JSON is made for those who take text only.
 * Safe for use by many threads. The arrays are shared and must not be changed.
 */
public final class EncodedFrame {

	private static final int FIN_AND_TEXT = 0x81;

	private static final int FIN_AND_BINARY = 0x82;

	/** The first of the bits for extensions. */
	private static final int COMPRESSED = 0x40;

	private final String event;

	/** That goes with the bytes, if there are any. */
	private final byte[] json;

	private final @Nullable Bytes binary;

	private final @Nullable ChannelPosition standing;

	private final boolean shared;

	/** All derived from the fields above: a race makes them twice, never wrong. */
	private volatile byte @Nullable [] text;

	private volatile byte @Nullable [] webSocket;

	private volatile byte @Nullable [] serverSentEvent;

	/** Takes too long to be made twice. */
	private volatile byte @Nullable [] compressed;

	EncodedFrame(String event, byte[] json) {
		this(event, json, null);
	}

	EncodedFrame(String event, byte[] json, @Nullable ChannelPosition standing) {
		this(event, json, null, standing, false);
	}

	private EncodedFrame(String event, byte[] json, @Nullable Bytes binary, @Nullable ChannelPosition standing,
			boolean shared) {
		this.event = event;
		this.json = json;
		this.binary = binary;
		this.standing = standing;
		this.shared = shared;
	}

	/**
	 * Return a frame with bytes whose metadata is this frame.
	 * @param bytes the bytes
	 * @param text makes the JSON that has the bytes, too
	 * @return the frame
	 */
	EncodedFrame withBytes(byte[] bytes, Supplier<byte[]> text) {
		return new EncodedFrame(this.event, this.json, new Bytes(bytes, text), this.standing, this.shared);
	}

	/**
	 * Return this frame as one that many may get, so that compressing it once pays.
	 * @return the frame
	 */
	public EncodedFrame shared() {
		return new EncodedFrame(this.event, this.json, this.binary, this.standing, true);
	}

	/**
	 * Return how much it takes, but for headers.
	 * @return the number of bytes
	 */
	public int size() {
		return this.json.length + ((this.binary != null) ? this.binary.value().length : 0);
	}

	/**
	 * Return where the client stands in a channel when it has the frame.
	 * @return the position, or {@code null} if the frame tells none
	 */
	public @Nullable ChannelPosition standing() {
		return this.standing;
	}

	/**
	 * Return the frame as JSON.
	 * @return the UTF-8 bytes
	 */
	public byte[] json() {
		if (this.binary == null) {
			return this.json;
		}
		byte[] bytes = this.text;
		if (bytes == null) {
			bytes = this.binary.text().get();
			this.text = bytes;
		}
		return bytes;
	}

	/**
	 * Return the frame as one unmasked WebSocket message (RFC 6455, section 5.2): text,
	 * or binary if it has bytes.
	 * @return header and payload
	 */
	public byte[] webSocket() {
		byte[] bytes = this.webSocket;
		if (bytes == null) {
			bytes = (this.binary != null) ? toWebSocket(FIN_AND_BINARY, Envelope.write(this.json, this.binary.value()))
					: toWebSocket(FIN_AND_TEXT, this.json);
			this.webSocket = bytes;
		}
		return bytes;
	}

	/**
	 * Return the frame as one WebSocket message for connections that have agreed on
	 * compression. It is compressed for the first of them, on whatever thread, if many
	 * {@linkplain #shared() may get it}.
	 * @param compressor compresses it, the same at each call
	 * @return header and payload
	 */
	public byte[] webSocket(FrameCompressor compressor) {
		if (!this.shared) {
			return webSocket();
		}
		byte[] bytes = this.compressed;
		return (bytes != null) ? bytes : compress(compressor);
	}

	private synchronized byte[] compress(FrameCompressor compressor) {
		byte[] bytes = this.compressed;
		if (bytes == null) {
			byte[] payload = compressor
				.compress((this.binary != null) ? join(Envelope.write(this.json, this.binary.value())) : this.json);
			int opcode = (this.binary != null) ? FIN_AND_BINARY : FIN_AND_TEXT;
			bytes = (payload != null) ? toWebSocket(opcode | COMPRESSED, payload) : webSocket();
			this.compressed = bytes;
		}
		return bytes;
	}

	/**
	 * Return the frame as the {@code event} and {@code data} lines of a server-sent event
	 * with the empty line that ends it. An {@code id} line may be written before.
	 * @return the UTF-8 bytes
	 */
	public byte[] serverSentEvent() {
		byte[] bytes = this.serverSentEvent;
		if (bytes == null) {
			String head = "event: " + this.event.replaceAll("\\p{Cntrl}", "") + "\ndata: ";
			bytes = join(head.getBytes(StandardCharsets.UTF_8), oneLine(json()),
					"\n\n".getBytes(StandardCharsets.UTF_8));
			this.serverSentEvent = bytes;
		}
		return bytes;
	}

	@Override
	public String toString() {
		return new String(json(), StandardCharsets.UTF_8);
	}

	/**
	 * Line breaks stand between the tokens of JSON only, never inside of a string.
	 */
	private static byte[] oneLine(byte[] json) {
		byte[] line = json.clone();
		for (int i = 0; i < line.length; i++) {
			if (line[i] == '\n' || line[i] == '\r') {
				line[i] = ' ';
			}
		}
		return line;
	}

	private static byte[] toWebSocket(int opcode, byte[]... payload) {
		int length = 0;
		for (byte[] part : payload) {
			length += part.length;
		}
		byte[][] parts = new byte[payload.length + 1][];
		parts[0] = header((byte) opcode, length);
		System.arraycopy(payload, 0, parts, 1, payload.length);
		return join(parts);
	}

	private static byte[] header(byte opcode, int length) {
		if (length < 126) {
			return new byte[] { opcode, (byte) length };
		}
		if (length < 1 << 16) {
			return new byte[] { opcode, 126, (byte) (length >>> 8), (byte) length };
		}
		return new byte[] { opcode, 127, 0, 0, 0, 0, (byte) (length >>> 24), (byte) (length >>> 16),
				(byte) (length >>> 8), (byte) length };
	}

	private static byte[] join(byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		byte[] joined = new byte[length];
		int position = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, joined, position, part.length);
			position += part.length;
		}
		return joined;
	}

	/**
	 * What there is besides JSON.
	 *
	 * @param value the bytes
	 * @param text makes the JSON that has the bytes, too
	 */
	private record Bytes(byte[] value, Supplier<byte[]> text) {

	}

}
