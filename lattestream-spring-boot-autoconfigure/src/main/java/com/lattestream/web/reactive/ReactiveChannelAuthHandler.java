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
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.web.ChannelAuthEndpoint;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Answers channel authorisation.
 */
public final class ReactiveChannelAuthHandler implements WebHandler {

	private final ChannelAuthEndpoint endpoint;

	private final ReactiveChannelAuthReader reader;

	private final ChannelAuthorizer authorizer;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 * @param reader reads requests
	 * @param authorizer decides
	 */
	public ReactiveChannelAuthHandler(ChannelAuthEndpoint endpoint, ReactiveChannelAuthReader reader,
			ChannelAuthorizer authorizer) {
		this.endpoint = endpoint;
		this.reader = reader;
		this.authorizer = authorizer;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		if (!HttpMethod.POST.equals(exchange.getRequest().getMethod())) {
			return ReactiveResponses.methodNotAllowed(exchange, HttpMethod.POST);
		}
		return this.reader.read(exchange)
			.flatMap((request) -> this.endpoint.answer(request, this.authorizer))
			.onErrorResume(InvalidRequestException.class, (ex) -> Mono.just(this.endpoint.invalid(ex)))
			.flatMap((answer) -> ReactiveResponses.write(exchange, answer));
	}

}
