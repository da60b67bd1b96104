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

import com.lattestream.RequestSocketId;
import com.lattestream.web.SocketId;
import com.lattestream.web.SocketIdArgument;
import com.lattestream.web.SocketIdFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves {@link SocketId @SocketId} arguments of controller methods. Reads the form of
 * a request that says nothing elsewhere.
 */
public final class SocketIdArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return SocketIdArgument.isOne(parameter);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binderFactory)
			throws MissingRequestHeaderException {
		SocketIdArgument argument = SocketIdArgument.of(parameter);
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		Assert.state(request != null, "There is no servlet request");
		RequestSocketId socketId = ServletSocketIdFilter.of(request);
		if (socketId.value() == null) {
			socketId.offer(request.getParameter(SocketIdFields.FIELD));
		}
		if (socketId.value() == null && argument.required()) {
			throw new MissingRequestHeaderException(SocketIdFields.HEADER, parameter);
		}
		return argument.value(socketId.value());
	}

}
