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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.SocketId;
import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * The id of an event in an event stream, as clients bring it back: which stream it was
 * of, and where that stood in its channels. Of these it has short names only, since
 * clients name them anyway. It is not signed: whoever changes it misses or repeats events
 * of channels that are theirs. It goes into headers and queries as it is.
 */
final class StreamToken {

	/** Leaves room for the other headers of a request in the usual 8 KB. */
	static final int MAX_LENGTH = 6 * 1024;

	static final char SEPARATOR = '~';

	/** Stands before the positions, and tells how they are written. */
	static final String VERSION = "1";

	private static final int NAME_BYTES = 6;

	private static final int RADIX = Character.MAX_RADIX;

	private final String socketId;

	private final Map<String, StreamPosition> positions;

	private StreamToken(String socketId, Map<String, StreamPosition> positions) {
		this.socketId = socketId;
		this.positions = positions;
	}

	/**
	 * Read a token.
	 * @param text the token as a client brought it
	 * @return the token, or {@code null} if it is none
	 */
	static @Nullable StreamToken parse(String text) {
		if (text.length() > MAX_LENGTH) {
			return null;
		}
		List<String> parts = Arrays.asList(text.split(String.valueOf(SEPARATOR), -1));
		String first = parts.get(0);
		int end = first.indexOf('-');
		if (end < 0 || !SocketId.isValid(first.substring(0, end))
				|| (parts.size() > 1 && !parts.get(1).equals(VERSION))) {
			return null;
		}
		Map<String, StreamPosition> positions = new HashMap<>();
		try {
			for (String part : parts.subList(Math.min(2, parts.size()), parts.size())) {
				String[] fields = part.split("\\.", -1);
				if (fields.length != 3) {
					return null;
				}
				positions.put(fields[0], new StreamPosition(fields[1], Long.parseLong(fields[2], RADIX)));
			}
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		return new StreamToken(first.substring(0, end), positions);
	}

	/**
	 * Write where a stream stands in a channel.
	 * @param name the short name of the channel
	 * @param position the position
	 * @return part of a token
	 */
	static String write(String name, StreamPosition position) {
		return SEPARATOR + name + "." + position.epoch() + "." + Long.toString(position.offset(), RADIX);
	}

	/**
	 * Return a short name for a channel.
	 * @param channel the name of the channel
	 * @return its short name
	 */
	static String name(String channel) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(channel.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, NAME_BYTES));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String socketId() {
		return this.socketId;
	}

	/**
	 * Return where the stream stood in a channel.
	 * @param channel the name of the channel
	 * @return the position, or {@code null} if it is not known
	 */
	@Nullable StreamPosition position(String channel) {
		return this.positions.isEmpty() ? null : this.positions.get(name(channel));
	}

}
