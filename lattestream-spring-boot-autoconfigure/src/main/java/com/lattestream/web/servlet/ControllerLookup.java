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

import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.resource.DefaultServletHttpRequestHandler;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UrlPathHelper;

/**
 * Looks, before Spring MVC does, whether the application has a controller for a request.
 */
public final class ControllerLookup {

	private final ObjectProvider<HandlerMapping> mappings;

	/**
	 * Create a lookup.
	 * @param mappings those of the application
	 */
	public ControllerLookup(ObjectProvider<HandlerMapping> mappings) {
		this.mappings = mappings;
	}

	/**
	 * Return whether there is a controller. One for another method is none, and neither
	 * are the static resources, which are mapped to everything that is left.
	 * @param request the request
	 * @return whether there is one
	 * @throws ServletException if that cannot be found out
	 */
	boolean hasController(HttpServletRequest request) throws ServletException {
		HttpServletRequest lookup = new LookupRequest(request);
		ServletRequestPathUtils.parseAndCache(lookup);
		UrlPathHelper.defaultInstance.resolveAndCacheLookupPath(lookup);
		for (HandlerMapping mapping : this.mappings.orderedStream().toList()) {
			Boolean found = hasController(mapping, lookup);
			if (found != null) {
				return found;
			}
		}
		return false;
	}

	private static @Nullable Boolean hasController(HandlerMapping mapping, HttpServletRequest request)
			throws ServletException {
		try {
			HandlerExecutionChain found = mapping.getHandler(request);
			return (found != null) ? !isOfResources(found.getHandler()) : null;
		}
		catch (HttpRequestMethodNotSupportedException ex) {
			return null;
		}
		catch (ServletException ex) {
			// It wants something else of the request, and says so itself
			return true;
		}
		// Mappings may throw anything
		catch (Exception ex) {
			throw new ServletException("There is no telling who is to have the webhook", ex);
		}
	}

	private static boolean isOfResources(Object handler) {
		return handler instanceof ResourceHttpRequestHandler || handler instanceof DefaultServletHttpRequestHandler;
	}

	/**
	 * A request that Spring MVC's notes do not stay on.
	 */
	private static final class LookupRequest extends HttpServletRequestWrapper {

		private final Map<String, @Nullable Object> attributes = new HashMap<>();

		LookupRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Object getAttribute(String name) {
			return this.attributes.containsKey(name) ? this.attributes.get(name) : super.getAttribute(name);
		}

		@Override
		public void setAttribute(String name, @Nullable Object value) {
			this.attributes.put(name, value);
		}

		@Override
		public void removeAttribute(String name) {
			this.attributes.put(name, null);
		}

		@Override
		public Enumeration<String> getAttributeNames() {
			Set<String> names = new LinkedHashSet<>(Collections.list(super.getAttributeNames()));
			names.addAll(this.attributes.keySet());
			names.removeIf((name) -> getAttribute(name) == null);
			return Collections.enumeration(names);
		}

	}

}
