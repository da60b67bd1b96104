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

import java.util.Base64;
import java.util.Map;

/**
 * The data of events in encrypted channels, as it looks to those who cannot decrypt it:
 * an object with {@code nonce} and {@code ciphertext}, both in base64, and nothing else.
 */
public final class EncryptedData {

	private static final int NONCE_LENGTH = 24;

	private static final int OVERHEAD = 16;

	private final JsonText json;

	/**
	 * Create one.
	 * @param json reads JSON, within limits
	 */
	public EncryptedData(JsonText json) {
		this.json = json;
	}

	/**
	 * Return how much was encrypted.
	 * @param data the data as JSON text
	 * @return its size before it was encrypted, in bytes; negative if it is not encrypted
	 */
	public int plainSize(String data) {
		Map<String, String> properties = this.json.object(data);
		if (properties == null || properties.size() != 2) {
			return -1;
		}
		String nonce = this.json.string(properties.get("nonce"));
		String ciphertext = this.json.string(properties.get("ciphertext"));
		if (nonce == null || ciphertext == null || lengthOf(nonce) != NONCE_LENGTH || isPadded(data, ciphertext)) {
			return -1;
		}
		return Math.max(-1, lengthOf(ciphertext) - OVERHEAD);
	}

	/**
	 * Some write each slash with a backslash, but space or escapes all over are there to
	 * get past a limit.
	 */
	private static boolean isPadded(String data, String ciphertext) {
		return data.length() > 2 * ciphertext.length() + 256;
	}

	private static int lengthOf(String base64) {
		try {
			return Base64.getDecoder().decode(base64).length;
		}
		catch (IllegalArgumentException ex) {
			return -1;
		}
	}

}
