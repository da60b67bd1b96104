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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What a container can do with the connection of a request. The Servlet API has no way to
 * end a connection whose client does not read; and what it has for leaving HTTP means
 * something else in each container, or nothing for requests without a body.
 */
public interface ContainerConnection {

	/** Whether the Servlet API is on the class path. */
	boolean SERVLET = isPresent("jakarta.servlet.http.HttpServletRequest");

	/** Whether Tomcat is on the class path. */
	boolean TOMCAT = isPresent("org.apache.catalina.connector.RequestFacade");

	/** Whether Jetty is on the class path. */
	boolean JETTY = isPresent("org.eclipse.jetty.ee11.servlet.ServletApiRequest");

	/**
	 * Return whether the socket can be taken away from HTTP.
	 * @return whether the connection is for this request alone, and the container is
	 * known
	 */
	boolean canLeaveHttp();

	/**
	 * Return whether the socket of an asynchronous request is given away only if the
	 * answer might be followed by others.
	 * @return whether its head must not say that the connection ends with it
	 */
	boolean staysOpenBehindAsynchronousAnswer();

	/**
	 * Take the socket away from HTTP as soon as the answer has left, which must not have
	 * a body.
	 * @param opener takes the socket
	 * @throws IOException if the connection is closed
	 * @throws IllegalStateException if it is not possible
	 */
	void upgrade(UpgradedSocket.Opener opener) throws IOException;

	/**
	 * Close the socket, or the request's stream of HTTP/2, whatever has not left yet.
	 * Only while the response is not complete.
	 */
	void abort();

	/**
	 * Return the connection of a request.
	 * @param request the request, as the container has it
	 * @return the connection; in an unknown container, one that can do nothing
	 */
	static ContainerConnection of(Object request) {
		ContainerConnection connection = SERVLET ? ofServlet(request) : null;
		return (connection != null) ? connection : new UnknownConnection();
	}

	private static @Nullable ContainerConnection ofServlet(Object request) {
		if (!(request instanceof HttpServletRequest servletRequest)) {
			return null;
		}
		ContainerConnection connection = TOMCAT ? TomcatConnection.of(servletRequest) : null;
		if (connection == null && JETTY) {
			connection = JettyConnection.of(servletRequest);
		}
		return connection;
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, ContainerConnection.class.getClassLoader());
	}

	/**
	 * A connection that can do nothing.
	 */
	final class UnknownConnection implements ContainerConnection {

		@Override
		public boolean canLeaveHttp() {
			return false;
		}

		@Override
		public boolean staysOpenBehindAsynchronousAnswer() {
			return false;
		}

		@Override
		public void upgrade(UpgradedSocket.Opener opener) {
			throw new IllegalStateException("WebSockets are for Reactor Netty, Tomcat and Jetty only");
		}

		@Override
		public void abort() {
		}

	}

}
