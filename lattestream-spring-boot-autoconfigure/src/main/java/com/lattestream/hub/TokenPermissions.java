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

import java.util.Collection;
import java.util.List;

import com.lattestream.ChannelName;
import com.lattestream.InvalidRequestException;

/**
 * What a token allows. A permission is {@code subscribe:} or {@code publish:} and the
 * name of a channel, with an asterisk at the end for all names that begin so; or it is an
 * asterisk alone, which allows both everywhere.
 *
 * @param texts the permissions, one at least
 */
record TokenPermissions(List<String> texts) {

	private static final int MAX_PERMISSIONS = 100;

	private static final String ANY = "*";

	private static final String SUBSCRIBE = "subscribe:";

	private static final String PUBLISH = "publish:";

	/**
	 * Read permissions.
	 * @param texts the permissions
	 * @return the permissions
	 * @throws InvalidRequestException if there are no or too many, or one is not known
	 */
	static TokenPermissions parse(Collection<String> texts) {
		if (texts.isEmpty() || texts.size() > MAX_PERMISSIONS) {
			throw new InvalidRequestException(
					"A token has 1 to " + MAX_PERMISSIONS + " permissions but " + texts.size() + " were given");
		}
		for (String text : texts) {
			if (!isPermission(text)) {
				throw new InvalidRequestException(
						"A permission is '*' or 'subscribe:' or 'publish:' and a channel name,"
								+ " which may end in '*'");
			}
		}
		return new TokenPermissions(List.copyOf(texts));
	}

	private static boolean isPermission(String text) {
		if (text.equals(ANY)) {
			return true;
		}
		String action = text.startsWith(SUBSCRIBE) ? SUBSCRIBE : PUBLISH;
		if (!text.startsWith(action)) {
			return false;
		}
		String pattern = text.substring(action.length());
		return pattern.equals(ANY)
				|| ChannelName.isValid(pattern.endsWith(ANY) ? pattern.substring(0, pattern.length() - 1) : pattern);
	}

	/**
	 * Return whether a channel may be subscribed to.
	 * @param channel the name of the channel
	 * @return whether a permission names it
	 */
	boolean maySubscribe(String channel) {
		return allow(SUBSCRIBE, channel);
	}

	/**
	 * Return whether client events may be sent in a channel.
	 * @param channel the name of the channel
	 * @return whether a permission names it
	 */
	boolean mayPublish(String channel) {
		return allow(PUBLISH, channel);
	}

	private boolean allow(String action, String channel) {
		String wanted = action + channel;
		return this.texts.stream()
			.anyMatch((text) -> text.endsWith(ANY) ? wanted.startsWith(text.substring(0, text.length() - 1))
					: wanted.equals(text));
	}

}
