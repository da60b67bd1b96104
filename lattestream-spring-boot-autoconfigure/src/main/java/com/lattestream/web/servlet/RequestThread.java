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
import java.util.function.Supplier;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * Puts what code expects on the thread of a request where it is called on another one:
 * the request and its scope, the locale, the socket id and the login.
 */
final class RequestThread {

	private RequestThread() {
	}

	/**
	 * Return whether the current thread is the one that serves a request.
	 * @param request the request
	 * @return whether it is
	 */
	static boolean isCurrent(HttpServletRequest request) {
		return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& innermost(attributes.getRequest()) == innermost(request);
	}

	/**
	 * Return the response that code called here may add to.
	 * @return the response, which goes nowhere if this is not the thread of the request
	 */
	static HttpServletResponse response() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& attributes.getResponse() != null) ? attributes.getResponse() : new DetachedResponse();
	}

	/**
	 * Call code as if the current thread served the request.
	 * @param <T> the type of its result
	 * @param request the request
	 * @param principal whose login counts, also if it is not that of the request
	 * @param code the code
	 * @return its result
	 */
	static <T> T call(HttpServletRequest request, @Nullable Principal principal, Supplier<T> code) {
		Runnable logout = ServletSecurityContexts.bind(principal);
		try {
			return isCurrent(request) ? code.get() : call(request, code);
		}
		finally {
			logout.run();
		}
	}

	private static <T> T call(HttpServletRequest request, Supplier<T> code) {
		RequestAttributes previousAttributes = RequestContextHolder.getRequestAttributes();
		LocaleContext previousLocale = LocaleContextHolder.getLocaleContext();
		RequestSocketId previousSocketId = CurrentSocketId.bind(ServletSocketIdFilter.of(request));
		ServletRequestAttributes attributes = new ServletRequestAttributes(request);
		RequestContextHolder.setRequestAttributes(attributes);
		LocaleContextHolder.setLocale(RequestContextUtils.getLocale(request));
		try {
			return code.get();
		}
		finally {
			RequestContextHolder.setRequestAttributes(previousAttributes);
			LocaleContextHolder.setLocaleContext(previousLocale);
			CurrentSocketId.bind(previousSocketId);
			attributes.requestCompleted();
		}
	}

	/**
	 * Filters and Spring MVC put requests around the one of the container.
	 */
	private static ServletRequest innermost(ServletRequest request) {
		ServletRequest inner = request;
		while (inner instanceof ServletRequestWrapper wrapper && wrapper.getRequest() != null) {
			inner = wrapper.getRequest();
		}
		return inner;
	}

}
