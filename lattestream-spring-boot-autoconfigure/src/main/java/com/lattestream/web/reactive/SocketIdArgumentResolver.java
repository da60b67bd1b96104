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

import com.lattestream.RequestSocketId;
import com.lattestream.web.SocketId;
import com.lattestream.web.SocketIdArgument;
import com.lattestream.web.SocketIdFields;
import reactor.core.publisher.Mono;

import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Resolves {@link SocketId @SocketId} arguments of controller methods and rules. Reads
 * the form of a request that says nothing elsewhere.
 */
public final class SocketIdArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return SocketIdArgument.isOne(parameter);
	}

	@Override
	public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext bindingContext,
			ServerWebExchange exchange) {
		SocketIdArgument argument = SocketIdArgument.of(parameter);
		RequestSocketId socketId = ReactiveSocketIdFilter.of(exchange);
		Mono<?> known = (socketId.value() != null) ? Mono.empty() : readForm(exchange);
		return known.then(Mono.defer(() -> {
			if (socketId.value() == null && argument.required()) {
				return Mono.error(
						new MissingRequestValueException(SocketIdFields.HEADER, String.class, "socket id", parameter));
			}
			return Mono.justOrEmpty(argument.value(socketId.value()));
		}));
	}

	/**
	 * The filter's exchange notices what is in the form, which is read once only.
	 */
	private static Mono<?> readForm(ServerWebExchange exchange) {
		return exchange.getFormData().then(exchange.getMultipartData());
	}

}
