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

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import com.lattestream.web.SocketIdFields;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.util.MultiValueMap;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Binds the socket id that a request came with to the thread that serves it, on async
 * dispatches too. A form is not read for it, but if somebody else reads one, its field is
 * noticed.
 */
public final class ServletSocketIdFilter extends OncePerRequestFilter implements Ordered {

	/** Behind the filter of Spring Boot that makes forms of PUT requests readable. */
	private static final int ORDER = -9800;

	private static final String ATTRIBUTE = RequestSocketId.class.getName();

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		boolean first = (request.getAttribute(ATTRIBUTE) == null);
		RequestSocketId socketId = of(request);
		boolean form = (first && socketId.value() == null && SocketIdFormRequest.isForm(request));
		RequestSocketId previous = CurrentSocketId.bind(socketId);
		try {
			chain.doFilter(form ? new SocketIdFormRequest(request, socketId) : request, response);
		}
		finally {
			CurrentSocketId.bind(previous);
		}
	}

	/**
	 * Return what a request says so far.
	 * @param request the request
	 * @return the request's socket id
	 */
	static RequestSocketId of(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof RequestSocketId known) {
			return known;
		}
		RequestSocketId socketId = new RequestSocketId();
		socketId.offer(request.getHeader(SocketIdFields.HEADER));
		String query = request.getQueryString();
		if (query != null && query.contains(SocketIdFields.FIELD)) {
			// Asking for a parameter would read a form
			MultiValueMap<String, String> parameters = UriComponentsBuilder.newInstance()
				.query(query)
				.build()
				.getQueryParams();
			socketId.offer(parameters.getFirst(SocketIdFields.FIELD));
		}
		request.setAttribute(ATTRIBUTE, socketId);
		return socketId;
	}

	/**
	 * Name the connection that work is done for, whatever a request says.
	 * @param request the request
	 * @param socketId the connection's socket id
	 * @return what goes into Reactor's context
	 */
	static RequestSocketId put(HttpServletRequest request, String socketId) {
		RequestSocketId own = RequestSocketId.of(socketId);
		request.setAttribute(ATTRIBUTE, own);
		return own;
	}

}
