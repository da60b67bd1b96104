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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * The tickets of one node. There are so many and no more: beyond that the oldest is
 * forgotten before its time.
 */
public final class InMemoryTicketStore implements TicketStore {

	private static final Log logger = LogFactory.getLog(InMemoryTicketStore.class);

	private final int maxTickets;

	private final Clock clock;

	/** In the order in which they came; guarded by itself. */
	private final Map<String, Entry> entries = new LinkedHashMap<>();

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
				this.entries.put(id, new Entry(ticket, now + lifetime.toMillis()));
				shrink(now);
			}
		});
	}

	@Override
	public Mono<Ticket> take(String id) {
		return Mono.fromSupplier(() -> {
			Entry entry = remove(id);
			return (entry != null && !entry.isExpired(this.clock.millis())) ? entry.ticket() : null;
		});
	}

	private @Nullable Entry remove(String id) {
		synchronized (this.entries) {
			return this.entries.remove(id);
		}
	}

	/**
	 * Forget what has expired, as far as it is the oldest, and the oldest as long as
	 * there are too many.
	 */
	private void shrink(long now) {
		Iterator<Entry> oldest = this.entries.values().iterator();
		while (oldest.hasNext()) {
			boolean expired = oldest.next().isExpired(now);
			if (!expired && this.entries.size() <= this.maxTickets) {
				return;
			}
			warn(expired);
			oldest.remove();
		}
	}

	private void warn(boolean expired) {
		if (!expired && !this.warned) {
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
