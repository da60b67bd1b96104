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

package com.lattestream.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.lattestream.protocol.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object. Each may have two spellings, since SDKs differ in them;
 * {@code null} counts as no value.
 */
final class ApiFields {

	private final Map<String, String> values;

	private final JsonText json;

	private ApiFields(Map<String, String> values, JsonText json) {
		this.values = values;
		this.json = json;
	}

	/**
	 * Read an object.
	 * @param text its JSON text
	 * @param json reads it
	 * @param what what it is, for the error
	 * @return the fields
	 * @throws ApiException if it is anything but one JSON object
	 */
	static ApiFields of(String text, JsonText json, String what) {
		Map<String, String> values = json.object(text);
		if (values == null) {
			throw ApiException.badRequest(what + " must be a JSON object");
		}
		return new ApiFields(values, json);
	}

	boolean has(String name) {
		return this.values.containsKey(name);
	}

	/**
	 * Return the JSON text of a field, byte for byte.
	 * @param name the name
	 * @param otherName the other spelling
	 * @return the JSON text, {@code null} if there is no value
	 * @throws ApiException if both spellings are there and differ
	 */
	@Nullable String value(String name, String otherName) {
		String value = has(name) ? this.values.get(name) : this.values.get(otherName);
		if (value != null && !value.equals(this.values.getOrDefault(otherName, value))) {
			throw ApiException.badRequest(name + " and " + otherName + " differ");
		}
		return "null".equals(value) ? null : value;
	}

	/**
	 * Return the text of a field.
	 * @param name the name
	 * @param otherName the other spelling
	 * @return the text, {@code null} if there is no value
	 * @throws ApiException if it is no text or if both spellings are there and differ
	 */
	@Nullable String text(String name, String otherName) {
		String value = value(name, otherName);
		String text = this.json.string(value);
		if (value != null && text == null) {
			throw ApiException.badRequest(name + " must be a text");
		}
		return text;
	}

	String requiredText(String name, String otherName) {
		String text = text(name, otherName);
		if (text == null) {
			throw missing(name);
		}
		return text;
	}

	/**
	 * Return the elements of an array.
	 * @param name the name of the field
	 * @return the JSON text of each, {@code null} if there is no value
	 * @throws ApiException if it is no array
	 */
	@Nullable List<String> elements(String name) {
		String value = value(name, name);
		List<String> elements = (value != null) ? this.json.array(value) : null;
		if (value != null && elements == null) {
			throw ApiException.badRequest(name + " must be an array");
		}
		return elements;
	}

	/**
	 * Return the texts of an array.
	 * @param name the name of the field
	 * @return the texts, {@code null} if there is no value
	 * @throws ApiException if it is anything but an array of texts
	 */
	@Nullable List<String> texts(String name) {
		List<String> elements = elements(name);
		if (elements == null) {
			return null;
		}
		List<String> texts = new ArrayList<>(elements.size());
		for (String element : elements) {
			String text = this.json.string(element);
			if (text == null) {
				throw ApiException.badRequest(name + " must be an array of texts");
			}
			texts.add(text);
		}
		return texts;
	}

	static ApiException missing(String name) {
		return ApiException.badRequest(name + " is missing");
	}

}
