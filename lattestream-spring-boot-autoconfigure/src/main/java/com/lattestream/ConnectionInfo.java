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

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection at one moment.
 *
 * @param socketId its socket id
 * @param userId the id of the user it belongs to; {@code null} if nobody said
 * @param transport what carries it
 * @param protocol what is spoken on it
 * @param openedAt when it was opened
 * @param channels the names of the channels it is subscribed to
 * @param attributes what the application noted about it
 * @param remoteAddress the address of the client as the web server knows it
 */
public record ConnectionInfo(String socketId, @Nullable String userId, TransportType transport, Protocol protocol,
		Instant openedAt, Set<String> channels, Map<String, Object> attributes, @Nullable String remoteAddress) {

	public ConnectionInfo {
		channels = Set.copyOf(channels);
		attributes = Map.copyOf(attributes);
	}

	/**
	 * What is spoken on a connection.
	 */
	public enum Protocol {

		/**
		 * LatteStream's.
		 */
		LATTESTREAM,

		/**
		 * Pusher's.
		 */
		PUSHER

	}

}
