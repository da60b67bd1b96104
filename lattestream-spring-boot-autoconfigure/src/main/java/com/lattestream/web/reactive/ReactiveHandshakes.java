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

import java.net.URI;
import java.util.Map;

import com.lattestream.TransportType;
import com.lattestream.hub.Handshake;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogin;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.HandshakeParser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * Makes handshakes of the requests of WebSockets: whose they are, what they say, what the
 * application says to them.
 */
public final class ReactiveHandshakes {

	private final HandshakeParser parser;

	private final ConnectionLogins logins;

	private final @Nullable ReactiveInlineAuthorization inlineAuthorization;

	private final ConnectionCustomizers customizers;

	/**
	 * Create one.
	 * @param parser reads requests
	 * @param logins tells whose they are
	 * @param inlineAuthorization lets connections ask the rules; {@code null} if they may
	 * not
	 * @param customizers shows connections to the application
	 */
	public ReactiveHandshakes(HandshakeParser parser, ConnectionLogins logins,
			@Nullable ReactiveInlineAuthorization inlineAuthorization, ConnectionCustomizers customizers) {
		this.parser = parser;
		this.logins = logins;
		this.inlineAuthorization = inlineAuthorization;
		this.customizers = customizers;
	}

	/**
	 * Make a handshake of a request.
	 * @param exchange the exchange
	 * @param pusher whether it is of the Pusher dialect, with the key as path variable
	 * @return the handshake
	 */
	Mono<Handshake> read(ServerWebExchange exchange, boolean pusher) {
		return this.logins.login(exchange.getRequest().getQueryParams(), exchange.getPrincipal())
			.map((login) -> parse(exchange, login, pusher))
			.flatMap((handshake) -> (handshake.refusal() != null) ? Mono.just(handshake)
					: complete(exchange, handshake));
	}

	private Handshake parse(ServerWebExchange exchange, ConnectionLogin login, boolean pusher) {
		ServerHttpRequest request = exchange.getRequest();
		URI target = request.getURI();
		String origin = request.getHeaders().getOrigin();
		if (!pusher) {
			return this.parser.latteStream(target, origin, login);
		}
		Map<String, String> variables = exchange.getRequiredAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		return this.parser.pusher(target, origin, login, variables.get("key"),
				request.getQueryParams().getFirst("protocol"));
	}

	private Mono<Handshake> complete(ServerWebExchange exchange, Handshake handshake) {
		Handshake asking = (this.inlineAuthorization != null) ? this.inlineAuthorization.apply(handshake, exchange)
				: handshake;
		return this.customizers
			.apply(ReactiveConnectionRequests.of(exchange, TransportType.WEBSOCKET, handshake.dialect(),
					handshake.principal()))
			.map((request) -> asking.with(request.details()));
	}

}
