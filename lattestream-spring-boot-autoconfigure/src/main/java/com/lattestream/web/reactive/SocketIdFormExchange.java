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
import com.lattestream.web.SocketIdFields;
import reactor.core.publisher.Mono;

import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * An exchange with a form, which tells the socket id in it once somebody reads it.
 */
class SocketIdFormExchange extends ServerWebExchangeDecorator {

	private final RequestSocketId socketId;

	SocketIdFormExchange(ServerWebExchange exchange, RequestSocketId socketId) {
		super(exchange);
		this.socketId = socketId;
	}

	@Override
	public Mono<MultiValueMap<String, String>> getFormData() {
		return super.getFormData().doOnNext((form) -> this.socketId.offer(form.getFirst(SocketIdFields.FIELD)));
	}

	@Override
	public Mono<MultiValueMap<String, Part>> getMultipartData() {
		return super.getMultipartData().doOnNext((parts) -> {
			if (parts.getFirst(SocketIdFields.FIELD) instanceof FormFieldPart field) {
				this.socketId.offer(field.value());
			}
		});
	}

}
