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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.InvalidRequestException;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.web.AuthRequestParser;
import com.lattestream.web.ChannelAuthEndpoint;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Reads the body of channel authorisation and user sign-in requests, a form or JSON; the
 * former once per request, also if it comes back on another dispatch.
 */
public final class ServletChannelAuthReader {

	private static final String ATTRIBUTE = ChannelAuthRequest.class.getName();

	private static final int MAX_BODY = 64 * 1024;

	private final ChannelAuthEndpoint endpoint;

	/**
	 * Create a reader.
	 * @param endpoint knows what the body says
	 */
	public ServletChannelAuthReader(ChannelAuthEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Read the request.
	 * @param request the request of the container
	 * @return the request
	 * @throws InvalidRequestException if it is not right
	 * @throws IOException if the client does not send it
	 */
	ChannelAuthRequest read(HttpServletRequest request) throws IOException {
		if (request.getAttribute(ATTRIBUTE) instanceof ChannelAuthRequest known) {
			return known;
		}
		ChannelAuthRequest read = read(request, this.endpoint::parse);
		put(read, request);
		return read;
	}

	/**
	 * Read a request.
	 * @param <T> the type of the request
	 * @param request the request of the container
	 * @param parser knows what the fields say
	 * @return the request
	 * @throws InvalidRequestException if it is not right
	 * @throws IOException if the client does not send it
	 */
	<T> T read(HttpServletRequest request, AuthRequestParser<T> parser) throws IOException {
		return parser.parse(parameters(request), request.getUserPrincipal(), request);
	}

	/**
	 * Make a request known that was not read from the body.
	 * @param known the request
	 * @param request the request of the container
	 */
	static void put(ChannelAuthRequest known, HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, known);
	}

	private Map<String, String> parameters(HttpServletRequest request) throws IOException {
		if (request.getContentLengthLong() > MAX_BODY) {
			ServletBodies.swallow(request);
			throw new InvalidRequestException("The body is too large");
		}
		return isForm(request) ? form(request) : json(request);
	}

	/**
	 * The container reads forms, or a filter had it do that before: values of the query
	 * come with them, first.
	 */
	private static Map<String, String> form(HttpServletRequest request) {
		Map<String, List<String>> query = ServletPaths.query(request);
		Map<String, String> parameters = new LinkedHashMap<>();
		try {
			request.getParameterMap().forEach((name, values) -> {
				int first = query.getOrDefault(name, List.of()).size();
				if (first < values.length) {
					parameters.put(name, values[first]);
				}
			});
		}
		catch (IllegalStateException ex) {
			throw new InvalidRequestException("The form cannot be read", ex);
		}
		return parameters;
	}

	private Map<String, String> json(HttpServletRequest request) throws IOException {
		byte[] body = ServletBodies.read(request, MAX_BODY);
		if (body == null) {
			throw new InvalidRequestException("The body is too large");
		}
		return this.endpoint.parse(new String(body, StandardCharsets.UTF_8));
	}

	private static boolean isForm(HttpServletRequest request) {
		String type = request.getContentType();
		try {
			return type != null && MediaType.APPLICATION_FORM_URLENCODED.isCompatibleWith(MediaType.valueOf(type));
		}
		catch (InvalidMediaTypeException ex) {
			throw new InvalidRequestException("The Content-Type cannot be read", ex);
		}
	}

}
