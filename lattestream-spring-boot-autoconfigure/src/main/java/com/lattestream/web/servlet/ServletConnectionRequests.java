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

import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.TransportType;
import com.lattestream.hub.ConnectionRequest;
import com.lattestream.protocol.Dialect;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells what customizers may know of a request.
 */
final class ServletConnectionRequests {

	private ServletConnectionRequests() {
	}

	static ConnectionRequest of(HttpServletRequest request, TransportType transport, Dialect dialect,
			@Nullable Principal principal) {
		return new ConnectionRequest(transport, dialect.protocol(), headers(request), query(request), principal,
				address(request));
	}

	/**
	 * Return the parameters of the query.
	 * @param request a request without a body
	 * @return the values by name
	 */
	static Map<String, List<String>> query(HttpServletRequest request) {
		Map<String, List<String>> query = new LinkedHashMap<>();
		request.getParameterMap().forEach((name, values) -> query.put(name, Arrays.asList(values)));
		return query;
	}

	private static Map<String, List<String>> headers(HttpServletRequest request) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		for (String name : Collections.list(request.getHeaderNames())) {
			headers.put(name, new ArrayList<>(Collections.list(request.getHeaders(name))));
		}
		return headers;
	}

	/**
	 * Return the address of the client.
	 * @param request the request
	 * @return the address, without the brackets that one container puts around it
	 */
	static @Nullable String address(HttpServletRequest request) {
		String address = request.getRemoteAddr();
		return (address != null && address.startsWith("[") && address.endsWith("]"))
				? address.substring(1, address.length() - 1) : address;
	}

}
