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

import java.lang.reflect.Method;

import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.ChannelAuthResults;
import com.lattestream.web.ChannelAuthRule;
import com.lattestream.web.ChannelAuthRules;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Asks the rule for a channel, invoked as controller methods are: by an adapter of our
 * own that is set up like the application's and calls what may block off the event loop.
 */
public final class ReactiveChannelAuthorizer implements ChannelAuthorizer, SmartInitializingSingleton {

	private final ChannelAuthRules rules;

	private final RequestMappingHandlerAdapter applicationAdapter;

	private final RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter();

	private final ReactiveAdapterRegistry reactiveTypes;

	/**
	 * Create an authorizer.
	 * @param rules the rules
	 * @param applicationAdapter invokes the application's controller methods
	 * @param callbackExecutor runs methods that may block
	 * @param applicationContext the application context
	 */
	public ReactiveChannelAuthorizer(ChannelAuthRules rules, RequestMappingHandlerAdapter applicationAdapter,
			CallbackExecutor callbackExecutor, ApplicationContext applicationContext) {
		this.rules = rules;
		this.applicationAdapter = applicationAdapter;
		ReactiveAdapterRegistry registry = applicationAdapter.getReactiveAdapterRegistry();
		this.reactiveTypes = (registry != null) ? registry : ReactiveAdapterRegistry.getSharedInstance();
		this.adapter.setApplicationContext(applicationContext);
		this.adapter.setBlockingExecutor(callbackExecutor.executor());
		this.adapter.setBlockingMethodPredicate(this::mayBlock);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.adapter.setMessageReaders(this.applicationAdapter.getMessageReaders());
		this.adapter.setWebBindingInitializer(this.applicationAdapter.getWebBindingInitializer());
		this.adapter.setArgumentResolverConfigurer(this.applicationAdapter.getArgumentResolverConfigurer());
		this.adapter.setContentTypeResolver(this.applicationAdapter.getContentTypeResolver());
		this.adapter.setReactiveAdapterRegistry(this.reactiveTypes);
		try {
			this.adapter.afterPropertiesSet();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The adapter for channel rules cannot be set up", ex);
		}
	}

	@Override
	public Mono<ChannelAuthorization> authorize(ChannelAuthRequest request) {
		ChannelAuthRule.Match match = this.rules.match(request.channel());
		if (match == null || (request.principal() == null && match.rule().needsPrincipal())) {
			return Mono.just(ChannelAuthorization.denied());
		}
		ServerWebExchange exchange = (ServerWebExchange) request.exchange();
		HandlerMethod method = match.rule().method().createWithResolvedBean();
		return Mono.defer(() -> {
			ReactiveChannelAuthReader.put(request, exchange);
			exchange.getAttributes().put(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, match.variables());
			return this.adapter.handle(exchange, method);
		})
			.flatMap((result) -> value(result, method.getMethod()))
			.map((value) -> ChannelAuthResults.toAuthorization(value, request))
			.onErrorResume(ReactiveChannelAuthorizer::isBadInput, (ex) -> Mono.empty())
			.defaultIfEmpty(ChannelAuthorization.denied());
	}

	/**
	 * A variable of the channel's name that cannot be converted is nothing unusual.
	 */
	private static boolean isBadInput(Throwable ex) {
		return ex instanceof ResponseStatusException response && response.getStatusCode().is4xxClientError();
	}

	/**
	 * The result is that of an exception handler, and none of ours, if the rule failed.
	 */
	private Mono<?> value(HandlerResult result, Method rule) {
		if (!rule.equals(result.getReturnTypeSource().getMethod())) {
			return Mono.empty();
		}
		return unwrap(result.getReturnValue(), this.reactiveTypes);
	}

	static Mono<?> unwrap(@Nullable Object value, ReactiveAdapterRegistry reactiveTypes) {
		ReactiveAdapter reactiveType = (value != null) ? reactiveTypes.getAdapter(value.getClass(), value) : null;
		return (reactiveType != null) ? Mono.from(reactiveType.toPublisher(value)) : Mono.justOrEmpty(value);
	}

	private boolean mayBlock(HandlerMethod method) {
		return this.reactiveTypes.getAdapter(method.getReturnType().getParameterType()) == null;
	}

}
