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

package com.lattestream.web;

import java.security.Principal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds out whose a connection is: by the ticket that it brings, or else by the
 * application's own login.
 */
public final class ConnectionLogins {

	private static final String PARAMETER = "ticket";

	private final @Nullable Tickets tickets;

	/**
	 * Create one.
	 * @param tickets the tickets; {@code null} if there are none, and a query parameter
	 * of that name is no business of ours
	 */
	public ConnectionLogins(@Nullable Tickets tickets) {
		this.tickets = tickets;
	}

	/**
	 * Find out whose a connection is. A ticket is used up by this.
	 * @param query the query parameters of its handshake
	 * @param principal the application's login, or nothing
	 * @return the login; not an error, unless the application's login is one
	 */
	public Mono<ConnectionLogin> login(Map<String, List<String>> query, Mono<? extends Principal> principal) {
		List<String> values = query.get(PARAMETER);
		if (this.tickets != null && values != null) {
			return this.tickets.take((values.size() == 1) ? values.get(0) : null);
		}
		return principal.map(ConnectionLogin::of).defaultIfEmpty(ConnectionLogin.of(null));
	}

}
