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

import java.util.Arrays;

import com.lattestream.protocol.CloseCode;
import com.lattestream.web.InvalidMessageException;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of the bytes that come from a client, by the rules of RFC 6455. They may
 * come in pieces of any size. What breaks a rule is reported once; nothing is read after
 * that, nor after a close frame. Memory is taken for what came, not for what was
 * announced. For one thread at a time.
 */
final class WebSocketFrameReader {

	private static final int CONTINUATION = 0;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private static final int RESERVED = 0x70;

	/** The one of the reserved bits that compressed messages begin with. */
	private static final int COMPRESSED = 0x40;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	/** Opcode, length in eight bytes, mask. */
	private static final int LONGEST_HEADER = 14;

	private static final byte[] NOTHING = {};

	private final int maxMessageSize;

	private final @Nullable PerMessageDeflate deflate;

	private final Listener listener;

	private final byte[] header = new byte[LONGEST_HEADER];

	private int headerSize;

	/** The payload of the message so far. */
	private byte[] message = NOTHING;

	private int messageSize;

	/** That of the fragments so far; zero if there are none. */
	private int messageOpcode;

	/** Whether the message is compressed. */
	private boolean compressed;

	/** The payload of a control frame, which may come between fragments. */
	private byte[] control = NOTHING;

	private int controlSize;

	private int opcode;

	private boolean fin;

	/** How much of the frame's payload is missing; negative while the header is read. */
	private long missing = -1;

	/** How much of the frame's payload came. */
	private int position;

	private boolean ended;

	/**
	 * Create a reader.
	 * @param maxMessageSize how large a message may be, in bytes
	 * @param deflate inflates messages, if that was agreed on
	 * @param listener is told what came
	 */
	WebSocketFrameReader(int maxMessageSize, @Nullable PerMessageDeflate deflate, Listener listener) {
		this.maxMessageSize = maxMessageSize;
		this.deflate = deflate;
		this.listener = listener;
	}

	/**
	 * Read what came.
	 * @param bytes the bytes; they are the caller's again afterwards
	 * @param length how many there are
	 */
	void read(byte[] bytes, int length) {
		int offset = 0;
		while (offset < length && !this.ended) {
			if (this.missing < 0) {
				this.header[this.headerSize++] = bytes[offset++];
				readHeader();
			}
			else {
				int size = (int) Math.min(length - offset, this.missing);
				readPayload(bytes, offset, size);
				offset += size;
			}
			if (this.missing == 0 && !this.ended) {
				endFrame();
			}
		}
	}

	private void readHeader() {
		if (this.headerSize == 1) {
			readFirstByte(this.header[0] & 0xFF);
		}
		else if (this.headerSize == 2) {
			readSecondByte(this.header[1] & 0xFF);
		}
		if (!this.ended && this.headerSize == headerLength()) {
			readLength();
		}
	}

	private void readFirstByte(int first) {
		this.fin = (first & 0x80) != 0;
		this.opcode = first & 0x0F;
		boolean start = this.opcode == TEXT || this.opcode == BINARY;
		if (start) {
			this.compressed = this.deflate != null && (first & RESERVED) == COMPRESSED;
		}
		// The other three bits are for extensions
		boolean valid = ((first & RESERVED) == 0 || (start && this.compressed)) && switch (this.opcode) {
			case CONTINUATION -> this.messageOpcode != 0;
			case TEXT, BINARY -> this.messageOpcode == 0;
			case CLOSE, PING, PONG -> this.fin;
			default -> false;
		};
		if (!valid) {
			fail(CloseCode.PROTOCOL_ERROR);
		}
	}

	private void readSecondByte(int second) {
		boolean masked = (second & 0x80) != 0;
		if (!masked || (isControl() && (second & 0x7F) > MAX_CONTROL_PAYLOAD)) {
			fail(CloseCode.PROTOCOL_ERROR);
		}
	}

	private int headerLength() {
		if (this.headerSize < 2) {
			return LONGEST_HEADER;
		}
		return 2 + lengthSize() + 4;
	}

	private int lengthSize() {
		return switch (this.header[1] & 0x7F) {
			case 126 -> 2;
			case 127 -> 8;
			default -> 0;
		};
	}

	private void readLength() {
		int size = lengthSize();
		long length = this.header[1] & 0x7F;
		if (size > 0) {
			length = 0;
			for (int i = 0; i < size; i++) {
				length = (length << 8) | (this.header[2 + i] & 0xFF);
			}
		}
		if ((size == 2 && length < 126) || (size == 8 && length >= 0 && length < 1 << 16) || length < 0) {
			fail(CloseCode.PROTOCOL_ERROR);
		}
		else if (!isControl() && length > maxPayload() - this.messageSize) {
			fail(CloseCode.MESSAGE_TOO_BIG);
		}
		else {
			this.missing = length;
			this.position = 0;
		}
	}

	private void readPayload(byte[] bytes, int offset, int size) {
		byte[] target;
		int start;
		if (isControl()) {
			this.control = withRoom(this.control, this.controlSize, size, MAX_CONTROL_PAYLOAD);
			target = this.control;
			start = this.controlSize;
			this.controlSize += size;
		}
		else {
			this.message = withRoom(this.message, this.messageSize, size, maxPayload());
			target = this.message;
			start = this.messageSize;
			this.messageSize += size;
		}
		int mask = this.headerSize - 4;
		for (int i = 0; i < size; i++) {
			target[start + i] = (byte) (bytes[offset + i] ^ this.header[mask + (this.position++ & 3)]);
		}
		this.missing -= size;
	}

	private int maxPayload() {
		return this.compressed ? PerMessageDeflate.maxCompressedSize(this.maxMessageSize) : this.maxMessageSize;
	}

	private static byte[] withRoom(byte[] bytes, int used, int more, int max) {
		int needed = used + more;
		if (needed <= bytes.length) {
			return bytes;
		}
		return Arrays.copyOf(bytes, (used > 0) ? Math.min(max, Math.max(needed, 2 * bytes.length)) : needed);
	}

	private void endFrame() {
		this.missing = -1;
		this.headerSize = 0;
		if (isControl()) {
			byte[] payload = exact(this.control, this.controlSize);
			this.control = NOTHING;
			this.controlSize = 0;
			endControl(payload);
			return;
		}
		if (this.opcode != CONTINUATION) {
			this.messageOpcode = this.opcode;
		}
		if (this.fin) {
			byte[] payload = exact(this.message, this.messageSize);
			int type = this.messageOpcode;
			this.message = NOTHING;
			this.messageSize = 0;
			this.messageOpcode = 0;
			endMessage(type, payload);
		}
	}

	private void endMessage(int type, byte[] payload) {
		try {
			tell(type, (this.compressed && this.deflate != null) ? this.deflate.inflate(payload, this.maxMessageSize)
					: payload);
		}
		catch (InvalidMessageException ex) {
			fail(ex.code());
		}
	}

	private void tell(int type, byte[] payload) {
		if (type == BINARY) {
			this.listener.binary(payload);
			return;
		}
		String text = Utf8.decode(payload);
		if (text != null) {
			this.listener.text(text);
		}
		else {
			fail(CloseCode.INVALID_TEXT);
		}
	}

	private void endControl(byte[] payload) {
		if (this.opcode == PING) {
			this.listener.ping(payload);
		}
		else if (this.opcode == PONG) {
			this.listener.pong();
		}
		else {
			endClose(payload);
		}
	}

	private void endClose(byte[] payload) {
		if (payload.length == 1 || (payload.length > 1 && !isCloseCode(closeCode(payload)))) {
			fail(CloseCode.PROTOCOL_ERROR);
		}
		else if (payload.length > 2 && Utf8.decode(Arrays.copyOfRange(payload, 2, payload.length)) == null) {
			fail(CloseCode.INVALID_TEXT);
		}
		else {
			this.ended = true;
			this.listener.close((payload.length > 1) ? Arrays.copyOf(payload, 2) : NOTHING);
		}
	}

	private static int closeCode(byte[] payload) {
		return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
	}

	/**
	 * Some codes are for programs only, never for the wire.
	 */
	private static boolean isCloseCode(int code) {
		return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
	}

	private static byte[] exact(byte[] bytes, int size) {
		return (bytes.length == size) ? bytes : Arrays.copyOf(bytes, size);
	}

	private boolean isControl() {
		return this.opcode >= CLOSE;
	}

	private void fail(CloseCode code) {
		this.ended = true;
		this.message = NOTHING;
		this.control = NOTHING;
		this.listener.violated(code);
	}

	/**
	 * Is told what came.
	 */
	interface Listener {

		/**
		 * A text message came.
		 * @param message the message
		 */
		void text(String message);

		/**
		 * A binary message came.
		 * @param message the message
		 */
		void binary(byte[] message);

		/**
		 * A ping came.
		 * @param payload what the pong has to bring back
		 */
		void ping(byte[] payload);

		/**
		 * A pong came.
		 */
		void pong();

		/**
		 * The client closes the connection.
		 * @param code the code as it is in the frame, for the answer; empty if there is
		 * none
		 */
		void close(byte[] code);

		/**
		 * The client broke a rule.
		 * @param code which
		 */
		void violated(CloseCode code);

	}

}
