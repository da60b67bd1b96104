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
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells by an exchange which server it is on. Reactor Netty need not be there.
 */
final class StreamingServers {

	private final @Nullable StreamingServer reactorNetty;

	private final StreamingServer container;

	/**
	 * Create servers.
	 * @param lanes has the threads of the connections, where the server has no event
	 * loops
	 * @param maxMessageSize how large a message from the client may be, in bytes
	 */
	StreamingServers(LaneExecutors lanes, int maxMessageSize) {
		this.reactorNetty = ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse", null)
				? new ReactorNettyServer(maxMessageSize) : null;
		this.container = new ContainerServer(lanes, maxMessageSize);
	}

	StreamingServer of(ServerWebExchange exchange) {
		Object response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		return (this.reactorNetty != null && ReactorNettyServer.isOf(response)) ? this.reactorNetty : this.container;
	}

}
