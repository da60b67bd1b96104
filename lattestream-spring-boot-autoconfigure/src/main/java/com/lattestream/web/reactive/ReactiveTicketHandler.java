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
import java.util.Optional;

import com.lattestream.web.TicketEndpoint;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Answers requests for tickets.
 */
public final class ReactiveTicketHandler implements WebHandler {

	private final TicketEndpoint endpoint;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 */
	public ReactiveTicketHandler(TicketEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		if (!HttpMethod.POST.equals(exchange.getRequest().getMethod())) {
			return ReactiveResponses.methodNotAllowed(exchange, HttpMethod.POST);
		}
		Mono<Optional<Principal>> principal = exchange.getPrincipal().map(Optional::of);
		return principal.defaultIfEmpty(Optional.empty())
			.flatMap((known) -> this.endpoint.issue(known.orElse(null)))
			.flatMap((answer) -> ReactiveResponses.write(exchange, answer));
	}

}
