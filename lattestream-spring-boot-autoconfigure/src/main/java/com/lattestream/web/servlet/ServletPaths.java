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

import org.springframework.http.server.RequestPath;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Says what the path of a request is for Spring MVC: without the context path and without
 * what its servlet is mapped to, percent-encoded, with what follows semicolons.
 */
final class ServletPaths {

	private ServletPaths() {
	}

	static RequestPath parse(HttpServletRequest request) {
		return ServletRequestPathUtils.hasParsedRequestPath(request)
				? ServletRequestPathUtils.getParsedRequestPath(request) : ServletRequestPathUtils.parse(request);
	}

	static String withinApplication(HttpServletRequest request) {
		return parse(request).pathWithinApplication().value();
	}

	/**
	 * Return the parameters of the query. Asking the request for its parameters would
	 * read a form.
	 * @param request the request
	 * @return the parameters, percent-encoded
	 */
	static MultiValueMap<String, String> query(HttpServletRequest request) {
		return UriComponentsBuilder.newInstance().query(request.getQueryString()).build().getQueryParams();
	}

}
