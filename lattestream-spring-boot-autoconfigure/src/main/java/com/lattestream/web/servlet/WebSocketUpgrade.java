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

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;

import org.springframework.util.ClassUtils;

/**
 * Takes the socket of a request over from the container, which makes the handler and
 * calls it when the answer has left.
 */
interface WebSocketUpgrade extends HttpUpgradeHandler {

	/**
	 * Tell what to do with the socket.
	 * @param opener takes the socket
	 * @param container its connection
	 */
	void prepare(UpgradedSocket.Opener opener, ContainerConnection container);

	/**
	 * Take the socket of a request over.
	 * @param request the request
	 * @param opener takes the socket as soon as the request is answered
	 * @throws IOException if the connection is closed
	 * @throws ServletException if it cannot be
	 */
	static void start(HttpServletRequest request, UpgradedSocket.Opener opener) throws IOException, ServletException {
		ContainerConnection container = ContainerConnection.of(request);
		Class<? extends WebSocketUpgrade> type = isTomcat(container) ? TomcatWebSocketUpgrade.class
				: ServletWebSocketUpgrade.class;
		request.upgrade(type).prepare(opener, container);
	}

	private static boolean isTomcat(ContainerConnection container) {
		return ClassUtils.isPresent("org.apache.catalina.connector.RequestFacade",
				WebSocketUpgrade.class.getClassLoader()) && container instanceof TomcatConnection;
	}

}
