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

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import com.lattestream.web.SocketIdFields;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Puts the socket id that a request came with into Reactor's context. A form is not read
 * for it, but if somebody else reads one, its field is noticed.
 */
public final class ReactiveSocketIdFilter implements WebFilter, Ordered {

	/** Before whatever may publish an event or read a form. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private static final String ATTRIBUTE = RequestSocketId.class.getName();

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		RequestSocketId socketId = of(exchange);
		boolean form = (socketId.value() == null && isForm(exchange.getRequest()));
		if (socketId.value() == null && !form) {
			return chain.filter(exchange);
		}
		return chain.filter(form ? new SocketIdFormExchange(exchange, socketId) : exchange)
			.contextWrite((context) -> context.put(CurrentSocketId.KEY, socketId));
	}

	/**
	 * Return what a request says so far.
	 * @param exchange the exchange
	 * @return the request's socket id
	 */
	static RequestSocketId of(ServerWebExchange exchange) {
		RequestSocketId known = exchange.getAttribute(ATTRIBUTE);
		if (known != null) {
			return known;
		}
		RequestSocketId socketId = new RequestSocketId();
		ServerHttpRequest request = exchange.getRequest();
		socketId.offer(request.getHeaders().getFirst(SocketIdFields.HEADER));
		if (request.getURI().getRawQuery() != null) {
			socketId.offer(request.getQueryParams().getFirst(SocketIdFields.FIELD));
		}
		exchange.getAttributes().put(ATTRIBUTE, socketId);
		return socketId;
	}

	/**
	 * Name the connection that work is done for, whatever a request says.
	 * @param exchange the exchange
	 * @param socketId the connection's socket id
	 * @return what goes into Reactor's context
	 */
	static RequestSocketId put(ServerWebExchange exchange, String socketId) {
		RequestSocketId own = RequestSocketId.of(socketId);
		exchange.getAttributes().put(ATTRIBUTE, own);
		return own;
	}

	private static boolean isForm(ServerHttpRequest request) {
		MediaType type = contentType(request);
		return type != null && (MediaType.APPLICATION_FORM_URLENCODED.isCompatibleWith(type)
				|| MediaType.MULTIPART_FORM_DATA.isCompatibleWith(type));
	}

	private static @Nullable MediaType contentType(ServerHttpRequest request) {
		try {
			return request.getHeaders().getContentType();
		}
		catch (IllegalArgumentException ex) {
			// For whoever reads the body to refuse
			return null;
		}
	}

}
