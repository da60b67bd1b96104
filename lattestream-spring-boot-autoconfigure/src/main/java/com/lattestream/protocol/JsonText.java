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

package com.lattestream.protocol;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Takes JSON texts apart without touching the values in them: what a client signed has to
 * stay the same to the byte. Has its own factory with limits fit for untrusted input; the
 * application's mapper and its settings have no say on the wire.
 */
public final class JsonText {

	private static final int MAX_NAME_LENGTH = 256;

	private static final int MAX_NUMBER_LENGTH = 64;

	private final JsonFactory factory;

	/**
	 * Create a reader.
	 * @param maxNestingDepth how deep objects and arrays may be nested
	 */
	public JsonText(int maxNestingDepth) {
		this.factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(maxNestingDepth)
				.maxNameLength(MAX_NAME_LENGTH)
				.maxNumberLength(MAX_NUMBER_LENGTH)
				.build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build();
	}

	/**
	 * Read the properties of an object.
	 * @param text the text
	 * @return the JSON text of each value by name, or {@code null} if the text is
	 * anything but one object
	 */
	public @Nullable Map<String, String> object(String text) {
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			Map<String, String> properties = new LinkedHashMap<>();
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				parser.nextToken();
				properties.put(name, slice(parser, text));
			}
			return (parser.nextToken() == null) ? properties : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Read the elements of an array.
	 * @param text the text
	 * @return the JSON text of each element, or {@code null} if the text is anything but
	 * one array
	 */
	public @Nullable List<String> array(String text) {
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), text)) {
			if (parser.nextToken() != JsonToken.START_ARRAY) {
				return null;
			}
			List<String> elements = new ArrayList<>();
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				elements.add(slice(parser, text));
			}
			return (parser.nextToken() == null) ? elements : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Read a string.
	 * @param text the text of the JSON value
	 * @return the string, or {@code null} if the value is no string
	 */
	public @Nullable String string(@Nullable String text) {
		if (text == null || !text.startsWith("\"")) {
			return null;
		}
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), text)) {
			return (parser.nextToken() == JsonToken.VALUE_STRING) ? parser.getString() : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Return whether a text is one JSON value of any kind that can be passed on as it is.
	 * @param text the text
	 * @return whether it is; not if it has half a character, which no encoding can carry
	 */
	public boolean isValue(String text) {
		if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
			return false;
		}
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), text)) {
			if (parser.nextToken() == null) {
				return false;
			}
			parser.skipChildren();
			return parser.nextToken() == null;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	/**
	 * Return whether a text is one JSON object or array that can be passed on as it is.
	 * @param text the text
	 * @return whether it is
	 */
	boolean isContainer(String text) {
		String start = text.stripLeading();
		return (start.startsWith("{") || start.startsWith("[")) && isValue(text);
	}

	/**
	 * Write a string as JSON.
	 * @param value the string
	 * @return its JSON text
	 */
	public String quote(String value) {
		StringWriter writer = new StringWriter(value.length() + 16);
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(), writer)) {
			generator.writeString(value);
		}
		return writer.toString();
	}

	private static String slice(JsonParser parser, String text) {
		int start = (int) parser.currentTokenLocation().getCharOffset();
		parser.skipChildren();
		parser.finishToken();
		return text.substring(start, (int) parser.currentLocation().getCharOffset());
	}

}
