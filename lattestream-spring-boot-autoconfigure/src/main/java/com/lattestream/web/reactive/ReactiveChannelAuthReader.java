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

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import com.lattestream.InvalidRequestException;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.web.AuthRequestParser;
import com.lattestream.web.ChannelAuthEndpoint;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * Reads the body of channel authorisation and user sign-in requests, a form or JSON; the
 * former once per exchange.
 */
public final class ReactiveChannelAuthReader {

	private static final String ATTRIBUTE = ChannelAuthRequest.class.getName();

	private static final int MAX_BODY = 64 * 1024;

	private final ChannelAuthEndpoint endpoint;

	/**
	 * Create a reader.
	 * @param endpoint knows what the body says
	 */
	public ReactiveChannelAuthReader(ChannelAuthEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Read the request.
	 * @param exchange the exchange
	 * @return the request; an {@link InvalidRequestException} as error if it is not right
	 */
	Mono<ChannelAuthRequest> read(ServerWebExchange exchange) {
		ChannelAuthRequest known = exchange.getAttribute(ATTRIBUTE);
		if (known != null) {
			return Mono.just(known);
		}
		return read(exchange, this.endpoint::parse).doOnNext((request) -> put(request, exchange));
	}

	/**
	 * Read a request.
	 * @param <T> the type of the request
	 * @param exchange the exchange
	 * @param parser knows what the fields say
	 * @return the request; an {@link InvalidRequestException} as error if it is not right
	 */
	<T> Mono<T> read(ServerWebExchange exchange, AuthRequestParser<T> parser) {
		return Mono.zip(parameters(exchange),
				exchange.getPrincipal().map(Optional::of).defaultIfEmpty(Optional.empty()),
				(parameters, principal) -> parser.parse(parameters, principal.orElse(null), exchange));
	}

	/**
	 * Make a request known that was not read from the body.
	 * @param request the request
	 * @param exchange the exchange
	 */
	static void put(ChannelAuthRequest request, ServerWebExchange exchange) {
		exchange.getAttributes().put(ATTRIBUTE, request);
	}

	private Mono<Map<String, String>> parameters(ServerWebExchange exchange) {
		return Mono.defer(() -> isForm(exchange.getRequest()) ? form(exchange) : json(exchange))
			.onErrorMap(DataBufferLimitException.class,
					(ex) -> new InvalidRequestException("The body is too large", ex))
			.onErrorMap(IllegalArgumentException.class,
					(ex) -> new InvalidRequestException("The body or its Content-Type cannot be read", ex));
	}

	private Mono<Map<String, String>> form(ServerWebExchange exchange) {
		return exchange.getFormData().map((form) -> {
			Map<String, String> parameters = new LinkedHashMap<>();
			// A field without a value has none, not even an empty one
			form.forEach((name, values) -> parameters.put(name, Objects.requireNonNullElse(values.get(0), "")));
			return parameters;
		});
	}

	private Mono<Map<String, String>> json(ServerWebExchange exchange) {
		return DataBufferUtils.join(exchange.getRequest().getBody(), MAX_BODY).map((buffer) -> {
			String text = buffer.toString(StandardCharsets.UTF_8);
			DataBufferUtils.release(buffer);
			return text;
		}).defaultIfEmpty("").map(this.endpoint::parse);
	}

	private static boolean isForm(ServerHttpRequest request) {
		return MediaType.APPLICATION_FORM_URLENCODED.isCompatibleWith(request.getHeaders().getContentType());
	}

}
