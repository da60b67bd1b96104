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

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Spring Security's firewall, as strict as it is by default, but for semicolons in paths
 * of the REST APIs: they are part of channel names there, and nothing behind those paths
 * takes them for anything else.
 */
public final class ServletHttpApiFirewall implements HttpFirewall {

	private final StrictHttpFirewall strict = new StrictHttpFirewall();

	private final StrictHttpFirewall lenient = new StrictHttpFirewall();

	private final List<String> paths;

	/**
	 * Create a firewall.
	 * @param paths the paths of the APIs, with a slash at the end; the API must take all
	 * that is below them
	 */
	public ServletHttpApiFirewall(List<String> paths) {
		this.paths = List.copyOf(paths);
		this.lenient.setAllowSemicolon(true);
	}

	@Override
	public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
		return (isOfApi(request) ? this.lenient : this.strict).getFirewalledRequest(request);
	}

	@Override
	public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
		return this.strict.getFirewalledResponse(response);
	}

	/**
	 * Also by the path that the container understood, which is without semicolons: what
	 * is left of {@code ..;} leads elsewhere.
	 */
	private boolean isOfApi(HttpServletRequest request) {
		String sent = ServletPaths.withinApplication(request);
		String understood = (request.getPathInfo() != null) ? request.getPathInfo() : request.getServletPath();
		return this.paths.stream().anyMatch((path) -> sent.startsWith(path) && understood.startsWith(path));
	}

}
