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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Answers offers of {@code permessage-deflate} (RFC 7692, section 7.1; their grammar is
 * in RFC 6455, section 9.1). An offer that cannot be taken as it is, or not be read, is
 * as good as none.
 */
final class DeflateOffers {

	private static final String NAME = "permessage-deflate";

	private static final String SERVER_WINDOW = "server_max_window_bits";

	/** The only one that there is in Java. */
	private static final String LARGEST_WINDOW = "15";

	private static final Pattern WINDOWS = Pattern.compile("[89]|1[0-5]");

	private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";

	private DeflateOffers() {
	}

	/**
	 * Answer the first offer that can be taken.
	 * @param headers the values of the header, each a list of offers
	 * @return the extension as it is agreed on, or {@code null} if there is no such offer
	 */
	static @Nullable String answer(List<String> headers) {
		for (String header : headers) {
			for (String offer : split(header, ',')) {
				String answer = answerOne(split(offer, ';'));
				if (answer != null) {
					return answer;
				}
			}
		}
		return null;
	}

	private static @Nullable String answerOne(List<String> offer) {
		if (!offer.get(0).equals(NAME)) {
			return null;
		}
		Set<String> names = new HashSet<>();
		for (String parameter : offer.subList(1, offer.size())) {
			int equals = parameter.indexOf('=');
			String name = (equals < 0) ? parameter : parameter.substring(0, equals).strip();
			String value = (equals < 0) ? null : unquote(parameter.substring(equals + 1).strip());
			if (!isTaken(name, value) || !names.add(name)) {
				return null;
			}
		}
		// Clients that set a limit want to see it in the answer
		return names.contains(SERVER_WINDOW) ? ANSWER + "; " + SERVER_WINDOW + "=" + LARGEST_WINDOW : ANSWER;
	}

	private static boolean isTaken(String name, @Nullable String value) {
		return switch (name) {
			case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
			case "client_max_window_bits" -> value == null || WINDOWS.matcher(value).matches();
			case SERVER_WINDOW -> LARGEST_WINDOW.equals(value);
			default -> false;
		};
	}

	private static String unquote(String value) {
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
	}

	/**
	 * Split at a separator, but not between quotes.
	 */
	private static List<String> split(String text, char separator) {
		List<String> parts = new ArrayList<>(4);
		boolean quoted = false;
		int start = 0;
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '"') {
				quoted = !quoted;
			}
			else if (quoted && character == '\\') {
				i++;
			}
			else if (!quoted && character == separator) {
				parts.add(text.substring(start, i).strip());
				start = i + 1;
			}
		}
		parts.add(text.substring(start).strip());
		return parts;
	}

}
