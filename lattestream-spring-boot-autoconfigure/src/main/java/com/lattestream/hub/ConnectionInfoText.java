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

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.ConnectionInfo;
import com.lattestream.InvalidRequestException;
import com.lattestream.TransportType;
import com.lattestream.protocol.JsonText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What nodes tell each other of their connections: a JSON array. Attributes arrive as
 * what JSON makes of them; those that cannot be written as JSON are left out.
 */
final class ConnectionInfoText {

	/** Attributes may have Jackson's own limit, and are three levels deep themselves. */
	private static final int MAX_NESTING_DEPTH = 503;

	private final JsonText json = new JsonText(MAX_NESTING_DEPTH);

	private final JsonMapper jsonMapper;

	ConnectionInfoText(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
	}

	/**
	 * Write connections.
	 * @param infos the connections
	 * @return their JSON
	 */
	String write(List<ConnectionInfo> infos) {
		return "[" + String.join(",", infos.stream().map(this::write).toList()) + "]";
	}

	private String write(ConnectionInfo info) {
		List<String> fields = new ArrayList<>(8);
		add(fields, "socket_id", info.socketId());
		add(fields, "user_id", info.userId());
		add(fields, "transport", info.transport().name());
		add(fields, "protocol", info.protocol().name());
		add(fields, "opened_at", info.openedAt().toString());
		add(fields, "remote_address", info.remoteAddress());
		fields.add("\"channels\":[" + String.join(",", info.channels().stream().map(this.json::quote).toList()) + "]");
		List<String> attributes = new ArrayList<>(info.attributes().size());
		info.attributes().forEach((name, value) -> {
			String text = text(value);
			if (text != null) {
				attributes.add(this.json.quote(name) + ":" + text);
			}
		});
		fields.add("\"attributes\":{" + String.join(",", attributes) + "}");
		return "{" + String.join(",", fields) + "}";
	}

	private void add(List<String> fields, String name, @Nullable String value) {
		if (value != null) {
			fields.add(this.json.quote(name) + ":" + this.json.quote(value));
		}
	}

	private @Nullable String text(Object attribute) {
		try {
			return writeAttribute(attribute);
		}
		catch (InvalidRequestException ex) {
			return null;
		}
	}

	/**
	 * Write the value of an attribute.
	 * @param value the value
	 * @return its JSON
	 * @throws InvalidRequestException if it cannot be written as JSON
	 */
	String writeAttribute(Object value) {
		try {
			return this.jsonMapper.writeValueAsString(value);
		}
		catch (RuntimeException ex) {
			// The application's classes may throw anything while they are written
			throw new InvalidRequestException("The value of the attribute cannot be written as JSON", ex);
		}
	}

	/**
	 * Read the value of an attribute.
	 * @param text its JSON
	 * @return the value; {@code null} if it is JSON's
	 * @throws IllegalArgumentException if it is no JSON
	 */
	@Nullable Object readAttribute(String text) {
		try {
			return this.jsonMapper.readValue(text, Object.class);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not a value of an attribute", ex);
		}
	}

	/**
	 * Read connections.
	 * @param text their JSON
	 * @return the connections
	 * @throws IllegalArgumentException if it is anything else
	 */
	List<ConnectionInfo> read(String text) {
		return array(text).stream().map(this::info).toList();
	}

	private ConnectionInfo info(String text) {
		Map<String, String> fields = object(text);
		Set<String> channels = new LinkedHashSet<>();
		array(fields.get("channels")).forEach((channel) -> channels.add(string(channel)));
		Map<String, Object> attributes = new HashMap<>();
		object(fields.get("attributes")).forEach((name, value) -> {
			Object read = readAttribute(value);
			if (read != null) {
				attributes.put(name, read);
			}
		});
		return new ConnectionInfo(string(fields.get("socket_id")), this.json.string(fields.get("user_id")),
				TransportType.valueOf(string(fields.get("transport"))),
				ConnectionInfo.Protocol.valueOf(string(fields.get("protocol"))),
				instant(string(fields.get("opened_at"))), channels, attributes,
				this.json.string(fields.get("remote_address")));
	}

	private Map<String, String> object(@Nullable String text) {
		return present((text != null) ? this.json.object(text) : null);
	}

	private List<String> array(@Nullable String text) {
		return present((text != null) ? this.json.array(text) : null);
	}

	private String string(@Nullable String text) {
		return present(this.json.string(text));
	}

	private static Instant instant(String text) {
		try {
			return Instant.parse(text);
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException("Not a time", ex);
		}
	}

	private static <T> T present(@Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("Not what nodes tell of connections");
		}
		return value;
	}

}
