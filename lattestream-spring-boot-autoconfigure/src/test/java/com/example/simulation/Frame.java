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

package com.example.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A frame as a client reads it.
 *
 * @param event the name of the event, without what tells the dialect
 * @param channel the name of the channel, empty if there is none
 * @param data the data
 * @param position its position, if it has one
 */
record Frame(String event, String channel, JsonNode data, @Nullable StreamPosition position) {

	private static final Pattern DIALECT = Pattern.compile("^(pusher|lattestream)");

	private static final JsonMapper json = JsonMapper.shared();

	static Frame parse(String text) {
		JsonNode frame = json.readTree(text);
		JsonNode data = frame.path("data");
		return new Frame(DIALECT.matcher(frame.path("event").asString("")).replaceFirst(""),
				frame.path("channel").asString(""), data.isString() ? json.readTree(data.asString()) : data,
				position(frame));
	}

	static @Nullable StreamPosition position(JsonNode node) {
		return node.has("epoch") ? new StreamPosition(node.path("epoch").asString(), node.path("offset").asLong())
				: null;
	}

	@Nullable StreamPosition start() {
		return position(this.data.path("position"));
	}

	String text(String name) {
		return this.data.path(name).asString("");
	}

	List<String> texts(String outer, String inner) {
		List<String> texts = new ArrayList<>();
		this.data.path(outer).path(inner).forEach((each) -> texts.add(each.asString()));
		return texts;
	}

}
