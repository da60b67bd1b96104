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

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request of a user whom only the ticket tells, not the application's login.
 */
final class TicketRequest extends HttpServletRequestWrapper {

	private final @Nullable Principal principal;

	TicketRequest(HttpServletRequest request, @Nullable Principal principal) {
		super(request);
		this.principal = principal;
	}

	@Override
	public @Nullable Principal getUserPrincipal() {
		return this.principal;
	}

	@Override
	public @Nullable String getRemoteUser() {
		return (this.principal != null) ? this.principal.getName() : null;
	}

	@Override
	public boolean isUserInRole(String role) {
		return this.principal != null && ServletSecurityContexts.hasRole(this.principal, role);
	}

}
