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

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;

/**
 * The request of a handshake that is over, for one question to a rule. It has no body, no
 * session, and no server behind it: what would take one fails.
 */
final class DetachedRequest extends HttpServletRequestWrapper {

	private static final HttpServletRequest OVER = Detached.failing(HttpServletRequest.class,
			"The request of the handshake is over");

	private final HandshakeSnapshot snapshot;

	private final Principal principal;

	private final HttpHeaders headers;

	private final URI url;

	private final Map<String, Object> attributes;

	private @Nullable Map<String, String[]> parameters;

	DetachedRequest(HandshakeSnapshot snapshot, Principal principal) {
		super(OVER);
		this.snapshot = snapshot;
		this.principal = principal;
		this.headers = snapshot.httpHeaders();
		this.url = URI.create(snapshot.url());
		this.attributes = new HashMap<>(snapshot.attributes());
	}

	@Override
	public String getMethod() {
		return HttpMethod.GET.name();
	}

	@Override
	public String getProtocol() {
		return "HTTP/1.1";
	}

	@Override
	public String getScheme() {
		return this.url.getScheme();
	}

	@Override
	public boolean isSecure() {
		return "https".equalsIgnoreCase(getScheme());
	}

	@Override
	public String getServerName() {
		return this.url.getHost();
	}

	@Override
	public int getServerPort() {
		int port = this.url.getPort();
		return (port >= 0) ? port : (isSecure() ? 443 : 80);
	}

	@Override
	public StringBuffer getRequestURL() {
		return new StringBuffer(this.snapshot.url());
	}

	@Override
	public String getRequestURI() {
		return this.snapshot.uri();
	}

	@Override
	public @Nullable String getQueryString() {
		return this.snapshot.query();
	}

	@Override
	public String getContextPath() {
		return this.snapshot.contextPath();
	}

	@Override
	public String getServletPath() {
		return this.snapshot.servletPath();
	}

	@Override
	public @Nullable String getPathInfo() {
		return this.snapshot.pathInfo();
	}

	@Override
	public HttpServletMapping getHttpServletMapping() {
		return this.snapshot.mapping();
	}

	@Override
	public ServletContext getServletContext() {
		return this.snapshot.servletContext();
	}

	@Override
	public DispatcherType getDispatcherType() {
		return DispatcherType.REQUEST;
	}

	@Override
	public @Nullable String getRemoteAddr() {
		return this.snapshot.remoteAddress();
	}

	@Override
	public @Nullable String getRemoteHost() {
		return this.snapshot.remoteAddress();
	}

	@Override
	public Principal getUserPrincipal() {
		return this.principal;
	}

	@Override
	public String getRemoteUser() {
		return this.principal.getName();
	}

	@Override
	public boolean isUserInRole(String role) {
		return ServletSecurityContexts.hasRole(this.principal, role);
	}

	@Override
	public @Nullable String getAuthType() {
		return null;
	}

	@Override
	public @Nullable String getHeader(String name) {
		return this.headers.getFirst(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return Collections.enumeration(this.headers.getOrEmpty(name));
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		return Collections.enumeration(this.headers.headerNames());
	}

	@Override
	public int getIntHeader(String name) {
		String value = getHeader(name);
		return (value != null) ? Integer.parseInt(value) : -1;
	}

	@Override
	public long getDateHeader(String name) {
		return this.headers.getFirstDate(name);
	}

	@Override
	public Cookie @Nullable [] getCookies() {
		List<Cookie> cookies = new ArrayList<>();
		for (String header : this.headers.getOrEmpty(HttpHeaders.COOKIE)) {
			for (String pair : StringUtils.tokenizeToStringArray(header, ";")) {
				int equals = pair.indexOf('=');
				if (equals > 0) {
					cookies.add(new Cookie(pair.substring(0, equals), pair.substring(equals + 1)));
				}
			}
		}
		return (!cookies.isEmpty()) ? cookies.toArray(Cookie[]::new) : null;
	}

	@Override
	public Locale getLocale() {
		return getLocales().nextElement();
	}

	@Override
	public Enumeration<Locale> getLocales() {
		List<Locale> locales = this.headers.getAcceptLanguageAsLocales();
		return Collections.enumeration((!locales.isEmpty()) ? locales : List.of(Locale.getDefault()));
	}

	@Override
	public @Nullable String getContentType() {
		return null;
	}

	@Override
	public int getContentLength() {
		return -1;
	}

	@Override
	public long getContentLengthLong() {
		return -1;
	}

	@Override
	public @Nullable String getCharacterEncoding() {
		return null;
	}

	@Override
	public @Nullable String getParameter(String name) {
		String[] values = getParameterValues(name);
		return (values != null) ? values[0] : null;
	}

	@Override
	public String @Nullable [] getParameterValues(String name) {
		return getParameterMap().get(name);
	}

	@Override
	public Enumeration<String> getParameterNames() {
		return Collections.enumeration(getParameterMap().keySet());
	}

	@Override
	public Map<String, String[]> getParameterMap() {
		if (this.parameters == null) {
			Map<String, List<String>> values = new LinkedHashMap<>();
			for (String pair : StringUtils.tokenizeToStringArray(this.snapshot.query(), "&")) {
				int equals = pair.indexOf('=');
				values
					.computeIfAbsent(decode((equals >= 0) ? pair.substring(0, equals) : pair),
							(name) -> new ArrayList<>(1))
					.add((equals >= 0) ? decode(pair.substring(equals + 1)) : "");
			}
			Map<String, String[]> read = new LinkedHashMap<>();
			values.forEach((name, all) -> read.put(name, all.toArray(String[]::new)));
			this.parameters = read;
		}
		return this.parameters;
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return this.attributes.get(name);
	}

	@Override
	public Enumeration<String> getAttributeNames() {
		return Collections.enumeration(List.copyOf(this.attributes.keySet()));
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			this.attributes.remove(name);
		}
		else {
			this.attributes.put(name, value);
		}
	}

	@Override
	public void removeAttribute(String name) {
		this.attributes.remove(name);
	}

	@Override
	public @Nullable HttpSession getSession(boolean create) {
		if (create) {
			throw new IllegalStateException("A rule that is asked on a connection has no session");
		}
		return null;
	}

	@Override
	public HttpSession getSession() {
		throw new IllegalStateException("A rule that is asked on a connection has no session");
	}

	@Override
	public @Nullable String getRequestedSessionId() {
		return null;
	}

	@Override
	public boolean isAsyncSupported() {
		return false;
	}

	@Override
	public boolean isAsyncStarted() {
		return false;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
