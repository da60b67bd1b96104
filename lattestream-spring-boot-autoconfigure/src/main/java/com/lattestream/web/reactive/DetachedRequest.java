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

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;

/**
 * The request of a handshake that is over. It has no body, and no server behind it.
 */
final class DetachedRequest extends AbstractServerHttpRequest {

	private final HandshakeSnapshot snapshot;

	DetachedRequest(HandshakeSnapshot snapshot) {
		super(HttpMethod.GET, snapshot.uri(), snapshot.contextPath(), snapshot.httpHeaders());
		this.snapshot = snapshot;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.snapshot.remoteAddress();
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return Flux.empty();
	}

	@Override
	public <T> T getNativeRequest() {
		throw new IllegalStateException("The request of the handshake is over");
	}

	@Override
	protected MultiValueMap<String, HttpCookie> initCookies() {
		MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
		for (String header : getHeaders().getOrEmpty(HttpHeaders.COOKIE)) {
			for (String pair : StringUtils.tokenizeToStringArray(header, ";")) {
				int equals = pair.indexOf('=');
				if (equals > 0) {
					String name = pair.substring(0, equals);
					cookies.add(name, new HttpCookie(name, unquote(pair.substring(equals + 1))));
				}
			}
		}
		return cookies;
	}

	private static String unquote(String value) {
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

	@Override
	protected @Nullable SslInfo initSslInfo() {
		return this.snapshot.sslInfo();
	}

}
