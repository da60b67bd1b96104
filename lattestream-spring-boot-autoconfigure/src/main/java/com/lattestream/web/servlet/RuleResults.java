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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Keeps what a rule returned as it is, instead of writing it as a response.
 */
final class RuleResults implements HandlerMethodReturnValueHandler {

	private static final String ATTRIBUTE = RuleResults.class.getName();

	/**
	 * Take what was returned last.
	 * @param request the request that the rule was invoked for
	 * @return the value
	 */
	static @Nullable Object take(HttpServletRequest request) {
		Object value = request.getAttribute(ATTRIBUTE);
		request.removeAttribute(ATTRIBUTE);
		return value;
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return true;
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer mavContainer, NativeWebRequest webRequest) {
		mavContainer.setRequestHandled(true);
		if (returnValue != null) {
			webRequest.setAttribute(ATTRIBUTE, returnValue, RequestAttributes.SCOPE_REQUEST);
		}
	}

}
