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

import com.lattestream.web.ApiBase;
import com.lattestream.web.ApiRequest;
import com.lattestream.web.HttpApi;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.HttpRequestHandler;

/**
 * Answers the calls of a REST API.
 */
public final class ServletHttpApiHandler implements HttpRequestHandler {

	private final HttpApi api;

	private final ApiBase base;

	private final int maxBodySize;

	/**
	 * Create a handler.
	 * @param api has the answers
	 * @param base the path that the calls are below
	 * @param maxBodySize how many bytes the body of a request may have
	 */
	public ServletHttpApiHandler(HttpApi api, ApiBase base, int maxBodySize) {
		this.api = api;
		this.base = base;
		this.maxBodySize = maxBodySize;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		byte[] body = ServletBodies.read(request, this.maxBodySize);
		if (body == null) {
			ServletResponses.write(response, this.api.bodyTooLarge(this.maxBodySize));
			return;
		}
		String path = this.base.below(ServletPaths.withinApplication(request));
		ServletResponses.write(response, this.api
			.answer(new ApiRequest(request.getMethod(), path, request.getQueryString(), request::getHeader, body)));
	}

}
