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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import com.lattestream.hub.ClientEventRequest;
import com.lattestream.hub.ClientEventResult;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ReflectionUtils;

/**
 * Calls a {@link com.lattestream.hub.LatteClientEvent} method and turns what it returns
 * into a decision.
 *
 * @param method the method
 * @param arguments makes its arguments
 * @param constrained whether they have constraints
 * @param scheduler where to call it; {@code null} for where the event came
 * @param reactiveTypes knows what holds values that come later
 * @param ofNothing the decision if it returns nothing
 */
record ClientEventInvocation(ClientEventMethod method, ClientEventArguments arguments, boolean constrained,
		@Nullable Scheduler scheduler, ReactiveAdapterRegistry reactiveTypes, ClientEventResult ofNothing) {

	/**
	 * Call the method.
	 * @param variables the variables of its patterns
	 * @param request the event
	 * @return what it decides, or why it does not
	 */
	Mono<ClientEventResult> invoke(Map<String, String> variables, ClientEventRequest request) {
		RequestSocketId sender = RequestSocketId.of(request.event().socketId());
		Mono<Object> returned = Mono.fromCallable(() -> call(variables, request, sender));
		if (this.scheduler != null) {
			returned = returned.subscribeOn(this.scheduler);
		}
		return returned.flatMap(this::unwrap)
			.map(ClientEventInvocation::toResult)
			.switchIfEmpty(Mono.just(this.ofNothing))
			.contextWrite((context) -> context.put(CurrentSocketId.KEY, sender));
	}

	/**
	 * What the method publishes to all others is not for the sender of the event.
	 */
	private @Nullable Object call(Map<String, String> variables, ClientEventRequest request, RequestSocketId sender)
			throws Exception {
		RequestSocketId previous = CurrentSocketId.bind(sender);
		try {
			return call(variables, request);
		}
		finally {
			CurrentSocketId.bind(previous);
		}
	}

	private @Nullable Object call(Map<String, String> variables, ClientEventRequest request) throws Exception {
		@Nullable Object[] values = this.arguments.resolve(this.method, variables, request);
		Object bean = this.method.handler().createWithResolvedBean().getBean();
		Method invocable = this.method.handler().getMethod();
		if (this.constrained) {
			this.arguments.validate(bean, invocable, values, request);
		}
		ReflectionUtils.makeAccessible(invocable);
		try {
			return invocable.invoke(bean, values);
		}
		catch (InvocationTargetException ex) {
			if (ex.getTargetException() instanceof Exception exception) {
				throw exception;
			}
			// Reactor would let the connection wait for ever on some errors
			throw new IllegalStateException(String.valueOf(ex.getTargetException()), ex.getTargetException());
		}
	}

	private Mono<Object> unwrap(Object value) {
		ReactiveAdapter reactiveType = this.reactiveTypes.getAdapter(value.getClass(), value);
		if (reactiveType == null) {
			return Mono.just(value);
		}
		return reactiveType.isMultiValue()
				? Flux.from(reactiveType.<Object>toPublisher(value)).collectList().cast(Object.class)
				: Mono.from(reactiveType.toPublisher(value));
	}

	private static ClientEventResult toResult(Object value) {
		if (value instanceof ClientEventResult result) {
			return result;
		}
		if (value instanceof Boolean accepted) {
			return accepted ? ClientEventResult.pass() : ClientEventResult.refuse("The event is refused");
		}
		return ClientEventResult.reply(value);
	}

}
