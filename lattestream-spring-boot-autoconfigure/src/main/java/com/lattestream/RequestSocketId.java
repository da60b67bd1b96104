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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * The socket id that an HTTP request came with: the name of its sender's own connection.
 * It goes wherever the work for the request goes, see {@link CurrentSocketId}, and may
 * become known after that, with a form that is read later. Safe for use by many threads.
 */
public final class RequestSocketId {

	private static final Log logger = LogFactory.getLog(RequestSocketId.class);

	private volatile @Nullable String value;

	/**
	 * Create one that is known.
	 * @param socketId the socket id of a connection
	 * @return the socket id
	 */
	public static RequestSocketId of(String socketId) {
		RequestSocketId known = new RequestSocketId();
		known.value = socketId;
		return known;
	}

	/**
	 * Take what the request says, unless a socket id is known already. A text that cannot
	 * be one counts for nothing.
	 * @param candidate the text; {@code null} if the request does not say
	 */
	public void offer(@Nullable String candidate) {
		if (candidate == null || this.value != null) {
			return;
		}
		if (SocketId.isValid(candidate)) {
			this.value = candidate;
		}
		else {
			logger.debug(LogMessage.of(() -> "Ignoring '" + Printable.of(candidate) + "', which is no socket id"));
		}
	}

	/**
	 * Return the socket id.
	 * @return the socket id; {@code null} if none is known
	 */
	public @Nullable String value() {
		return this.value;
	}

	@Override
	public String toString() {
		return String.valueOf(this.value);
	}

}
