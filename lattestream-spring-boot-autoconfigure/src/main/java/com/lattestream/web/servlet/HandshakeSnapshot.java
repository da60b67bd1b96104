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

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * What is left of a handshake while its connection is open, for rules that are asked
 * later. Keeps nothing of the server's request alive, which serves others by then, and
 * not what is of the upgrade alone.
 *
 * @param url the address of the request without its query
 * @param uri the path of the request
 * @param query its query
 * @param contextPath the context path in it
 * @param servletPath what the servlet is mapped to
 * @param pathInfo the rest of the path
 * @param mapping the mapping of the servlet
 * @param headers names and values by turns, which takes less memory than a map
 * @param attributes what filters of the application noted. Those of Spring, of the
 * container and of ours are left out: they lead back to the request
 * @param remoteAddress the address of the client
 * @param servletContext the servlet context
 */
record HandshakeSnapshot(String url, String uri, @Nullable String query, String contextPath, String servletPath,
		@Nullable String pathInfo, HttpServletMapping mapping, List<String> headers, Map<String, Object> attributes,
		@Nullable String remoteAddress, ServletContext servletContext) {

	/** The client's, which containers tell only who asks for it by name. */
	private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

	private static final List<String> FRAMEWORKS = List.of("org.springframework.", "com.lattestream.", "jakarta.",
			"org.apache.", "org.eclipse.jetty.", "scopedTarget.", "__spring_security_", "_csrf");

	static HandshakeSnapshot of(HttpServletRequest request) {
		return new HandshakeSnapshot(request.getRequestURL().toString(), request.getRequestURI(),
				request.getQueryString(), request.getContextPath(), request.getServletPath(), request.getPathInfo(),
				request.getHttpServletMapping(), headersOf(request), attributesOf(request),
				ServletConnectionRequests.address(request), request.getServletContext());
	}

	private static List<String> headersOf(HttpServletRequest request) {
		List<String> headers = new ArrayList<>();
		for (String name : Collections.list(request.getHeaderNames())) {
			if (!isOfUpgrade(name)) {
				Collections.list(request.getHeaders(name)).forEach((value) -> {
					headers.add(name);
					headers.add(value);
				});
			}
		}
		return List.copyOf(headers);
	}

	private static boolean isOfUpgrade(String header) {
		return header.equalsIgnoreCase(HttpHeaders.UPGRADE) || header.equalsIgnoreCase(HttpHeaders.CONNECTION)
				|| header.toLowerCase(Locale.ROOT).startsWith("sec-websocket-");
	}

	private static Map<String, Object> attributesOf(HttpServletRequest request) {
		Map<String, Object> attributes = new HashMap<>();
		Stream<String> noted = Collections.list(request.getAttributeNames())
			.stream()
			.filter((name) -> FRAMEWORKS.stream().noneMatch(name::startsWith));
		Stream.concat(noted, Stream.of(CERTIFICATES)).forEach((name) -> {
			Object value = request.getAttribute(name);
			if (value != null) {
				attributes.put(name, value);
			}
		});
		return Map.copyOf(attributes);
	}

	HttpHeaders httpHeaders() {
		HttpHeaders all = new HttpHeaders();
		for (int i = 0; i < this.headers.size(); i += 2) {
			all.add(this.headers.get(i), this.headers.get(i + 1));
		}
		return all;
	}

	/** Headers carry credentials. */
	@Override
	public String toString() {
		return "HandshakeSnapshot[" + this.uri + "]";
	}

}
