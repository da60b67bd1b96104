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
 * Kinds of channels, told apart by the prefix of the channel's name.
 */
public enum ChannelType {

	/**
	 * Anyone who knows the public key may subscribe.
	 */
	PUBLIC(""),

	/**
	 * Subscribing takes an authorisation by the application.
	 */
	PRIVATE("private-"),

	/**
	 * Like private, and subscribers are members who see each other.
	 */
	PRESENCE("presence-");

	private static final String CACHE = "cache-";

	private static final String ENCRYPTED_CACHE = "encrypted-cache-";

	private final String prefix;

	ChannelType(String prefix) {
		this.prefix = prefix;
	}

	/**
	 * Return the prefix that marks names of this type.
	 * @return the prefix, empty for public channels
	 */
	public String prefix() {
		return this.prefix;
	}

	/**
	 * Return the type of the channel with the given name.
	 * @param channel the channel name
	 * @return its type
	 */
	public static ChannelType of(String channel) {
		if (channel.startsWith(PRIVATE.prefix)) {
			return PRIVATE;
		}
		return channel.startsWith(PRESENCE.prefix) ? PRESENCE : PUBLIC;
	}

	/**
	 * Return whether the channel with the given name keeps its last event for those who
	 * subscribe later. Channels of every type may: their names start with {@code cache-},
	 * {@code private-cache-}, {@code private-encrypted-cache-} or
	 * {@code presence-cache-}.
	 * @param channel the channel name
	 * @return whether it is a cache channel
	 */
	public static boolean isCache(String channel) {
		ChannelType type = of(channel);
		int start = type.prefix.length();
		return channel.startsWith(CACHE, start) || (type == PRIVATE && channel.startsWith(ENCRYPTED_CACHE, start));
	}

}
