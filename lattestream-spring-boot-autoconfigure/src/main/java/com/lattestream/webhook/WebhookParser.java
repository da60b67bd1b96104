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

package com.lattestream.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the bodies of webhooks: <code>{"time_ms": …, "events": […]}</code> or one event
 * at top level. Has a mapper of its own with limits fit for what comes from outside; the
 * application's settings have no say here. Safe for use by many threads.
 */
public final class WebhookParser {

	private static final int MAX_NESTING_DEPTH = 32;

	private static final int MAX_NAME_LENGTH = 256;

	private static final int MAX_NUMBER_LENGTH = 64;

	private final JsonMapper jsonMapper = jsonMapper();

	private final WebhookEventReader eventReader = new WebhookEventReader(this.jsonMapper);

	/**
	 * Read a body.
	 * @param body the body as it came in
	 * @return what it says
	 * @throws InvalidRequestException if it is no webhook
	 */
	public Webhook parse(byte[] body) {
		JsonNode root = read(body);
		JsonNode elements = root.get("events");
		if (elements == null) {
			return new Webhook(time(root), List.of(event(root)));
		}
		if (!elements.isArray()) {
			throw new InvalidRequestException("'events' must be an array");
		}
		List<Object> events = new ArrayList<>(elements.size());
		for (JsonNode element : elements) {
			events.add(event(element));
		}
		return new Webhook(time(root), events);
	}

	private JsonNode read(byte[] body) {
		try {
			return this.jsonMapper.readTree(body);
		}
		catch (JacksonException ex) {
			throw new InvalidRequestException("The body must be JSON", ex);
		}
	}

	private Object event(JsonNode node) {
		Object event = node.isObject() ? this.eventReader.read(node) : null;
		if (event == null) {
			throw new InvalidRequestException("Each event must be an object with a name");
		}
		return event;
	}

	private static @Nullable Instant time(JsonNode root) {
		JsonNode time = WebhookEventReader.first(root, "time_ms", "timeMs");
		if (time == null) {
			return null;
		}
		if (!time.isIntegralNumber() || !time.canConvertToLong()) {
			throw new InvalidRequestException("'time_ms' must be a number of milliseconds");
		}
		return Instant.ofEpochMilli(time.longValue());
	}

	private static JsonMapper jsonMapper() {
		JsonFactory factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(MAX_NESTING_DEPTH)
				.maxNameLength(MAX_NAME_LENGTH)
				.maxNumberLength(MAX_NUMBER_LENGTH)
				.build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build();
		// Numbers in the data of client events keep all their digits
		return JsonMapper.builder(factory).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
	}

}
