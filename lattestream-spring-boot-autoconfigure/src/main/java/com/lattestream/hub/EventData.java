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

package com.lattestream.hub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.lattestream.InvalidRequestException;
import com.lattestream.PayloadTooLargeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns the application's objects into the data of events.
 */
final class EventData {

	private final JsonMapper jsonMapper;

	private final int limit;

	EventData(JsonMapper jsonMapper, int limit) {
		this.jsonMapper = jsonMapper;
		this.limit = limit;
	}

	/**
	 * Write the data of an event. Bytes are copied, everything else becomes JSON.
	 * @param data any object; bytes as {@code byte[]} or {@link ByteBuffer}
	 * @return what the event carries
	 * @throws InvalidRequestException if it cannot be written
	 * @throws PayloadTooLargeException if it is too much
	 */
	EventPayload write(@Nullable Object data) {
		if (data instanceof byte[] bytes) {
			return bytes(ByteBuffer.wrap(bytes));
		}
		if (data instanceof ByteBuffer buffer) {
			return bytes(buffer.duplicate());
		}
		String json = toJson(data);
		checkSize(json.getBytes(StandardCharsets.UTF_8).length);
		return new EventPayload(json, null);
	}

	private EventPayload bytes(ByteBuffer buffer) {
		checkSize(buffer.remaining());
		byte[] copy = new byte[buffer.remaining()];
		buffer.get(copy);
		return new EventPayload("{}", copy);
	}

	private void checkSize(int size) {
		if (size > this.limit) {
			throw new PayloadTooLargeException(size, this.limit);
		}
	}

	/**
	 * Write something of any size.
	 * @param value any object
	 * @return its JSON
	 * @throws InvalidRequestException if it cannot be written
	 */
	String toJson(@Nullable Object value) {
		try {
			return this.jsonMapper.writeValueAsString(value);
		}
		catch (JacksonException ex) {
			throw new InvalidRequestException("The data of the event cannot be written as JSON", ex);
		}
	}

	@Nullable Object read(@Nullable String json) {
		return (json != null) ? this.jsonMapper.readValue(json, Object.class) : null;
	}

}
