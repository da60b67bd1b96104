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

import org.springframework.util.ClassUtils;

/**
 * What a container can do for the connection of a request that the Servlet API does not
 * offer: end one whose client does not read, and let one be silent.
 */
interface ContainerConnection {

	/**
	 * Let the connection live however long nothing is said.
	 */
	void keepOpen();

	/**
	 * Close the socket, whatever has not left yet.
	 */
	void abort();

	/**
	 * Return the connection of a request.
	 * @param request the request
	 * @return the connection; in an unknown container, one that can do nothing
	 */
	static ContainerConnection of(HttpServletRequest request) {
		ClassLoader classLoader = ContainerConnection.class.getClassLoader();
		ContainerConnection connection = null;
		if (ClassUtils.isPresent("org.apache.catalina.connector.RequestFacade", classLoader)) {
			connection = TomcatConnection.of(request);
		}
		if (connection == null
				&& ClassUtils.isPresent("org.eclipse.jetty.ee11.servlet.ServletContextRequest", classLoader)) {
			connection = JettyConnection.of(request);
		}
		return (connection != null) ? connection : new UnknownConnection();
	}

	/**
	 * A connection that can do nothing.
	 */
	final class UnknownConnection implements ContainerConnection {

		@Override
		public void keepOpen() {
		}

		@Override
		public void abort() {
		}

	}

}
