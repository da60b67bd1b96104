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

import com.lattestream.InvalidRequestException;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.web.ChannelAuthEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestHandler;

/**
 * Answers channel authorisation.
 */
public final class ServletChannelAuthHandler implements HttpRequestHandler {

	private final ChannelAuthEndpoint endpoint;

	private final ServletChannelAuthReader reader;

	private final ChannelAuthorizer authorizer;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 * @param reader reads requests
	 * @param authorizer decides
	 */
	public ServletChannelAuthHandler(ChannelAuthEndpoint endpoint, ServletChannelAuthReader reader,
			ChannelAuthorizer authorizer) {
		this.endpoint = endpoint;
		this.reader = reader;
		this.authorizer = authorizer;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!HttpMethod.POST.matches(request.getMethod())) {
			ServletResponses.methodNotAllowed(response, HttpMethod.POST);
			return;
		}
		try {
			ServletResponses.write(response, this.endpoint.answer(this.reader.read(request), this.authorizer));
		}
		catch (InvalidRequestException ex) {
			ServletResponses.write(response, this.endpoint.invalid(ex));
		}
	}

}
