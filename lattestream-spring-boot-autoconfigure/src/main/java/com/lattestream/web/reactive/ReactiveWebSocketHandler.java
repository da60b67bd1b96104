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

package com.lattestream.web.reactive;

import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.WebSocketHandshake;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Connects WebSockets to the hub, by the means of the server that the request came to.
 * Other WebSocket endpoints of the application are not touched.
 */
public final class ReactiveWebSocketHandler implements WebHandler {

	private final LatteStreamHub hub;

	private final ReactiveHandshakes handshakes;

	private final StreamingServers servers;

	private final @Nullable PerMessageDeflate deflate;

	private final boolean pusher;

	/**
	 * Create a handler.
	 * @param hub the hub
	 * @param handshakes reads the handshake
	 * @param lanes has the threads of the connections, where the server has no event
	 * loops
	 * @param deflate compresses messages, if they are to be compressed
	 * @param pusher whether it is for the Pusher dialect, with the key as path variable
	 */
	public ReactiveWebSocketHandler(LatteStreamHub hub, ReactiveHandshakes handshakes, LaneExecutors lanes,
			@Nullable PerMessageDeflate deflate, boolean pusher) {
		this.hub = hub;
		this.handshakes = handshakes;
		this.servers = new StreamingServers(lanes, hub.settings().limits().messageSize());
		this.deflate = deflate;
		this.pusher = pusher;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		if (!isUpgrade(exchange.getRequest())) {
			exchange.getResponse().setStatusCode(HttpStatus.UPGRADE_REQUIRED);
			exchange.getResponse().getHeaders().set(HttpHeaders.UPGRADE, "websocket");
			exchange.getResponse().getHeaders().set(WebSocketHandshake.VERSION_HEADER, WebSocketHandshake.VERSION);
			return exchange.getResponse().setComplete();
		}
		return this.handshakes.read(exchange, this.pusher)
			.flatMap((handshake) -> this.servers.of(exchange)
				.webSocket(exchange, agree(exchange), (transport, lane) -> this.hub.open(handshake, transport, lane)));
	}

	private @Nullable PerMessageDeflate agree(ServerWebExchange exchange) {
		String answer = (this.deflate != null)
				? this.deflate.agree(exchange.getRequest().getHeaders().getOrEmpty(PerMessageDeflate.HEADER)) : null;
		if (answer == null) {
			return null;
		}
		exchange.getResponse().getHeaders().set(PerMessageDeflate.HEADER, answer);
		return this.deflate;
	}

	/**
	 * Servers fail on what they cannot upgrade.
	 */
	private static boolean isUpgrade(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		return WebSocketHandshake.isAsked(request.getMethod().name(), headers.getUpgrade(),
				headers.getFirst(WebSocketHandshake.VERSION_HEADER), headers.getFirst(WebSocketHandshake.KEY_HEADER));
	}

}
