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

import java.lang.reflect.Field;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.util.WebUtils;

/**
 * The connection of a request in Tomcat. While the response is not complete.
 */
final class TomcatConnection implements ContainerConnection {

	/** Spring itself finds the request so. */
	private static final Field REQUEST;

	static {
		Field field = ReflectionUtils.findField(RequestFacade.class, "request");
		Assert.state(field != null, "This version of Tomcat is not supported");
		ReflectionUtils.makeAccessible(field);
		REQUEST = field;
	}

	private final org.apache.coyote.Request request;

	private TomcatConnection(org.apache.coyote.Request request) {
		this.request = request;
	}

	static @Nullable TomcatConnection of(HttpServletRequest request) {
		RequestFacade facade = WebUtils.getNativeRequest(request, RequestFacade.class);
		Request nativeRequest = (facade != null) ? (Request) ReflectionUtils.getField(REQUEST, facade) : null;
		return (nativeRequest != null) ? new TomcatConnection(nativeRequest.getCoyoteRequest()) : null;
	}

	@Override
	public void keepOpen() {
		// As long as the response is not complete, it does
	}

	@Override
	public void abort() {
		this.request.action(ActionCode.CLOSE_NOW, null);
	}

}
