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

import com.lattestream.web.TicketEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestHandler;

/**
 * Answers requests for tickets.
 */
public final class ServletTicketHandler implements HttpRequestHandler {

	private final TicketEndpoint endpoint;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 */
	public ServletTicketHandler(TicketEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) {
		if (!HttpMethod.POST.matches(request.getMethod())) {
			ServletResponses.methodNotAllowed(response, HttpMethod.POST);
			return;
		}
		ServletResponses.write(response, this.endpoint.issue(request.getUserPrincipal()));
	}

}
