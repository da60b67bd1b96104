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
import java.util.Collection;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;

import com.lattestream.RequestSocketId;
import com.lattestream.web.SocketIdFields;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;

/**
 * A request with a form, which tells the socket id in it once somebody reads it.
 */
class SocketIdFormRequest extends HttpServletRequestWrapper {

	private final RequestSocketId socketId;

	SocketIdFormRequest(HttpServletRequest request, RequestSocketId socketId) {
		super(request);
		this.socketId = socketId;
	}

	/**
	 * Return whether a request has a form.
	 * @param request the request
	 * @return whether its type is one of forms
	 */
	static boolean isForm(HttpServletRequest request) {
		String type = request.getContentType();
		if (type == null) {
			return false;
		}
		String lower = type.toLowerCase(Locale.ROOT);
		return lower.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)
				|| lower.startsWith(MediaType.MULTIPART_FORM_DATA_VALUE);
	}

	@Override
	public @Nullable String getParameter(String name) {
		String value = super.getParameter(name);
		notice();
		return value;
	}

	@Override
	public Map<String, String[]> getParameterMap() {
		Map<String, String[]> parameters = super.getParameterMap();
		notice();
		return parameters;
	}

	@Override
	public Enumeration<String> getParameterNames() {
		Enumeration<String> names = super.getParameterNames();
		notice();
		return names;
	}

	@Override
	public String @Nullable [] getParameterValues(String name) {
		String[] values = super.getParameterValues(name);
		notice();
		return values;
	}

	@Override
	public Collection<Part> getParts() throws IOException, ServletException {
		Collection<Part> parts = super.getParts();
		notice();
		return parts;
	}

	@Override
	public @Nullable Part getPart(String name) throws IOException, ServletException {
		Part part = super.getPart(name);
		notice();
		return part;
	}

	private void notice() {
		if (this.socketId.value() == null) {
			this.socketId.offer(super.getParameter(SocketIdFields.FIELD));
		}
	}

}
