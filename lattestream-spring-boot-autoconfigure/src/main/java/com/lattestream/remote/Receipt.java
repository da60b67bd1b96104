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

package com.lattestream.remote;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.StreamPosition;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service told of events that it accepted. Services need not tell anything, and
 * an answer that cannot be read is as good as none: the events are accepted all the same.
 *
 * @param positions the positions by channel, one map for each event in the order of the
 * request; empty if nothing was told
 */
record Receipt(List<Map<String, StreamPosition>> positions) {

	static final Receipt NOTHING = new Receipt(List.of());

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Read an answer.
	 * @param body the body of the answer
	 * @param events how many events were sent; as one of a batch each, or one alone
	 * @return the receipt
	 */
	static Receipt read(byte[] body, int events) {
		try {
			JsonNode answer = JSON.readTree(body);
			List<JsonNode> told = answer.path("batch").isArray() ? List.copyOf(answer.get("batch").values())
					: List.of(answer);
			return (told.size() == events) ? new Receipt(told.stream().map(Receipt::positions).toList()) : NOTHING;
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return NOTHING;
		}
	}

	/**
	 * Return what was told of some events.
	 * @param from the index of the first one
	 * @param count how many
	 * @return the receipt for these
	 */
	Receipt part(int from, int count) {
		return this.positions.isEmpty() ? NOTHING : new Receipt(this.positions.subList(from, from + count));
	}

	/**
	 * Return the positions of one event.
	 * @param index its index
	 * @return the positions by channel
	 */
	Map<String, StreamPosition> positions(int index) {
		return this.positions.isEmpty() ? Map.of() : this.positions.get(index);
	}

	/**
	 * Return the positions of an event that was sent once for each of its channels.
	 * @return the positions by channel
	 */
	Map<String, StreamPosition> allPositions() {
		Map<String, StreamPosition> all = new LinkedHashMap<>();
		this.positions.forEach(all::putAll);
		return all;
	}

	private static Map<String, StreamPosition> positions(JsonNode event) {
		Map<String, StreamPosition> positions = new LinkedHashMap<>();
		event.path("positions").forEachEntry((channel, position) -> positions.put(channel, Answers.position(position)));
		return positions;
	}

}
