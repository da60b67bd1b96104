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
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.web.ApiResponse;
import com.lattestream.web.ChannelAuthEndpoint;
import com.lattestream.web.ChannelAuthResults;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * Controller advice for {@link LatteChannelAuth} methods of the application's
 * controllers: turns what they return into the signed answer. Comes before the handlers
 * that would write it as a body.
 */
public final class ChannelAuthResultHandler implements HandlerResultHandler, Ordered {

	private final ChannelAuthEndpoint endpoint;

	private final ReactiveChannelAuthReader reader;

	private final ReactiveAdapterRegistry reactiveTypes;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 * @param reader reads the request that was decided about
	 * @param reactiveTypes the reactive types that methods may return
	 */
	public ChannelAuthResultHandler(ChannelAuthEndpoint endpoint, ReactiveChannelAuthReader reader,
			ReactiveAdapterRegistry reactiveTypes) {
		this.endpoint = endpoint;
		this.reader = reader;
		this.reactiveTypes = reactiveTypes;
	}

	@Override
	public int getOrder() {
		return -1;
	}

	@Override
	public boolean supports(HandlerResult result) {
		return result.getReturnTypeSource().hasMethodAnnotation(LatteChannelAuth.class);
	}

	@Override
	public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
		return this.reader.read(exchange)
			.flatMap((request) -> answer(request, result))
			.onErrorResume(InvalidRequestException.class, (ex) -> Mono.just(this.endpoint.invalid(ex)))
			.flatMap((answer) -> ReactiveResponses.write(exchange, answer));
	}

	private Mono<ApiResponse> answer(ChannelAuthRequest request, HandlerResult result) {
		return this.endpoint.answer(request,
				(asked) -> ReactiveAuthInvoker.unwrap(result.getReturnValue(), this.reactiveTypes)
					.map((value) -> ChannelAuthResults.toAuthorization(value, asked)));
	}

}
