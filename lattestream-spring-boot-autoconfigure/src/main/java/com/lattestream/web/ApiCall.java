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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.lattestream.protocol.JsonText;

/**
 * What a request to a REST API asks, with its address taken apart. Semicolons are
 * ordinary characters: they are part of channel names.
 *
 * @param request the request
 * @param segments the segments of the path, percent-decoded
 * @param parameters the query parameters, percent-decoded, with names in lower case
 */
record ApiCall(ApiRequest request, List<String> segments, Map<String, String> parameters) {

	/**
	 * Take a request apart.
	 * @param request the request
	 * @return the call
	 * @throws ApiException if the address is not encoded right, has a control character
	 * or a parameter twice
	 */
	static ApiCall of(ApiRequest request) {
		List<String> segments = new ArrayList<>();
		for (String segment : request.path().substring(Math.min(1, request.path().length())).split("/", -1)) {
			segments.add(decode(segment));
		}
		Map<String, String> parameters = new TreeMap<>();
		for (String parameter : ((request.query() != null) ? request.query() : "").split("&")) {
			int equals = parameter.indexOf('=');
			String name = decode((equals >= 0) ? parameter.substring(0, equals) : parameter).toLowerCase(Locale.ROOT);
			String value = (equals >= 0) ? decode(parameter.substring(equals + 1)) : "";
			if (!name.isEmpty() && parameters.put(name, value) != null) {
				throw ApiException.badRequest("A query parameter is given twice");
			}
		}
		return new ApiCall(request, segments, parameters);
	}

	/**
	 * Return the path as it was before it was encoded.
	 * @return the path
	 */
	String path() {
		return "/" + String.join("/", this.segments);
	}

	/**
	 * Return the call below the first segment of the path.
	 * @return the rest of it
	 */
	ApiCall withoutFirstSegment() {
		return new ApiCall(this.request, this.segments.subList(1, this.segments.size()), this.parameters);
	}

	/**
	 * Return the name or id in the path.
	 * @return the second segment, which all calls have it in
	 */
	String subject() {
		return this.segments.get(1);
	}

	/**
	 * Return what the call asks, but for the body: the same for each attempt at it, while
	 * signatures and their times change.
	 * @return path and parameters
	 */
	String question() {
		Map<String, String> asked = new TreeMap<>(this.parameters);
		asked.keySet().removeIf((name) -> name.startsWith("auth_") || name.equals("body_md5"));
		return this.request.path() + asked;
	}

	/**
	 * Read the body as text.
	 * @return the text
	 * @throws ApiException if it is not UTF-8
	 */
	String text() {
		String text = Utf8.decode(this.request.body());
		if (text == null) {
			throw ApiException.badRequest("The body must be UTF-8");
		}
		return text;
	}

	/**
	 * Read the body as one JSON object.
	 * @param json reads it
	 * @return its fields
	 * @throws ApiException if it is anything else
	 */
	ApiFields fields(JsonText json) {
		return ApiFields.of(text(), json, "The body");
	}

	private static String decode(String text) {
		String decoded = Utf8.decodePercent(text);
		if (decoded == null || decoded.chars().anyMatch(Character::isISOControl)) {
			throw ApiException.badRequest("The address is not encoded right or has a control character");
		}
		return decoded;
	}

}
