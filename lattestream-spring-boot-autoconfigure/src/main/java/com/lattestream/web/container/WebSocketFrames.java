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

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The control frames of a server (RFC 6455, section 5.5).
 */
final class WebSocketFrames {

	private static final int CLOSE = 0x88;

	private static final int PING = 0x89;

	private static final int PONG = 0x8A;

	private static final int MAX_PAYLOAD = 125;

	private static final byte[] EMPTY_PING = frame(PING, new byte[0], 0);

	private WebSocketFrames() {
	}

	static byte[] ping() {
		return EMPTY_PING;
	}

	static byte[] pong(byte[] payload) {
		return frame(PONG, payload, payload.length);
	}

	/**
	 * Return a close frame.
	 * @param code the code
	 * @param reason the reason; as much as there is room for is said
	 * @return the frame
	 */
	static byte[] close(int code, String reason) {
		ByteBuffer payload = ByteBuffer.allocate(MAX_PAYLOAD).putShort((short) code);
		StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(reason), payload, true);
		return frame(CLOSE, payload.array(), payload.position());
	}

	/**
	 * Return the answer to a close frame.
	 * @param code the code in the client's frame; may be empty
	 * @return the frame
	 */
	static byte[] close(byte[] code) {
		return frame(CLOSE, code, code.length);
	}

	private static byte[] frame(int opcode, byte[] payload, int length) {
		byte[] frame = new byte[2 + length];
		frame[0] = (byte) opcode;
		frame[1] = (byte) length;
		System.arraycopy(payload, 0, frame, 2, length);
		return frame;
	}

}
