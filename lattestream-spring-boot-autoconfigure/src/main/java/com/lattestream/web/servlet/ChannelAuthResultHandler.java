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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.lattestream.InvalidRequestException;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.web.ChannelAuthEndpoint;
import com.lattestream.web.ChannelAuthResults;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Controller advice for {@link LatteChannelAuth} methods of the application's
 * controllers: turns what they return into the signed answer. Comes before the handlers
 * that would write it as a body. What is still to come is left to Spring MVC, which
 * brings the value here once it is there.
 */
public final class ChannelAuthResultHandler implements HandlerMethodReturnValueHandler, SmartInitializingSingleton {

	private static final List<Class<?>> ASYNCHRONOUS = List.of(Callable.class, WebAsyncTask.class,
			DeferredResult.class);

	private final ChannelAuthEndpoint endpoint;

	private final ServletChannelAuthReader reader;

	private final RequestMappingHandlerAdapter adapter;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 * @param reader reads the request that was decided about
	 * @param adapter invokes the application's controller methods
	 */
	public ChannelAuthResultHandler(ChannelAuthEndpoint endpoint, ServletChannelAuthReader reader,
			RequestMappingHandlerAdapter adapter) {
		this.endpoint = endpoint;
		this.reader = reader;
		this.adapter = adapter;
	}

	/**
	 * Those that an application configures come behind the ones of Spring MVC.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
		handlers.add(this);
		List<HandlerMethodReturnValueHandler> others = this.adapter.getReturnValueHandlers();
		if (others != null) {
			handlers.addAll(others);
		}
		this.adapter.setReturnValueHandlers(handlers);
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return returnType.hasMethodAnnotation(LatteChannelAuth.class) && !isAsynchronous(returnType.getParameterType());
	}

	private boolean isAsynchronous(Class<?> type) {
		return ASYNCHRONOUS.stream().anyMatch((asynchronous) -> asynchronous.isAssignableFrom(type))
				|| this.adapter.getReactiveAdapterRegistry().getAdapter(type) != null;
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer mavContainer, NativeWebRequest webRequest) throws IOException {
		mavContainer.setRequestHandled(true);
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		HttpServletResponse response = webRequest.getNativeResponse(HttpServletResponse.class);
		Assert.state(request != null && response != null, "There is no servlet request");
		try {
			ChannelAuthRequest asked = this.reader.read(request);
			ServletResponses.write(response,
					this.endpoint.answer(asked, ChannelAuthResults.toAuthorization(returnValue, asked)));
		}
		catch (InvalidRequestException ex) {
			ServletResponses.write(response, this.endpoint.invalid(ex));
		}
	}

}
