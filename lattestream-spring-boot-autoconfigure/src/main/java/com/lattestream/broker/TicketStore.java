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

package com.lattestream.broker;

import java.time.Duration;

import reactor.core.publisher.Mono;

/**
 * Keeps tickets until they are taken, each of them once.
 * <p>
 * Implementations never block. One that is shared lets a ticket be taken on any node, and
 * still only once; one of a single node knows the tickets of that node only.
 */
public interface TicketStore {

	/**
	 * Keep a ticket.
	 * @param id names the ticket, but is not the ticket: nobody can connect with it
	 * @param ticket what the ticket stands for
	 * @param lifetime how long it may be taken, from now on
	 * @return completes when it may be taken
	 */
	Mono<Void> put(String id, Ticket ticket, Duration lifetime);

	/**
	 * Take a ticket. Of all who try at the same time, on whichever node, one gets it.
	 * @param id names the ticket
	 * @return what it stands for; nothing if it is not known, expired or taken already
	 */
	Mono<Ticket> take(String id);

}
