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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads text out of bytes and addresses, without making up for what is wrong with them:
 * two that are different never read the same.
 */
public final class Utf8 {

	/** Stands where there was no UTF-8; it may also have been written. */
	private static final char REPLACEMENT = '\uFFFD';

	private Utf8() {
	}

	/**
	 * Read a text.
	 * @param bytes the bytes
	 * @return the text, or {@code null} if they are not UTF-8
	 */
	public static @Nullable String decode(byte[] bytes) {
		// Much faster than a decoder that tells what is wrong
		String text = new String(bytes, StandardCharsets.UTF_8);
		return (text.indexOf(REPLACEMENT) < 0 || isUtf8(bytes)) ? text : null;
	}

	private static boolean isUtf8(byte[] bytes) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	/**
	 * Read a part of an address. A plus sign stays one.
	 * @param text the part, percent-encoded
	 * @return the text, or {@code null} if it is not encoded right
	 */
	static @Nullable String decodePercent(String text) {
		if (text.indexOf('%') < 0) {
			return text;
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < encoded.length; i++) {
			if (encoded[i] != '%') {
				bytes.write(encoded[i]);
				continue;
			}
			int high = (i + 2 < encoded.length) ? Character.digit(encoded[i + 1], 16) : -1;
			int low = (high >= 0) ? Character.digit(encoded[i + 2], 16) : -1;
			if (low < 0) {
				return null;
			}
			bytes.write((high << 4) + low);
			i += 2;
		}
		return decode(bytes.toByteArray());
	}

}
