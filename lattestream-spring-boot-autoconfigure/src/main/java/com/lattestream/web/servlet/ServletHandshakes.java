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

package com.lattestream.web.servlet;

import java.net.URI;
import java.util.List;

import com.lattestream.TransportType;
import com.lattestream.hub.Handshake;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogin;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.HandshakeParser;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.ServletServerHttpRequest;

/**
 * Makes handshakes of the requests of WebSockets: whose they are, what they say, what the
 * application says to them.
 */
public final class ServletHandshakes {

	private final HandshakeParser parser;

	private final ConnectionLogins logins;

	private final @Nullable ServletInlineAuthorization inlineAuthorization;

	private final ConnectionCustomizers customizers;

	/**
	 * Create one.
	 * @param parser reads requests
	 * @param logins tells whose they are
	 * @param inlineAuthorization lets connections ask the rules; {@code null} if they may
	 * not
	 * @param customizers shows connections to the application
	 */
	public ServletHandshakes(HandshakeParser parser, ConnectionLogins logins,
			@Nullable ServletInlineAuthorization inlineAuthorization, ConnectionCustomizers customizers) {
		this.parser = parser;
		this.logins = logins;
		this.inlineAuthorization = inlineAuthorization;
		this.customizers = customizers;
	}

	/**
	 * Make a handshake of a request.
	 * @param request the request, on its own thread; not to end before the handshake is
	 * there
	 * @param pusher whether it is of the Pusher dialect, with the key at the end of the
	 * path
	 * @return the handshake
	 */
	Mono<Handshake> read(HttpServletRequest request, boolean pusher) {
		return this.logins.login(ServletConnectionRequests.query(request), Mono.justOrEmpty(request.getUserPrincipal()))
			.map((login) -> parse(request, login, pusher))
			.flatMap(
					(handshake) -> (handshake.refusal() != null) ? Mono.just(handshake) : complete(request, handshake));
	}

	private Handshake parse(HttpServletRequest request, ConnectionLogin login, boolean pusher) {
		URI target = ServletServerHttpRequest.initURI(request);
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (!pusher) {
			return this.parser.latteStream(target, origin, login);
		}
		return this.parser.pusher(target, origin, login, key(request), request.getParameter("protocol"));
	}

	/**
	 * Spring MVC has no variables of paths that are behind a context path.
	 */
	private static String key(HttpServletRequest request) {
		List<PathContainer.Element> elements = ServletPaths.parse(request).pathWithinApplication().elements();
		PathContainer.Element last = elements.get(elements.size() - 1);
		return (last instanceof PathContainer.PathSegment segment) ? segment.valueToMatch() : last.value();
	}

	private Mono<Handshake> complete(HttpServletRequest request, Handshake handshake) {
		Handshake asking = (this.inlineAuthorization != null) ? this.inlineAuthorization.apply(handshake, request)
				: handshake;
		return this.customizers
			.apply(ServletConnectionRequests.of(request, TransportType.WEBSOCKET, handshake.dialect(),
					handshake.principal()))
			.map((shown) -> asking.with(shown.details()));
	}

}
