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
 * The name of a channel: letters, digits and {@code _ - = @ , . ;}, at most
 * {@value #MAX_LENGTH} characters. A hub may be set to accept less.
 *
 * @param value the name as it goes over the wire
 */
public record ChannelName(String value) {

	/**
	 * Longest name that any hub accepts.
	 */
	public static final int MAX_LENGTH = 200;

	private static final String ENCRYPTED = "private-encrypted-";

	/**
	 * Create a channel name.
	 * @param value the name as it goes over the wire
	 * @throws InvalidRequestException if the name is empty, too long or has a character
	 * that is not allowed
	 */
	public ChannelName {
		if (!isValid(value)) {
			throw new InvalidRequestException("Channel names have 1 to " + MAX_LENGTH
					+ " characters out of letters, digits and _-=@,.; but got '" + Printable.of(value) + "'");
		}
	}

	/**
	 * Return the type of the channel.
	 * @return the type
	 */
	public ChannelType type() {
		return ChannelType.of(this.value);
	}

	/**
	 * Return whether the channel keeps its last event for those who subscribe later.
	 * @return whether it is a cache channel
	 */
	public boolean isCache() {
		return ChannelType.isCache(this.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

	/**
	 * Return whether a text can be the name of a channel.
	 * @param value the text
	 * @return whether it is a valid name
	 */
	public static boolean isValid(String value) {
		int length = value.length();
		if (length == 0 || length > MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (!isAllowed(value.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return whether the events of a channel are encrypted by whoever sends them. Such a
	 * channel is a private one.
	 * @param channel the name of the channel
	 * @return whether it is an encrypted channel
	 */
	public static boolean isEncrypted(String channel) {
		return channel.startsWith(ENCRYPTED);
	}

	private static boolean isAllowed(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_-=@,.;".indexOf(c) >= 0;
	}

}
