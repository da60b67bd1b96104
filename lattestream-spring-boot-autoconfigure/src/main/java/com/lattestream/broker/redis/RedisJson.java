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

package com.lattestream.broker.redis;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what nodes tell each other as JSON objects, and reads it without trust. The
 * application's mapper has no say in it.
 */
final class RedisJson {

	private static final int MAX_DEPTH = 4;

	private static final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build())
		.build();

	private RedisJson() {
	}

	/**
	 * Write an object.
	 * @param fields its fields
	 * @return the text in UTF-8
	 */
	static byte[] write(Map<String, ?> fields) {
		return mapper.writeValueAsBytes(fields);
	}

	/**
	 * Read an object.
	 * @param bytes has the text in UTF-8
	 * @param offset where it begins
	 * @return its fields, or {@code null} if it is anything but one object
	 */
	@SuppressWarnings("unchecked")
	static @Nullable Map<String, @Nullable Object> read(byte[] bytes, int offset) {
		try {
			return mapper.readValue(bytes, offset, bytes.length - offset, Map.class);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
