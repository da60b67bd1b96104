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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.lattestream.web.CallbackExecutor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Invokes methods that decide about clients as controller methods are: by an adapter of
 * our own that is set up like the application's. On the thread of the request, if it is
 * the current one, else on one that may block.
 */
public final class ServletAuthInvoker implements SmartInitializingSingleton {

	private final RequestMappingHandlerAdapter applicationAdapter;

	private final RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter();

	private final ExceptionHandlerExceptionResolver exceptionResolver = new ExceptionHandlerExceptionResolver();

	private final ReactiveAdapterRegistry reactiveTypes;

	private final Scheduler scheduler;

	/**
	 * Create an invoker.
	 * @param applicationAdapter invokes the application's controller methods
	 * @param callbackExecutor runs methods away from the thread of a request
	 * @param applicationContext the application context
	 */
	public ServletAuthInvoker(RequestMappingHandlerAdapter applicationAdapter, CallbackExecutor callbackExecutor,
			ApplicationContext applicationContext) {
		this.applicationAdapter = applicationAdapter;
		this.reactiveTypes = applicationAdapter.getReactiveAdapterRegistry();
		this.scheduler = Schedulers.fromExecutor(callbackExecutor.executor());
		this.adapter.setApplicationContext(applicationContext);
		this.adapter.setBeanFactory(applicationContext.getAutowireCapableBeanFactory());
		this.exceptionResolver.setApplicationContext(applicationContext);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.adapter.setMessageConverters(this.applicationAdapter.getMessageConverters());
		this.adapter.setWebBindingInitializer(this.applicationAdapter.getWebBindingInitializer());
		this.adapter.setArgumentResolvers(this.applicationAdapter.getArgumentResolvers());
		this.adapter.setInitBinderArgumentResolvers(this.applicationAdapter.getInitBinderArgumentResolvers());
		this.adapter.setReturnValueHandlers(List.of(new RuleResults()));
		this.adapter.setReactiveAdapterRegistry(this.reactiveTypes);
		this.adapter.afterPropertiesSet();
		this.exceptionResolver.setMessageConverters(this.applicationAdapter.getMessageConverters());
		this.exceptionResolver.setCustomArgumentResolvers(this.applicationAdapter.getCustomArgumentResolvers());
		this.exceptionResolver.setReturnValueHandlers(List.of(new RuleResults()));
		this.exceptionResolver.afterPropertiesSet();
	}

	/**
	 * Invoke a method.
	 * @param method the method
	 * @param request the request that it is invoked for
	 * @param principal whose login counts
	 * @param variables its path variables
	 * @return what it returns, or what that holds; nothing if there is no value, an
	 * argument cannot be had or an exception handler took over
	 */
	Mono<Object> invoke(HandlerMethod method, HttpServletRequest request, @Nullable Principal principal,
			Map<String, String> variables) {
		return Mono.defer(() -> {
			// What it returns is subscribed to where it was called
			Mono<Object> value = Mono.deferContextual((context) -> RequestThread.call(request, principal, () -> Mono
				.fromFuture(call(method, request, variables).contextWrite((own) -> own.putAll(context)).toFuture())));
			return RequestThread.isCurrent(request) ? value : value.subscribeOn(this.scheduler);
		});
	}

	private Mono<Object> call(HandlerMethod method, HttpServletRequest request, Map<String, String> variables) {
		request.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, variables);
		HandlerMethod resolved = method.createWithResolvedBean();
		HttpServletResponse response = RequestThread.response();
		try {
			this.adapter.handle(request, response, resolved);
		}
		// Spring MVC's adapters may throw anything
		catch (Exception ex) {
			boolean handled = this.exceptionResolver.resolveException(request, response, resolved, ex) != null;
			return (handled || isBadInput(ex)) ? Mono.empty() : Mono.error(ex);
		}
		return unwrap(RuleResults.take(request)).cast(Object.class);
	}

	/**
	 * A variable of the channel's name that cannot be converted is nothing unusual.
	 */
	private static boolean isBadInput(Exception ex) {
		return ex instanceof TypeMismatchException && !(ex instanceof ConversionNotSupportedException)
				|| ex instanceof HttpMessageNotReadableException
				|| ex instanceof ErrorResponse response && response.getStatusCode().is4xxClientError();
	}

	private Mono<?> unwrap(@Nullable Object value) {
		if (value instanceof Callable<?> callable) {
			return Mono.fromCallable(callable).subscribeOn(this.scheduler);
		}
		if (value instanceof WebAsyncTask<?> task) {
			return Mono.fromCallable(task.getCallable()).subscribeOn(this.scheduler);
		}
		if (value instanceof DeferredResult<?> deferred) {
			return Mono.create((sink) -> deferred.setResultHandler((result) -> {
				if (result instanceof Throwable failure) {
					sink.error(failure);
				}
				else {
					sink.success(result);
				}
			}));
		}
		ReactiveAdapter reactiveType = (value != null) ? this.reactiveTypes.getAdapter(value.getClass(), value) : null;
		return (reactiveType != null) ? Mono.from(reactiveType.toPublisher(value)) : Mono.justOrEmpty(value);
	}

}
