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
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * How a request becomes a WebSocket (RFC 6455, section 4).
 */
public final class WebSocketHandshake {

	/**
	 * The version of the protocol.
	 */
	public static final String VERSION = "13";

	/**
	 * The header that asks for a version, or tells which one is spoken.
	 */
	public static final String VERSION_HEADER = "Sec-WebSocket-Version";

	/**
	 * The header with the client's key.
	 */
	public static final String KEY_HEADER = "Sec-WebSocket-Key";

	/**
	 * The header with the answer to the key.
	 */
	public static final String ACCEPT_HEADER = "Sec-WebSocket-Accept";

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private WebSocketHandshake() {
	}

	/**
	 * Return whether a request asks for a WebSocket.
	 * @param method the method
	 * @param upgrade the header {@code Upgrade}
	 * @param version the version that it asks for
	 * @param key the client's key
	 * @return whether it does, in a way that can be answered
	 */
	public static boolean isAsked(String method, @Nullable String upgrade, @Nullable String version,
			@Nullable String key) {
		return "GET".equals(method) && "websocket".equalsIgnoreCase(upgrade) && VERSION.equals(version) && key != null;
	}

	/**
	 * Answer the client's key.
	 * @param key the key
	 * @return the answer
	 */
	public static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-1", ex);
		}
	}

}
