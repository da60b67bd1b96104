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

package com.lattestream.benchmarks.fanout;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What is published: JSON of {@value #SIZE} bytes, with a number that stays as it is when
 * the JSON is escaped or becomes part of something else.
 */
public final class Message {

	/**
	 * The name of the event, where a server has such names.
	 */
	public static final String EVENT = "e";

	/**
	 * The length of each message.
	 */
	public static final int SIZE = 200;

	/**
	 * The first byte of the mark before the number, which is nowhere else in a message.
	 */
	static final byte FIRST = '^';

	/**
	 * The second byte of that mark.
	 */
	static final byte SECOND = '#';

	/**
	 * How many digits the number has.
	 */
	static final int DIGITS = 9;

	private static final String BEGINNING = "{\"id\":\"^#";

	private static final String END = "\",\"text\":\"" + "x".repeat(SIZE - BEGINNING.length() - DIGITS - 12) + "\"}";

	private Message() {
	}

	/**
	 * Make one.
	 * @param number its number, with at most {@value #DIGITS} digits
	 * @return the bytes to publish
	 */
	static byte[] of(int number) {
		return (BEGINNING + String.format(Locale.ROOT, "%0" + DIGITS + "d", number) + END)
			.getBytes(StandardCharsets.US_ASCII);
	}

}
