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

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * The tickets of one node. There are so many and no more: beyond that one is forgotten
 * before its time, the oldest that the same user has or else the oldest of all, so a user
 * who takes many drives out its own.
 */
public final class InMemoryTicketStore implements TicketStore {

	private static final Log logger = LogFactory.getLog(InMemoryTicketStore.class);

	private final int maxTickets;

	private final Clock clock;

	/** In the order in which they came; guarded by itself. */
	private final Map<String, Entry> entries = new LinkedHashMap<>();

	/** The ids of each user's tickets, in that order; guarded by the entries. */
	private final Map<String, Set<String>> users = new HashMap<>();

	private boolean warned;

	/**
	 * Create a store.
	 * @param maxTickets how many tickets to keep
	 * @param clock the clock that tickets expire by
	 */
	public InMemoryTicketStore(int maxTickets, Clock clock) {
		this.maxTickets = maxTickets;
		this.clock = clock;
	}

	@Override
	public Mono<Void> put(String id, Ticket ticket, Duration lifetime) {
		return Mono.fromRunnable(() -> {
			long now = this.clock.millis();
			synchronized (this.entries) {
				forget(id);
				this.entries.put(id, new Entry(ticket, now + lifetime.toMillis()));
				this.users.computeIfAbsent(ticket.userName(), (user) -> new LinkedHashSet<>(2)).add(id);
				forgetExpired(now);
				shrink(ticket.userName());
			}
		});
	}

	@Override
	public Mono<Ticket> take(String id) {
		return Mono.fromSupplier(() -> {
			Entry entry;
			synchronized (this.entries) {
				entry = forget(id);
			}
			return (entry != null && !entry.isExpired(this.clock.millis())) ? entry.ticket() : null;
		});
	}

	private @Nullable Entry forget(String id) {
		Entry entry = this.entries.remove(id);
		if (entry != null) {
			this.users.computeIfPresent(entry.ticket().userName(), (user, ids) -> {
				ids.remove(id);
				return (!ids.isEmpty()) ? ids : null;
			});
		}
		return entry;
	}

	/**
	 * Forget what has expired, as far as it is the oldest.
	 */
	private void forgetExpired(long now) {
		Map.Entry<String, Entry> oldest = oldest();
		while (oldest != null && oldest.getValue().isExpired(now)) {
			forget(oldest.getKey());
			oldest = oldest();
		}
	}

	private Map.@Nullable Entry<String, Entry> oldest() {
		Iterator<Map.Entry<String, Entry>> all = this.entries.entrySet().iterator();
		return all.hasNext() ? all.next() : null;
	}

	/**
	 * Make room for the ticket that a user just got.
	 */
	private void shrink(String userName) {
		if (this.entries.size() <= this.maxTickets) {
			return;
		}
		Set<String> own = this.users.getOrDefault(userName, Set.of());
		forget((own.size() > 1) ? own.iterator().next() : this.entries.keySet().iterator().next());
		if (!this.warned) {
			this.warned = true;
			logger.warn(LogMessage.format("More than %d tickets wait to be used; the oldest are not valid any more",
					this.maxTickets));
		}
	}

	/**
	 * Return how many tickets are kept.
	 * @return the number, those included that expired unnoticed
	 */
	int size() {
		synchronized (this.entries) {
			return this.entries.size();
		}
	}

	private record Entry(Ticket ticket, long expiresAt) {

		boolean isExpired(long now) {
			return now >= this.expiresAt;
		}

	}

}
