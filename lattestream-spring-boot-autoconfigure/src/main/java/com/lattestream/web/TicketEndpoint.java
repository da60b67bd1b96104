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

import com.lattestream.hub.LogThrottle;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Gives tickets to users whom the application's own login knows.
 */
public final class TicketEndpoint {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(TicketEndpoint.class));

	private final Tickets tickets;

	/**
	 * Create an endpoint.
	 * @param tickets the tickets
	 */
	public TicketEndpoint(Tickets tickets) {
		this.tickets = tickets;
	}

	/**
	 * Answer a request for a ticket.
	 * @param principal who makes it
	 * @return the answer; never an error
	 */
	public Mono<ApiResponse> issue(@Nullable Principal principal) {
		if (principal == null) {
			return Mono.just(ApiResponse.problem(401, "Unauthorized", "A ticket takes a login", null));
		}
		return this.tickets.issue(principal).map(this::issued).onErrorResume((ex) -> {
			troubles.warn("A ticket could not be kept", ex);
			return Mono.just(ApiResponse.problem(503, "Service Unavailable", "No ticket can be issued now", null));
		});
	}

	private ApiResponse issued(String ticket) {
		return ApiResponse
			.ok("{\"ticket\":" + Json.quote(ticket) + ",\"expires_in\":" + this.tickets.lifetime().toSeconds() + "}");
	}

}
