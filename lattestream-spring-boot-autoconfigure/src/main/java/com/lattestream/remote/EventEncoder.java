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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.lattestream.BatchEvent;
import com.lattestream.InvalidRequestException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.TriggerRequest;
import com.lattestream.signature.ChannelEncryptor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events as the REST API takes them. Data that is an object, an array or nothing
 * goes as a string with the JSON in it, numbers as they are. A string goes as it is,
 * unless it reads as JSON: it would not arrive as a string then, and is written as JSON
 * text once more. Data for encrypted channels is encrypted. Bytes go in base64 as
 * {@code binaryData} of an object, with {@code binary} beside it: the hub makes a binary
 * event of it, and a service that does not know the field passes the object on.
 */
final class EventEncoder {

	/** The wire has its own mapper; the application's only writes the data. */
	private static final JsonMapper WIRE = new JsonMapper();

	/** As many as a character of a string takes at most, in UTF-8. */
	private static final int MAX_BYTES = 3;

	private final JsonMapper jsonMapper;

	private final ChannelEncryptor encryptor;

	private final int maxData;

	/**
	 * Create an encoder.
	 * @param jsonMapper writes the application's data
	 * @param encryptor encrypts data for encrypted channels
	 * @param maxData the size that data may have before it is encrypted, in bytes
	 */
	EventEncoder(JsonMapper jsonMapper, ChannelEncryptor encryptor, int maxData) {
		this.jsonMapper = jsonMapper;
		this.encryptor = encryptor;
		this.maxData = maxData;
	}

	/**
	 * Write an event for a request of its own, the only kind that has an idempotency key.
	 * @param request the event
	 * @return the event
	 */
	Shipment alone(TriggerRequest request) {
		Data data = data(request.channels().get(0), request.data());
		byte[] body = write((json) -> {
			if (request.channels().size() == 1) {
				json.writeStringProperty("channel", request.channels().get(0));
			}
			else {
				json.writeArrayPropertyStart("channels");
				request.channels().forEach(json::writeString);
				json.writeEndArray();
			}
			json.writeStringProperty("event", request.event());
			rest(json, data, request.excludedSocketId());
			if (request.idempotencyKey() != null) {
				json.writeStringProperty("idempotency_key", request.idempotencyKey());
			}
		});
		return new Shipment(request.channels(), List.of(), ApiRequest.post("/events", body));
	}

	/**
	 * Write an event for a batch.
	 * @param request the event
	 * @return the event, once for each channel
	 */
	Shipment forBatch(TriggerRequest request) {
		Data data = data(request.channels().get(0), request.data());
		List<byte[]> entries = request.channels()
			.stream()
			.map((channel) -> entry(channel, request.event(), data, request.excludedSocketId()))
			.toList();
		return new Shipment(request.channels(), entries, null);
	}

	/**
	 * Write the events of a batch.
	 * @param events the events
	 * @return the events
	 */
	Shipment batch(List<BatchEvent> events) {
		List<String> channels = new ArrayList<>();
		List<byte[]> entries = new ArrayList<>();
		for (BatchEvent event : events) {
			channels.add(event.channel());
			Data data = data(event.channel(), event.data());
			entries.add(entry(event.channel(), event.event(), data, event.excludedSocketId()));
		}
		return new Shipment(channels, entries, null);
	}

	/**
	 * Write an object.
	 * @param properties writes its properties
	 * @return the JSON as UTF-8
	 */
	static byte[] write(Properties properties) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		try (JsonGenerator json = WIRE.createGenerator(bytes)) {
			json.writeStartObject();
			properties.write(json);
			json.writeEndObject();
		}
		return bytes.toByteArray();
	}

	/**
	 * Write data of the application.
	 * @param data the data
	 * @return its JSON
	 */
	String toJson(@Nullable Object data) {
		try {
			return this.jsonMapper.writeValueAsString(data);
		}
		catch (JacksonException ex) {
			throw new InvalidRequestException("The data cannot be written as JSON", ex);
		}
	}

	private static byte[] entry(String channel, String event, Data data, @Nullable String socketId) {
		return write((json) -> {
			json.writeStringProperty("channel", channel);
			json.writeStringProperty("name", event);
			rest(json, data, socketId);
		});
	}

	private static void rest(JsonGenerator json, Data data, @Nullable String socketId) {
		json.writeName("data");
		if (data.quoted()) {
			json.writeString(data.json());
		}
		else {
			json.writeRawValue(data.json());
		}
		if (data.binary()) {
			json.writeBooleanProperty("binary", true);
		}
		if (socketId != null) {
			json.writeStringProperty("socket_id", socketId);
		}
	}

	private Data data(String channel, @Nullable Object data) {
		if (data instanceof byte[] bytes) {
			return bytes(ByteBuffer.wrap(bytes));
		}
		if (data instanceof ByteBuffer buffer) {
			return bytes(buffer.duplicate());
		}
		String json = toJson(data);
		if (json.length() > this.maxData / MAX_BYTES) {
			checkSize(json.getBytes(StandardCharsets.UTF_8).length);
		}
		return data(this.encryptor.encrypt(channel, json), false);
	}

	private Data bytes(ByteBuffer buffer) {
		checkSize(buffer.remaining());
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		byte[] object = write(
				(json) -> json.writeStringProperty("binaryData", Base64.getEncoder().encodeToString(bytes)));
		return data(new String(object, StandardCharsets.UTF_8), true);
	}

	private void checkSize(int size) {
		if (size > this.maxData) {
			throw new PayloadTooLargeException(size, this.maxData);
		}
	}

	private static Data data(String json, boolean binary) {
		boolean quoted = switch (json.charAt(0)) {
			case '{', '[', 'n' -> true;
			case '"' -> isJson(WIRE.readValue(json, String.class));
			default -> false;
		};
		return new Data(json, quoted, binary);
	}

	private static boolean isJson(String text) {
		String start = text.strip();
		if (start.isEmpty() || "{[\"-0123456789tfn".indexOf(start.charAt(0)) < 0) {
			return false;
		}
		try {
			WIRE.readTree(text);
			return true;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	/**
	 * Data as it goes.
	 *
	 * @param json its JSON
	 * @param quoted whether it goes as a string with the JSON in it
	 * @param binary whether the data has bytes
	 */
	private record Data(String json, boolean quoted, boolean binary) {

	}

	/**
	 * Writes the properties of an object.
	 */
	@FunctionalInterface
	interface Properties {

		void write(JsonGenerator json);

	}

}
