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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Data and bytes of a binary event where only text can go: the data, which is a JSON
 * object, has the bytes in base64 as one property more.
 *
 * @param data the data without the bytes: a JSON object
 * @param bytes the bytes
 */
public record BinaryData(String data, byte[] bytes) {

	/**
	 * Name of the property that has the bytes.
	 */
	public static final String PROPERTY = "binaryData";

	/**
	 * Return how much it is.
	 * @param data the data beside the bytes; without any, an empty object that counts for
	 * nothing
	 * @param bytes the bytes
	 * @return the number of bytes
	 */
	public static int size(String data, byte @Nullable [] bytes) {
		int size = data.getBytes(StandardCharsets.UTF_8).length;
		if (bytes == null) {
			return size;
		}
		return bytes.length + (data.equals("{}") ? 0 : size);
	}

	/**
	 * Write data and bytes as text.
	 * @param data a JSON object without a property of that name
	 * @param bytes the bytes; {@code null} if there are none, and then any data is fine
	 * @return a JSON object, or the data if there are no bytes
	 */
	public static String join(String data, byte @Nullable [] bytes) {
		if (bytes == null) {
			return data;
		}
		String head = data.substring(0, data.lastIndexOf('}')).stripTrailing();
		return head + (head.endsWith("{") ? "" : ",") + "\"" + PROPERTY + "\":\""
				+ Base64.getEncoder().encodeToString(bytes) + "\"}";
	}

	/**
	 * Read data and bytes from text.
	 * @param text the text
	 * @param json reads it
	 * @return data and bytes, or {@code null} if the text is no JSON object that has
	 * bytes in base64
	 */
	public static @Nullable BinaryData split(String text, JsonText json) {
		Map<String, String> properties = json.object(text);
		String encoded = (properties != null) ? json.string(properties.remove(PROPERTY)) : null;
		if (properties == null || encoded == null) {
			return null;
		}
		List<String> rest = new ArrayList<>(properties.size());
		properties.forEach((name, value) -> rest.add(json.quote(name) + ":" + value));
		try {
			return new BinaryData("{" + String.join(",", rest) + "}", Base64.getDecoder().decode(encoded));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
