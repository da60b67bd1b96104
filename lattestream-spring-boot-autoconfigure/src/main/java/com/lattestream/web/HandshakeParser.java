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

import java.net.URI;
import java.util.Map;

import com.lattestream.hub.ClientDetails;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a WebSocket request says. What is wrong with it is not answered here:
 * clients understand close codes and not much else, so the socket opens and is closed
 * with one.
 */
public final class HandshakeParser {

	private static final int OLDEST_PROTOCOL = 4;

	private static final int NEWEST_PROTOCOL = 7;

	private final LatteStreamHub hub;

	private final OriginPolicy origins;

	/**
	 * Create a parser.
	 * @param hub the hub that the connection is for
	 * @param origins which pages may connect
	 */
	public HandshakeParser(LatteStreamHub hub, OriginPolicy origins) {
		this.hub = hub;
		this.origins = origins;
	}

	/**
	 * Read a request of the LatteStream dialect.
	 * @param target the address of the request
	 * @param origin the origin of the page
	 * @param login who makes it
	 * @return the handshake; the key comes with the first frame, unless there was a
	 * ticket
	 */
	public Handshake latteStream(URI target, @Nullable String origin, ConnectionLogin login) {
		return handshake(Dialect.LATTESTREAM, null, login, checkOrigin(target, origin));
	}

	/**
	 * Read a request of the Pusher dialect.
	 * @param target the address of the request
	 * @param origin the origin of the page
	 * @param login who makes it
	 * @param key the key in the path
	 * @param protocol the version of the protocol, if given
	 * @return the handshake
	 */
	public Handshake pusher(URI target, @Nullable String origin, ConnectionLogin login, String key,
			@Nullable String protocol) {
		CloseCode refusal = checkProtocol(protocol);
		return handshake(Dialect.PUSHER, key, login, (refusal != null) ? refusal : checkOrigin(target, origin));
	}

	private Handshake handshake(Dialect dialect, @Nullable String key, ConnectionLogin login,
			@Nullable CloseCode refusal) {
		ClientDetails client = ClientDetails.UNKNOWN;
		CloseCode code = refusal;
		if (code == null && login.refusal() != null) {
			code = login.refusal();
			client = new ClientDetails(null, Map.of(), null, login.reason());
		}
		return new Handshake(this.hub.nextSocketId(), dialect, key, login.principal(), code, client, login.byTicket(),
				null);
	}

	private @Nullable CloseCode checkOrigin(URI target, @Nullable String origin) {
		return this.origins.allows(origin, target) ? null : CloseCode.UNAUTHORIZED;
	}

	private static @Nullable CloseCode checkProtocol(@Nullable String protocol) {
		if (protocol == null) {
			return null;
		}
		try {
			int version = Integer.parseInt(protocol);
			return (version >= OLDEST_PROTOCOL && version <= NEWEST_PROTOCOL) ? null : CloseCode.UNSUPPORTED_PROTOCOL;
		}
		catch (NumberFormatException ex) {
			return CloseCode.INVALID_VERSION;
		}
	}

}
