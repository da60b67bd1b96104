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

import java.security.Principal;

import com.lattestream.TransportType;
import com.lattestream.hub.Connection;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.Dialect;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.SseEndpoint;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Streams the events of channels as server-sent events. The response's head and first
 * event leave at once; no proxy is to hold them back.
 */
public final class ReactiveSseHandler implements WebHandler {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	private final LatteStreamHub hub;

	private final SseEndpoint endpoint;

	private final ConnectionLogins logins;

	private final ConnectionCustomizers customizers;

	private final StreamingServers servers;

	/**
	 * Create a handler.
	 * @param hub the hub
	 * @param endpoint decides about streams
	 * @param logins tells whose they are
	 * @param customizers shows connections to the application
	 * @param lanes has the threads of the connections, where the server has no event
	 * loops
	 */
	public ReactiveSseHandler(LatteStreamHub hub, SseEndpoint endpoint, ConnectionLogins logins,
			ConnectionCustomizers customizers, LaneExecutors lanes) {
		this.hub = hub;
		this.endpoint = endpoint;
		this.logins = logins;
		this.customizers = customizers;
		this.servers = new StreamingServers(lanes, hub.settings().limits().messageSize());
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		if (!HttpMethod.GET.equals(exchange.getRequest().getMethod())) {
			return ReactiveResponses.methodNotAllowed(exchange, HttpMethod.GET);
		}
		return this.logins.login(exchange.getRequest().getQueryParams(), exchange.getPrincipal())
			.doOnNext(this.endpoint::check)
			.flatMap((login) -> openAs(login.principal(), exchange))
			.onErrorResume(SseEndpoint.Refusal.class, (ex) -> ReactiveResponses.write(exchange, ex.response()));
	}

	/**
	 * Open a stream of a user whom the exchange does not know, if a ticket tells, or only
	 * finds with effort: the rule of each channel would have the application look again.
	 */
	private Mono<Void> openAs(@Nullable Principal principal, ServerWebExchange exchange) {
		return open(exchange.mutate().principal(Mono.justOrEmpty(principal)).build(), principal)
			.contextWrite(ReactiveSecurityContexts.of(principal));
	}

	private Mono<Void> open(ServerWebExchange exchange, @Nullable Principal principal) {
		return this.customizers
			.apply(ReactiveConnectionRequests.of(exchange, TransportType.SSE, Dialect.LATTESTREAM, principal))
			.flatMap((request) -> {
				request.responseHeaders().forEach(exchange.getResponse().getHeaders()::addAll);
				return this.endpoint.open(exchange.getRequest().getQueryParams(), request.header(LAST_EVENT_ID),
						principal, request.details(), exchange);
			})
			.flatMap((stream) -> stream(exchange, stream));
	}

	private Mono<Void> stream(ServerWebExchange exchange, SseEndpoint.SseStream stream) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
		response.getHeaders().setCacheControl("no-cache, no-transform");
		response.getHeaders().set("X-Accel-Buffering", "no");
		return this.servers.of(exchange).eventStream(exchange, stream.ids(), (transport, lane) -> {
			Connection connection = this.hub.open(stream.handshake(), transport, lane);
			connection.subscribe(stream.grants());
			return connection;
		});
	}

}
