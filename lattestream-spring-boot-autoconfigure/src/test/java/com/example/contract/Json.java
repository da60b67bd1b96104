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

package com.example.contract;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes JSON without any code of the hub.
 */
final class Json {

	private static final JsonMapper mapper = new JsonMapper();

	private Json() {
	}

	static JsonNode parse(String text) {
		return mapper.readTree(text);
	}

	static String quote(String text) {
		return mapper.writeValueAsString(text);
	}

	/**
	 * Return the data of a frame, taken out of its string where it is in one.
	 * @param frame the frame
	 * @return the data
	 */
	static JsonNode data(JsonNode frame) {
		JsonNode data = frame.get("data");
		return data.isString() ? parse(data.stringValue()) : data;
	}

}
