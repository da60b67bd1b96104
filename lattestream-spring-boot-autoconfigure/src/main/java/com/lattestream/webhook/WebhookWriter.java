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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the JSON of webhooks.
 */
final class WebhookWriter {

	private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

	private final JsonFactory factory = new JsonFactory();

	/**
	 * Write an event.
	 * @param type what it tells of
	 * @param channel the name of the channel
	 * @param fields what else it says: text and whole numbers by their names
	 * @return the JSON
	 */
	byte[] event(WebhookEventType type, String channel, Map<String, Object> fields) {
		ByteArrayOutputStream json = new ByteArrayOutputStream(128);
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(), json,
				JsonEncoding.UTF8)) {
			generator.writeStartObject();
			generator.writeStringProperty("name", type.wireName());
			generator.writeStringProperty("channel", channel);
			fields.forEach((name, value) -> {
				if (value instanceof Integer number) {
					generator.writeNumberProperty(name, number);
				}
				else {
					generator.writeStringProperty(name, value.toString());
				}
			});
			generator.writeEndObject();
		}
		return json.toByteArray();
	}

	/**
	 * Write a webhook.
	 * @param millis its time, in epoch milliseconds
	 * @param events its events
	 * @return the body
	 */
	byte[] body(long millis, List<OutgoingEvent> events) {
		ByteArrayOutputStream body = new ByteArrayOutputStream(64 + events.size() * 128);
		body.writeBytes(("{\"time_ms\":" + millis + ",\"events\":[").getBytes(StandardCharsets.US_ASCII));
		for (int i = 0; i < events.size(); i++) {
			if (i > 0) {
				body.write(',');
			}
			body.writeBytes(events.get(i).json());
		}
		body.writeBytes(END);
		return body.toByteArray();
	}

}
