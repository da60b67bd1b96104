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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import com.lattestream.broker.NodeCommand;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say to each other: after the byte for the kind, a JSON object with the
 * version {@code v} of this form. Of other versions nothing is understood.
 */
sealed interface NodeMessage {

	/** The version. */
	int VERSION = 1;

	/** What a node may be called. */
	Pattern NODE = Pattern.compile("[0-9a-z]{1,32}");

	/**
	 * Return the fields of the message.
	 * @return the fields, without the version
	 */
	Map<String, Object> fields();

	/**
	 * Return the message for the wire.
	 * @return the bytes
	 */
	default byte[] encode() {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("v", VERSION);
		fields.putAll(fields());
		byte[] json = RedisJson.write(fields);
		byte[] bytes = new byte[1 + json.length];
		bytes[0] = RedisMessage.COMMAND;
		System.arraycopy(json, 0, bytes, 1, json.length);
		return bytes;
	}

	/**
	 * Read a message.
	 * @param bytes the bytes
	 * @return the message, or {@code null} if it is none
	 */
	static @Nullable NodeMessage decode(byte[] bytes) {
		Map<String, @Nullable Object> fields = RedisJson.read(bytes, 1);
		if (fields == null || !Integer.valueOf(VERSION).equals(fields.get("v"))
				|| !(fields.get("id") instanceof Number id)) {
			return null;
		}
		if (fields.get("name") == null) {
			Object text = fields.get("answer");
			return (text == null || text instanceof String) ? new Answer(id.longValue(), (String) text) : null;
		}
		Map<String, String> arguments = arguments(fields.get("arguments"));
		if (arguments != null && fields.get("name") instanceof String name && fields.get("node") instanceof String node
				&& NODE.matcher(node).matches()) {
			return new Ask(node, id.longValue(), new NodeCommand(name, arguments));
		}
		return null;
	}

	private static @Nullable Map<String, String> arguments(@Nullable Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			return null;
		}
		Map<String, String> arguments = new LinkedHashMap<>();
		for (Map.Entry<?, ?> argument : map.entrySet()) {
			if (!(argument.getKey() instanceof String name) || !(argument.getValue() instanceof String text)) {
				return null;
			}
			arguments.put(name, text);
		}
		return arguments;
	}

	/**
	 * A command.
	 *
	 * @param node who asks
	 * @param id its number for the command
	 * @param command the command
	 */
	record Ask(String node, long id, NodeCommand command) implements NodeMessage {

		@Override
		public Map<String, Object> fields() {
			return Map.of("node", this.node, "id", this.id, "name", this.command.name(), "arguments",
					this.command.arguments());
		}

	}

	/**
	 * An answer.
	 *
	 * @param id the number of the command
	 * @param text the answer; {@code null} if there is none
	 */
	record Answer(long id, @Nullable String text) implements NodeMessage {

		@Override
		public Map<String, Object> fields() {
			return (this.text != null) ? Map.of("id", this.id, "answer", this.text) : Map.of("id", this.id);
		}

	}

}
