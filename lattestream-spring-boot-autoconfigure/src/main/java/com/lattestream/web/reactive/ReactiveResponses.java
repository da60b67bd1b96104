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
import java.util.Set;

import com.lattestream.web.ApiResponse;
import com.lattestream.web.ClientScript;
import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes answers to WebFlux exchanges.
 */
final class ReactiveResponses {

	private ReactiveResponses() {
	}

	static Mono<Void> write(ServerWebExchange exchange, ApiResponse answer) {
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
		response.getHeaders().setContentType(MediaType.parseMediaType(answer.contentType()));
		response.getHeaders().setCacheControl(CacheControl.noStore());
		return write(response, answer.body().getBytes(StandardCharsets.UTF_8));
	}

	static Mono<Void> write(ServerWebExchange exchange, ClientScript script) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().setContentType(MediaType.parseMediaType(script.contentType()));
		response.getHeaders().setCacheControl(CacheControl.noCache());
		response.getHeaders().setETag(script.etag());
		return exchange.checkNotModified(script.etag()) ? response.setComplete() : write(response, script.content());
	}

	static Mono<Void> methodNotAllowed(ServerWebExchange exchange, HttpMethod allowed) {
		exchange.getResponse().setStatusCode(HttpStatus.METHOD_NOT_ALLOWED);
		exchange.getResponse().getHeaders().setAllow(Set.of(allowed));
		return exchange.getResponse().setComplete();
	}

	private static Mono<Void> write(ServerHttpResponse response, byte[] bytes) {
		response.getHeaders().setContentLength(bytes.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
	}

}
