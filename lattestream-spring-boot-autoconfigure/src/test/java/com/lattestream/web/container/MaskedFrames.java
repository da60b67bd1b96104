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

/**
 * Frames as clients send them.
 */
public final class MaskedFrames {

	private static final byte[] MASK = { 0x12, (byte) 0x9A, 0x00, 0x7F };

	private MaskedFrames() {
	}

	/**
	 * Make a frame.
	 * @param head its first byte
	 * @param payload its payload
	 * @return the frame
	 */
	public static byte[] frame(int head, byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
		out.writeBytes(head(head, payload.length));
		for (int i = 0; i < payload.length; i++) {
			out.write(payload[i] ^ MASK[i % 4]);
		}
		return out.toByteArray();
	}

	/**
	 * Make the beginning of a frame.
	 * @param head its first byte
	 * @param length how long its payload is to be
	 * @return the header
	 */
	public static byte[] head(int head, long length) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(14);
		out.write(head);
		if (length < 126) {
			out.write(0x80 | (int) length);
		}
		else if (length < 1 << 16) {
			out.write(0x80 | 126);
			out.write((int) length >>> 8);
			out.write((int) length);
		}
		else {
			out.write(0x80 | 127);
			for (int shift = 56; shift >= 0; shift -= 8) {
				out.write((int) (length >>> shift));
			}
		}
		out.writeBytes(MASK);
		return out.toByteArray();
	}

}
