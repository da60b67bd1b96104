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
import java.util.Map;

import com.lattestream.web.CallbackExecutor;
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
 * Invokes methods that decide about clients as controller methods are: by an adapter of
 * our own that is set up like the application's and calls what may block off the event
 * loop.
 */
public final class ReactiveAuthInvoker implements SmartInitializingSingleton {

	private final RequestMappingHandlerAdapter applicationAdapter;

	private final RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter();

	private final ReactiveAdapterRegistry reactiveTypes;

	/**
	 * Create an invoker.
	 * @param applicationAdapter invokes the application's controller methods
	 * @param callbackExecutor runs methods that may block
	 * @param applicationContext the application context
	 */
	public ReactiveAuthInvoker(RequestMappingHandlerAdapter applicationAdapter, CallbackExecutor callbackExecutor,
			ApplicationContext applicationContext) {
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
			throw new IllegalStateException("The adapter for rules cannot be set up", ex);
		}
	}

	/**
	 * Invoke a method.
	 * @param method the method
	 * @param exchange the exchange that it is invoked for
	 * @param variables its path variables
	 * @return what it returns, or what that holds; nothing if there is no value, an
	 * argument cannot be had or an exception handler took over
	 */
	Mono<Object> invoke(HandlerMethod method, ServerWebExchange exchange, Map<String, String> variables) {
		HandlerMethod resolved = method.createWithResolvedBean();
		return Mono.defer(() -> {
			exchange.getAttributes().put(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, variables);
			return this.adapter.handle(exchange, resolved);
		})
			.flatMap((result) -> value(result, resolved.getMethod()))
			.cast(Object.class)
			.onErrorResume(ReactiveAuthInvoker::isBadInput, (ex) -> Mono.empty());
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
