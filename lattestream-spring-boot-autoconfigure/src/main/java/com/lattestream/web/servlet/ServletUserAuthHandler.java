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
import com.lattestream.auth.UserAuthRequest;
import com.lattestream.auth.UserAuthenticator;
import com.lattestream.web.UserAuthEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestHandler;

/**
 * Answers user sign-in.
 */
public final class ServletUserAuthHandler implements HttpRequestHandler {

	private final UserAuthEndpoint endpoint;

	private final ServletChannelAuthReader reader;

	private final UserAuthenticator authenticator;

	/**
	 * Create a handler.
	 * @param endpoint has the answers
	 * @param reader reads bodies
	 * @param authenticator finds out who the user is
	 */
	public ServletUserAuthHandler(UserAuthEndpoint endpoint, ServletChannelAuthReader reader,
			UserAuthenticator authenticator) {
		this.endpoint = endpoint;
		this.reader = reader;
		this.authenticator = authenticator;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!HttpMethod.POST.matches(request.getMethod())) {
			ServletResponses.methodNotAllowed(response, HttpMethod.POST);
			return;
		}
		try {
			UserAuthRequest asked = this.reader.read(request, this.endpoint::parse);
			ServletResponses.write(response, this.endpoint.answer(asked, this.authenticator));
		}
		catch (InvalidRequestException ex) {
			ServletResponses.write(response, this.endpoint.invalid(ex));
		}
	}

}
