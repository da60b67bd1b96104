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

import java.io.EOFException;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletApiRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.WebUtils;

/**
 * The connection of a request in Jetty.
 */
final class JettyConnection implements ContainerConnection {

	private final Request request;

	private final ConnectionMetaData connection;

	private JettyConnection(Request request) {
		this.request = request;
		this.connection = request.getConnectionMetaData();
	}

	static @Nullable JettyConnection of(HttpServletRequest request) {
		ServletApiRequest nativeRequest = WebUtils.getNativeRequest(request, ServletApiRequest.class);
		return (nativeRequest != null) ? new JettyConnection(nativeRequest.getRequest()) : null;
	}

	@Override
	public boolean canLeaveHttp() {
		return this.connection.getHttpVersion() == HttpVersion.HTTP_1_1;
	}

	@Override
	public boolean staysOpenBehindAsynchronousAnswer() {
		return false;
	}

	/**
	 * Ask for it as Jetty's own WebSockets do.
	 */
	@Override
	public void upgrade(UpgradedSocket.Opener opener) {
		keepUncompressed();
		this.request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new JettySocket(
				this.connection.getConnection().getEndPoint(), this.connection.getConnector().getExecutor(), opener));
	}

	/**
	 * Jetty would say in the head of the answer that it compresses what follows.
	 */
	private void keepUncompressed() {
		ServletContextRequest servletRequest = Request.as(this.request, ServletContextRequest.class);
		Response next = (servletRequest != null) ? servletRequest.getServletContextResponse() : null;
		while (next instanceof Response.Wrapper wrapper) {
			if (wrapper.getClass().getName().startsWith("org.eclipse.jetty.compression.")) {
				wrapper.getHeaders().put(HttpHeader.CONTENT_ENCODING, "identity");
			}
			next = wrapper.getWrapped();
		}
	}

	@Override
	public void abort() {
		ServletContextRequest servletRequest = Request.as(this.request, ServletContextRequest.class);
		if (servletRequest != null && this.connection.getHttpVersion() == HttpVersion.HTTP_2) {
			// The socket has other streams
			servletRequest.getServletChannel().abort(new EOFException("Aborted"));
		}
		else {
			this.connection.getConnection().getEndPoint().close();
		}
	}

}
