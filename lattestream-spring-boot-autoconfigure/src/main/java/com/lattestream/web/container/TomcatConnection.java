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

package com.lattestream.web.container;

import java.io.IOException;
import java.lang.reflect.Field;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.util.WebUtils;

/**
 * The connection of a request in Tomcat.
 */
final class TomcatConnection implements ContainerConnection {

	/** Spring itself finds the request so. */
	private static final Field REQUEST = field();

	private final Request request;

	private TomcatConnection(Request request) {
		this.request = request;
	}

	static @Nullable TomcatConnection of(HttpServletRequest request) {
		RequestFacade facade = WebUtils.getNativeRequest(request, RequestFacade.class);
		Request nativeRequest = (facade != null) ? (Request) ReflectionUtils.getField(REQUEST, facade) : null;
		return (nativeRequest != null) ? new TomcatConnection(nativeRequest) : null;
	}

	private static Field field() {
		Field field = ReflectionUtils.findField(RequestFacade.class, "request");
		Assert.state(field != null, "This version of Tomcat is not supported");
		ReflectionUtils.makeAccessible(field);
		return field;
	}

	@Override
	public boolean canLeaveHttp() {
		return "HTTP/1.1".equals(this.request.getProtocol());
	}

	@Override
	public boolean staysOpenBehindAsynchronousAnswer() {
		return true;
	}

	@Override
	public void upgrade(UpgradedSocket.Opener opener) throws IOException {
		try {
			this.request.upgrade(TomcatWebSocketUpgrade.class).prepare(opener);
		}
		catch (ServletException ex) {
			throw new IllegalStateException("Tomcat does not give its socket away", ex);
		}
		// Tomcat would say in the head of the answer that it compresses what follows
		MimeHeaders headers = this.request.getCoyoteRequest().getMimeHeaders();
		headers.removeHeader(HttpHeaders.ACCEPT_ENCODING);
		headers.removeHeader("TE");
	}

	@Override
	public void abort() {
		this.request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
	}

}
