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

package com.lattestream;

/**
 * The name of an event: 1 to {@value #MAX_LENGTH} characters without control characters,
 * and none of the prefixes that belong to the protocol.
 *
 * @param value the name as it goes over the wire
 */
public record EventName(String value) {

	/**
	 * Longest event name.
	 */
	public static final int MAX_LENGTH = 200;

	/**
	 * Prefix of the names of events that clients send to each other.
	 */
	public static final String CLIENT_PREFIX = "client-";

	private static final String[] RESERVED = { "lattestream:", "lattestream_internal:", "pusher:", "pusher_internal:" };

	/**
	 * Create an event name.
	 * @param value the name as it goes over the wire
	 * @throws InvalidRequestException if the name is empty, too long, reserved for the
	 * protocol or has a control character
	 */
	public EventName {
		if (!isValid(value)) {
			throw new InvalidRequestException("Event names have 1 to " + MAX_LENGTH
					+ " characters, none of them a control character, and do not start with 'lattestream:' or 'pusher:'"
					+ " but got '" + Printable.of(value) + "'");
		}
	}

	@Override
	public String toString() {
		return this.value;
	}

	/**
	 * Return whether a text can be the name of an event.
	 * @param value the text
	 * @return whether it is a valid name
	 */
	public static boolean isValid(String value) {
		if (value.isEmpty() || value.length() > MAX_LENGTH || value.chars().anyMatch(Character::isISOControl)) {
			return false;
		}
		for (String prefix : RESERVED) {
			if (value.startsWith(prefix)) {
				return false;
			}
		}
		return true;
	}

}
