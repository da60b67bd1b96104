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

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import com.lattestream.TransportType;
import com.lattestream.hub.ConnectionRequest;
import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells what customizers may know of an exchange.
 */
final class ReactiveConnectionRequests {

	private ReactiveConnectionRequests() {
	}

	static ConnectionRequest of(ServerWebExchange exchange, TransportType transport, Dialect dialect,
			@Nullable Principal principal) {
		ServerHttpRequest request = exchange.getRequest();
		return new ConnectionRequest(transport, dialect.protocol(), headers(request), request.getQueryParams(),
				principal, address(request));
	}

	private static Map<String, List<String>> headers(ServerHttpRequest request) {
		MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
		request.getHeaders().forEach(headers::put);
		return headers;
	}

	private static @Nullable String address(ServerHttpRequest request) {
		InetSocketAddress address = request.getRemoteAddress();
		if (address == null) {
			return null;
		}
		// What a proxy tells is not looked up
		return address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
	}

}
