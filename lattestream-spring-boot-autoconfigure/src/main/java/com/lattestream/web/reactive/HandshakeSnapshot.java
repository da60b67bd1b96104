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
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.web.server.ServerWebExchange;

/**
 * What is left of a handshake while its connection is open, for rules that are asked
 * later. Keeps nothing of the server alive, and not what is of the upgrade alone.
 *
 * @param uri the address of the request
 * @param contextPath the context path in it
 * @param headers names and values by turns, which takes less memory than a map
 * @param attributes what filters of the application noted. Those of Spring and of ours
 * are left out: they lead back to the exchange
 * @param remoteAddress the address of the client
 * @param sslInfo its certificates
 */
record HandshakeSnapshot(URI uri, String contextPath, List<String> headers, Map<String, Object> attributes,
		@Nullable InetSocketAddress remoteAddress, @Nullable SslInfo sslInfo) {

	private static final List<String> FRAMEWORKS = List.of("org.springframework.", "com.lattestream.");

	static HandshakeSnapshot of(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		List<String> headers = new ArrayList<>();
		request.getHeaders().forEach((name, values) -> {
			if (!isOfUpgrade(name)) {
				values.forEach((value) -> {
					headers.add(name);
					headers.add(value);
				});
			}
		});
		Map<String, Object> attributes = exchange.getAttributes()
			.entrySet()
			.stream()
			.filter((attribute) -> FRAMEWORKS.stream().noneMatch(attribute.getKey()::startsWith))
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
		return new HandshakeSnapshot(request.getURI(), request.getPath().contextPath().value(), List.copyOf(headers),
				attributes, request.getRemoteAddress(), request.getSslInfo());
	}

	private static boolean isOfUpgrade(String header) {
		return header.equalsIgnoreCase(HttpHeaders.UPGRADE) || header.equalsIgnoreCase(HttpHeaders.CONNECTION)
				|| header.toLowerCase(Locale.ROOT).startsWith("sec-websocket-");
	}

	HttpHeaders httpHeaders() {
		HttpHeaders all = new HttpHeaders();
		for (int i = 0; i < this.headers.size(); i += 2) {
			all.add(this.headers.get(i), this.headers.get(i + 1));
		}
		return all;
	}

	/** Headers carry credentials. */
	@Override
	public String toString() {
		return "HandshakeSnapshot[" + this.uri.getPath() + "]";
	}

}
