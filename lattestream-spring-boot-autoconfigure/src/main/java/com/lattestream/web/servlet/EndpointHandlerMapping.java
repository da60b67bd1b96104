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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

import com.lattestream.web.OriginPolicy;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Maps paths to handlers of ours. Interceptors of the application do not apply: what they
 * open for a request, such as the connection to a database, would stay open as long as a
 * stream.
 */
public final class EndpointHandlerMapping extends SimpleUrlHandlerMapping {

	/** Before the application's own mappings, whose patterns may take in everything. */
	private static final int ORDER = -2;

	private BiPredicate<String, MultiValueMap<String, String>> predicate = (path, query) -> true;

	/**
	 * Create a mapping.
	 * @param handlers the handlers by their paths
	 */
	public EndpointHandlerMapping(Map<String, ? extends HttpRequestHandler> handlers) {
		super(handlers, ORDER);
	}

	/**
	 * Let pages of some origins use the handlers.
	 * @param origins which
	 * @return this mapping
	 */
	public EndpointHandlerMapping with(OriginPolicy origins) {
		Map<String, CorsConfiguration> cors = new LinkedHashMap<>();
		getUrlMap().keySet().forEach((path) -> cors.put(path, origins.cors()));
		setCorsConfigurations(cors);
		return this;
	}

	/**
	 * Leave requests to other mappings.
	 * @param predicate takes the path within the application, percent-encoded, and the
	 * query parameters; says whether the request is for the handlers
	 * @return this mapping
	 */
	public EndpointHandlerMapping where(BiPredicate<String, MultiValueMap<String, String>> predicate) {
		this.predicate = predicate;
		return this;
	}

	@Override
	protected @Nullable Object getHandlerInternal(HttpServletRequest request) throws Exception {
		Object handler = super.getHandlerInternal(request);
		return (handler != null
				&& this.predicate.test(ServletPaths.withinApplication(request), ServletPaths.query(request))) ? handler
						: null;
	}

	@Override
	protected void detectMappedInterceptors(List<HandlerInterceptor> mappedInterceptors) {
	}

}
