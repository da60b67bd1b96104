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

import java.security.Principal;
import java.util.Objects;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.Handshake;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.OriginPolicy;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;

/**
 * Lets connections of known users ask the rules for channels. Rules see the handshake as
 * if it were the request: with an exchange of their own for each question, for they may
 * run long after it and at the same time.
 * <p>
 * Browsers send cookies with the handshakes of any page. A login that came with one of a
 * page that is not trusted is none here, or that page could read what is for its visitor.
 */
public final class ReactiveInlineAuthorization {

	private static final WebSessionManager NO_SESSION = (exchange) -> Mono
		.error(() -> new IllegalStateException("A rule that is asked on a connection has no session"));

	private final ChannelGrants grants;

	private final OriginPolicy origins;

	private final ServerCodecConfigurer codecs;

	private final LocaleContextResolver locales;

	private final ApplicationContext applicationContext;

	/**
	 * Create one.
	 * @param grants asks the rules
	 * @param origins which pages are trusted
	 * @param codecs the codecs of exchanges
	 * @param locales finds the locale of exchanges
	 * @param applicationContext the application context of exchanges
	 */
	public ReactiveInlineAuthorization(ChannelGrants grants, OriginPolicy origins, ServerCodecConfigurer codecs,
			LocaleContextResolver locales, ApplicationContext applicationContext) {
		this.grants = grants;
		this.origins = origins;
		this.codecs = codecs;
		this.locales = locales;
		this.applicationContext = applicationContext;
	}

	/**
	 * Let a connection ask the rules, if it is that of a user.
	 * @param handshake the handshake
	 * @param exchange its exchange, which is not kept
	 * @return the handshake, to go on with
	 */
	Handshake apply(Handshake handshake, ServerWebExchange exchange) {
		if (handshake.principal() == null || !(handshake.admitted() || isTrusted(exchange.getRequest()))) {
			return handshake;
		}
		HandshakeSnapshot snapshot = HandshakeSnapshot.of(exchange);
		return handshake.with((asking, channel) -> ask(asking, channel, snapshot));
	}

	private boolean isTrusted(ServerHttpRequest request) {
		return this.origins.trusts(request.getHeaders().getOrigin(), request.getURI());
	}

	private Mono<ChannelGrant> ask(Handshake handshake, String channel, HandshakeSnapshot snapshot) {
		Principal principal = Objects.requireNonNull(handshake.principal());
		ServerWebExchange exchange = exchange(snapshot, principal);
		RequestSocketId socketId = ReactiveSocketIdFilter.put(exchange, handshake.socketId());
		return this.grants.ask(handshake.socketId(), channel, principal, exchange)
			.contextWrite((context) -> context.put(CurrentSocketId.KEY, socketId))
			.contextWrite(ReactiveSecurityContexts.of(principal));
	}

	private ServerWebExchange exchange(HandshakeSnapshot snapshot, Principal principal) {
		ServerWebExchange exchange = new DefaultServerWebExchange(new DetachedRequest(snapshot), new DetachedResponse(),
				NO_SESSION, this.codecs, this.locales, this.applicationContext);
		exchange.getAttributes().putAll(snapshot.attributes());
		return exchange.mutate().principal(Mono.just(principal)).build();
	}

}
