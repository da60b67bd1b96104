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

import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.web.ChannelAuthResults;
import com.lattestream.web.ChannelAuthRule;
import com.lattestream.web.ChannelAuthRules;
import jakarta.servlet.http.HttpServletRequest;
import reactor.core.publisher.Mono;

/**
 * Asks the rule for a channel.
 */
public final class ServletChannelAuthorizer implements ChannelAuthorizer {

	private final ChannelAuthRules rules;

	private final ServletAuthInvoker invoker;

	/**
	 * Create an authorizer.
	 * @param rules the rules
	 * @param invoker invokes them
	 */
	public ServletChannelAuthorizer(ChannelAuthRules rules, ServletAuthInvoker invoker) {
		this.rules = rules;
		this.invoker = invoker;
	}

	@Override
	public Mono<ChannelAuthorization> authorize(ChannelAuthRequest request) {
		ChannelAuthRule.Match match = this.rules.match(request.channel());
		if (match == null || (request.principal() == null && match.rule().needsPrincipal())) {
			return Mono.just(ChannelAuthorization.denied());
		}
		HttpServletRequest exchange = (HttpServletRequest) request.exchange();
		return Mono.defer(() -> {
			ServletChannelAuthReader.put(request, exchange);
			return this.invoker.invoke(match.rule().method(), exchange, request.principal(), match.variables());
		})
			.map((value) -> ChannelAuthResults.toAuthorization(value, request))
			.defaultIfEmpty(ChannelAuthorization.denied());
	}

}
