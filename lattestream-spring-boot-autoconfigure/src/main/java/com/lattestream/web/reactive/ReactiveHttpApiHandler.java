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

import com.lattestream.web.ApiBase;
import com.lattestream.web.ApiRequest;
import com.lattestream.web.ApiResponse;
import com.lattestream.web.HttpApi;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Answers the calls of a REST API.
 */
public final class ReactiveHttpApiHandler implements WebHandler {

	private final HttpApi api;

	private final ApiBase base;

	private final int maxBodySize;

	/**
	 * Create a handler.
	 * @param api has the answers
	 * @param base the path that the calls are below
	 * @param maxBodySize how many bytes the body of a request may have
	 */
	public ReactiveHttpApiHandler(HttpApi api, ApiBase base, int maxBodySize) {
		this.api = api;
		this.base = base;
		this.maxBodySize = maxBodySize;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		return body(exchange.getRequest()).flatMap((body) -> this.api.answer(request(exchange.getRequest(), body)))
			.onErrorResume(DataBufferLimitException.class, (ex) -> Mono.just(tooLarge()))
			.flatMap((answer) -> ReactiveResponses.write(exchange, answer));
	}

	private Mono<byte[]> body(ServerHttpRequest request) {
		if (request.getHeaders().getContentLength() > this.maxBodySize) {
			return Mono.error(() -> new DataBufferLimitException("The body is too large"));
		}
		return DataBufferUtils.join(request.getBody(), this.maxBodySize).map((buffer) -> {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			DataBufferUtils.release(buffer);
			return bytes;
		}).defaultIfEmpty(new byte[0]);
	}

	private ApiRequest request(ServerHttpRequest request, byte[] body) {
		String path = this.base.below(request.getPath().pathWithinApplication().value());
		return new ApiRequest(request.getMethod().name(), path, request.getURI().getRawQuery(),
				(name) -> request.getHeaders().getFirst(name), body);
	}

	private ApiResponse tooLarge() {
		return this.api.bodyTooLarge(this.maxBodySize);
	}

}
