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

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Base64;

import com.lattestream.broker.TicketStore;
import com.lattestream.hub.LogThrottle;
import com.lattestream.protocol.CloseCode;
import com.lattestream.signature.UnguessableBytes;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Issues tickets: whoever has one may connect once as the user it was issued for. A
 * ticket is 256 bits that nobody can guess and says nothing of itself; what it stands for
 * is in the store, under its SHA-256. Signed tokens would need no store to be read, but
 * one all the same to be taken only once, on whichever node.
 */
public final class Tickets {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(Tickets.class));

	private static final String PREFIX = "lstk_";

	private final TicketStore store;

	private final Duration lifetime;

	private final UnguessableBytes bytes = new UnguessableBytes();

	/**
	 * Create one.
	 * @param store keeps the tickets
	 * @param lifetime how long a ticket may wait to be used
	 */
	public Tickets(TicketStore store, Duration lifetime) {
		this.store = store;
		this.lifetime = lifetime;
	}

	/**
	 * Return how long a ticket may wait to be used.
	 * @return the time
	 */
	Duration lifetime() {
		return this.lifetime;
	}

	/**
	 * Issue a ticket.
	 * @param principal the user it is for
	 * @return the ticket
	 */
	Mono<String> issue(Principal principal) {
		return Mono.defer(() -> {
			String ticket = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(this.bytes.next());
			return this.store.put(idOf(ticket), TicketPrincipals.ticketOf(principal), this.lifetime).thenReturn(ticket);
		});
	}

	/**
	 * Take a ticket that a client connects with.
	 * @param ticket what the client says is one
	 * @return the login; never an error
	 */
	Mono<ConnectionLogin> take(@Nullable String ticket) {
		if (ticket == null || !ticket.startsWith(PREFIX)) {
			return Mono.just(ConnectionLogin.refused(CloseCode.UNAUTHORIZED));
		}
		return Mono.defer(() -> this.store.take(idOf(ticket)))
			.map((taken) -> ConnectionLogin.byTicket(TicketPrincipals.principalOf(taken)))
			.defaultIfEmpty(ConnectionLogin.refused(CloseCode.UNAUTHORIZED))
			.onErrorResume((ex) -> {
				troubles.warn("A ticket could not be looked up", ex);
				return Mono.just(ConnectionLogin.refused(CloseCode.OVER_CAPACITY));
			});
	}

	private static String idOf(String ticket) {
		return Fingerprint.of(ticket.getBytes(StandardCharsets.UTF_8));
	}

}
