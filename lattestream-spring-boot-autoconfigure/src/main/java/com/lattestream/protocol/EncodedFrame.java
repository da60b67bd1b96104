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

import org.jspecify.annotations.Nullable;

/**
 * A frame for the wire, shared by all connections that get it. The JSON is made once; the
 * forms that transports write are made from it on first use and kept. Safe for use by
 * many threads. The arrays are shared and must not be changed.
 */
public final class EncodedFrame {

	private static final int FIN_AND_TEXT = 0x81;

	private final String event;

	private final byte[] json;

	/** Both derived from the fields above: a race makes them twice, never wrong. */
	private byte @Nullable [] webSocket;

	private byte @Nullable [] serverSentEvent;

	EncodedFrame(String event, byte[] json) {
		this.event = event;
		this.json = json;
	}

	/**
	 * Return the frame as JSON.
	 * @return the UTF-8 bytes
	 */
	public byte[] json() {
		return this.json;
	}

	/**
	 * Return the frame as one unmasked WebSocket text message (RFC 6455, section 5.2).
	 * @return header and payload
	 */
	public byte[] webSocket() {
		byte[] bytes = this.webSocket;
		if (bytes == null) {
			bytes = toWebSocket(this.json);
			this.webSocket = bytes;
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
			bytes = join(head.getBytes(StandardCharsets.UTF_8), oneLine(this.json),
					"\n\n".getBytes(StandardCharsets.UTF_8));
			this.serverSentEvent = bytes;
		}
		return bytes;
	}

	@Override
	public String toString() {
		return new String(this.json, StandardCharsets.UTF_8);
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

	private static byte[] toWebSocket(byte[] payload) {
		int length = payload.length;
		byte[] header;
		if (length < 126) {
			header = new byte[] { (byte) FIN_AND_TEXT, (byte) length };
		}
		else if (length < 1 << 16) {
			header = new byte[] { (byte) FIN_AND_TEXT, 126, (byte) (length >>> 8), (byte) length };
		}
		else {
			header = new byte[] { (byte) FIN_AND_TEXT, 127, 0, 0, 0, 0, (byte) (length >>> 24), (byte) (length >>> 16),
					(byte) (length >>> 8), (byte) length };
		}
		return join(header, payload);
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

}
