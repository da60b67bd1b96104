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

import com.lattestream.InvalidRequestException;
import com.lattestream.auth.UserAuthenticator;
import com.lattestream.web.UserAuthEndpoint;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Answers user sign-in.
 */
public final class ReactiveUserAuthHandler implements WebHandler {

	private final UserAuthEndpoint endpoint;

	private final ReactiveChannelAuthReader reader;

	private final UserAuthenticator authenticator;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 * @param reader reads bodies
	 * @param authenticator finds out who the user is
	 */
	public ReactiveUserAuthHandler(UserAuthEndpoint endpoint, ReactiveChannelAuthReader reader,
			UserAuthenticator authenticator) {
		this.endpoint = endpoint;
		this.reader = reader;
		this.authenticator = authenticator;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		if (!HttpMethod.POST.equals(exchange.getRequest().getMethod())) {
			return ReactiveResponses.methodNotAllowed(exchange, HttpMethod.POST);
		}
		return this.reader.read(exchange, this.endpoint::parse)
			.flatMap((request) -> this.endpoint.answer(request, this.authenticator))
			.onErrorResume(InvalidRequestException.class, (ex) -> Mono.just(this.endpoint.invalid(ex)))
			.flatMap((answer) -> ReactiveResponses.write(exchange, answer));
	}

}
