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

package com.lattestream.web;

import com.lattestream.hub.ClientEventResult;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.web.method.HandlerMethod;

/**
 * Prepares calls of {@link com.lattestream.hub.LatteClientEvent} methods.
 */
public final class ClientEventInvoker {

	private final ClientEventArguments arguments;

	private final @Nullable ArgumentValidator validator;

	private final Scheduler scheduler;

	private final ReactiveAdapterRegistry reactiveTypes = ReactiveAdapterRegistry.getSharedInstance();

	/**
	 * Create an invoker.
	 * @param jsonMapper reads the data of events
	 * @param conversionService converts the variables of patterns
	 * @param validator checks arguments, if there is one
	 * @param callbackExecutor calls methods that may block
	 */
	public ClientEventInvoker(JsonMapper jsonMapper, ConversionService conversionService,
			@Nullable ArgumentValidator validator, CallbackExecutor callbackExecutor) {
		this.arguments = new ClientEventArguments(jsonMapper, conversionService, validator);
		this.validator = validator;
		this.scheduler = Schedulers.fromExecutor(callbackExecutor.executor());
	}

	/**
	 * Prepare the calls of a method.
	 * @param method the method
	 * @return what calls it
	 */
	ClientEventInvocation prepare(ClientEventMethod method) {
		HandlerMethod handler = method.handler();
		ReactiveAdapter reactiveType = this.reactiveTypes.getAdapter(handler.getReturnType().getParameterType());
		boolean constrained = this.validator != null
				&& this.validator.isConstrained(handler.getBeanType(), handler.getMethod());
		// Constraints may ask for anything, and for files with their words in any case
		Scheduler elsewhere = (reactiveType == null || constrained) ? this.scheduler : null;
		ClientEventResult ofNothing = decides(handler, reactiveType) ? ClientEventResult.pass()
				: ClientEventResult.reply(null);
		return new ClientEventInvocation(method, this.arguments, constrained, elsewhere, this.reactiveTypes, ofNothing);
	}

	/**
	 * Return whether nothing is a decision of a method, rather than an answer. Who asks a
	 * question does not want others to get it when there is no answer.
	 */
	private static boolean decides(HandlerMethod handler, @Nullable ReactiveAdapter reactiveType) {
		Class<?> type = handler.getReturnType().getParameterType();
		if (reactiveType != null) {
			type = reactiveType.isNoValue() ? Void.class
					: ResolvableType.forMethodParameter(handler.getReturnType()).getGeneric().toClass();
		}
		return type == void.class || type == Void.class || type == boolean.class || type == Boolean.class
				|| type == ClientEventResult.class || type == Object.class;
	}

}
