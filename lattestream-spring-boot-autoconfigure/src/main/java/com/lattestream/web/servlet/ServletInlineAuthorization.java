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

import java.security.Principal;
import java.util.Objects;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.Handshake;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.OriginPolicy;
import jakarta.servlet.http.HttpServletRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.LocaleResolver;

/**
 * Lets connections of known users ask the rules for channels. Rules see the handshake as
 * if it were the request: with a request of their own for each question, for they may run
 * long after it and at the same time. They run on threads that may block.
 * <p>
 * Browsers send cookies with the handshakes of any page. A login that came with one of a
 * page that is not trusted is none here, or that page could read what is for its visitor.
 */
public final class ServletInlineAuthorization {

	private final ChannelGrants grants;

	private final OriginPolicy origins;

	private final LocaleResolver locales;

	private final WebApplicationContext applicationContext;

	private final Scheduler scheduler;

	/**
	 * Create one.
	 * @param grants asks the rules
	 * @param origins which pages are trusted
	 * @param locales finds the locale of requests
	 * @param applicationContext the application context of requests
	 * @param callbackExecutor runs the rules
	 */
	public ServletInlineAuthorization(ChannelGrants grants, OriginPolicy origins, LocaleResolver locales,
			WebApplicationContext applicationContext, CallbackExecutor callbackExecutor) {
		this.grants = grants;
		this.origins = origins;
		this.locales = locales;
		this.applicationContext = applicationContext;
		this.scheduler = Schedulers.fromExecutor(callbackExecutor.executor());
	}

	/**
	 * Let a connection ask the rules, if it is that of a user.
	 * @param handshake the handshake
	 * @param request its request, which is not kept
	 * @return the handshake, to go on with
	 */
	Handshake apply(Handshake handshake, HttpServletRequest request) {
		if (handshake.principal() == null || !(handshake.admitted() || isTrusted(request))) {
			return handshake;
		}
		HandshakeSnapshot snapshot = HandshakeSnapshot.of(request);
		return handshake.with((asking, channel) -> ask(asking, channel, snapshot));
	}

	private boolean isTrusted(HttpServletRequest request) {
		return this.origins.trusts(request.getHeader(HttpHeaders.ORIGIN), ServletServerHttpRequest.initURI(request));
	}

	private Mono<ChannelGrant> ask(Handshake handshake, String channel, HandshakeSnapshot snapshot) {
		Principal principal = Objects.requireNonNull(handshake.principal());
		HttpServletRequest request = request(snapshot, principal);
		RequestSocketId socketId = ServletSocketIdFilter.put(request, handshake.socketId());
		return Mono.defer(() -> RequestThread.call(request, principal,
				() -> Mono.fromFuture(this.grants.ask(handshake.socketId(), channel, principal, request)
					.contextWrite((context) -> context.put(CurrentSocketId.KEY, socketId))
					.toFuture())))
			.subscribeOn(this.scheduler);
	}

	private HttpServletRequest request(HandshakeSnapshot snapshot, Principal principal) {
		HttpServletRequest request = new DetachedRequest(snapshot, principal);
		request.setAttribute(DispatcherServlet.LOCALE_RESOLVER_ATTRIBUTE, this.locales);
		request.setAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE, this.applicationContext);
		return request;
	}

}
