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

package com.lattestream;

import java.util.regex.Pattern;

/**
 * The rule for socket ids: two numbers and a dot. It is checked before anything is
 * signed, because a text with a colon in it could otherwise turn a signature for one
 * thing into a signature for another.
 */
public final class SocketId {

	private static final Pattern PATTERN = Pattern.compile("[0-9]{1,20}\\.[0-9]{1,20}");

	private SocketId() {
	}

	/**
	 * Return whether a text can be a socket id.
	 * @param value the text
	 * @return whether it is valid
	 */
	public static boolean isValid(String value) {
		return PATTERN.matcher(value).matches();
	}

	/**
	 * Refuse a text that cannot be a socket id.
	 * @param value the text
	 * @throws InvalidRequestException if it is not valid
	 */
	public static void check(String value) {
		if (!isValid(value)) {
			throw new InvalidRequestException(
					"A socket id is two numbers and a dot but got '" + Printable.of(value) + "'");
		}
	}

}
