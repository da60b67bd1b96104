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

import java.util.Map;

import com.lattestream.UserData;
import com.lattestream.auth.UserAuthRequest;
import com.lattestream.auth.UserAuthenticator;
import com.lattestream.web.UserAuthResults;
import com.lattestream.web.UserAuthRule;
import jakarta.servlet.http.HttpServletRequest;
import reactor.core.publisher.Mono;

import org.springframework.web.method.HandlerMethod;

/**
 * Asks the application's method who a user is, or takes the principal where there is
 * none.
 */
public final class ServletUserAuthenticator implements UserAuthenticator {

	private final UserAuthRule rule;

	private final ServletAuthInvoker invoker;

	/**
	 * Create an authenticator.
	 * @param rule has the method
	 * @param invoker invokes it
	 */
	public ServletUserAuthenticator(UserAuthRule rule, ServletAuthInvoker invoker) {
		this.rule = rule;
		this.invoker = invoker;
	}

	@Override
	public Mono<UserData> authenticate(UserAuthRequest request) {
		HandlerMethod method = this.rule.method();
		if (method == null) {
			return Mono.fromSupplier(() -> UserAuthResults.principal(request));
		}
		if (request.principal() == null && this.rule.needsPrincipal()) {
			return Mono.empty();
		}
		HttpServletRequest exchange = (HttpServletRequest) request.exchange();
		return Mono.defer(() -> {
			exchange.setAttribute(UserAuthRequestArgumentResolver.ATTRIBUTE, request);
			return this.invoker.invoke(method, exchange, request.principal(), Map.of());
		}).mapNotNull((value) -> UserAuthResults.toUser(value, request));
	}

}
