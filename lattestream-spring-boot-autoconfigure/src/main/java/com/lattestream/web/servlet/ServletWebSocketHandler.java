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

package com.lattestream.web.servlet;

import java.io.IOException;
import java.util.Collections;

import com.lattestream.hub.Handshake;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.WebSocketHandshake;
import com.lattestream.web.container.ContainerConnection;
import com.lattestream.web.container.ServletWebSocket;
import com.lattestream.web.container.UpgradedSocket;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;

/**
 * Connects WebSockets to the hub. The container gives the socket away with the answer to
 * the request: from there on the hub reads and writes frames by itself, on one of its
 * lanes, so that neither the container's WebSocket settings nor those of the
 * application's own endpoints matter here. The dialect was chosen by the path.
 */
public final class ServletWebSocketHandler implements HttpRequestHandler {

	private final LatteStreamHub hub;

	private final ServletHandshakes handshakes;

	private final LaneExecutors lanes;

	private final @Nullable PerMessageDeflate deflate;

	private final boolean pusher;

	/**
	 * Create a handler.
	 * @param hub the hub
	 * @param handshakes reads the handshake
	 * @param lanes has the threads of the connections
	 * @param deflate compresses messages, if they are to be compressed
	 * @param pusher whether it is for the Pusher dialect, with the key as path variable
	 */
	public ServletWebSocketHandler(LatteStreamHub hub, ServletHandshakes handshakes, LaneExecutors lanes,
			@Nullable PerMessageDeflate deflate, boolean pusher) {
		this.hub = hub;
		this.handshakes = handshakes;
		this.lanes = lanes;
		this.deflate = deflate;
		this.pusher = pusher;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String key = request.getHeader(WebSocketHandshake.KEY_HEADER);
		if (key == null || !isUpgrade(request, key)) {
			response.setStatus(HttpStatus.UPGRADE_REQUIRED.value());
			response.setHeader(HttpHeaders.UPGRADE, "websocket");
			response.setHeader(WebSocketHandshake.VERSION_HEADER, WebSocketHandshake.VERSION);
			return;
		}
		Handshake handshake = ServletResponses.await(this.handshakes.read(request, this.pusher));
		if (handshake == null) {
			response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
			return;
		}
		response.setStatus(HttpStatus.SWITCHING_PROTOCOLS.value());
		response.setHeader(HttpHeaders.UPGRADE, "websocket");
		response.setHeader(HttpHeaders.CONNECTION, "Upgrade");
		response.setHeader(WebSocketHandshake.ACCEPT_HEADER, WebSocketHandshake.accept(key));
		String extensions = extensions(request);
		if (extensions != null) {
			response.setHeader(PerMessageDeflate.HEADER, extensions);
		}
		PerMessageDeflate agreed = (extensions != null) ? this.deflate : null;
		ContainerConnection.of(request).upgrade((socket) -> open(handshake, agreed, socket));
	}

	private @Nullable String extensions(HttpServletRequest request) {
		return (this.deflate != null)
				? this.deflate.agree(Collections.list(request.getHeaders(PerMessageDeflate.HEADER))) : null;
	}

	private static boolean isUpgrade(HttpServletRequest request, String key) {
		return WebSocketHandshake.isAsked(request.getMethod(), request.getHeader(HttpHeaders.UPGRADE),
				request.getHeader(WebSocketHandshake.VERSION_HEADER), key);
	}

	private ServletWebSocket open(Handshake handshake, @Nullable PerMessageDeflate agreed, UpgradedSocket socket) {
		return ServletWebSocket.open(socket, this.lanes, this.hub.settings().limits().messageSize(), agreed,
				(transport, lane) -> this.hub.open(handshake, transport, lane));
	}

}
