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
import reactor.core.publisher.Mono;

import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;

/**
 * Resolves {@link ChannelAuthRequest} arguments of controller methods and rules.
 */
public final class ChannelAuthRequestArgumentResolver implements HandlerMethodArgumentResolver {

	private final ReactiveChannelAuthReader reader;

	/**
	 * Create a resolver.
	 * @param reader reads the request
	 */
	public ChannelAuthRequestArgumentResolver(ReactiveChannelAuthReader reader) {
		this.reader = reader;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == ChannelAuthRequest.class;
	}

	@Override
	public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext bindingContext,
			ServerWebExchange exchange) {
		return this.reader.read(exchange)
			.cast(Object.class)
			.onErrorMap(InvalidRequestException.class,
					(ex) -> new ServerWebInputException(String.valueOf(ex.getMessage()), parameter, ex));
	}

}
