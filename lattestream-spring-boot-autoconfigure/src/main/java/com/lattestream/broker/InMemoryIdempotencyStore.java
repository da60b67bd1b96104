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
import reactor.core.publisher.Sinks;

import org.springframework.core.log.LogMessage;

/**
 * What one node remembers. It takes so much memory and no more: when there is too much to
 * remember, the oldest is forgotten before its time, but never what is being carried out.
 */
public final class InMemoryIdempotencyStore implements IdempotencyStore {

	private static final Log logger = LogFactory.getLog(InMemoryIdempotencyStore.class);

	/** What an entry takes beside its texts, about. */
	private static final int ENTRY_SIZE = 300;

	private final long maxSize;

	private final Clock clock;

	/** In the order in which they came; guarded by itself. */
	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private long size;

	private boolean warned;

	/**
	 * Create a store.
	 * @param maxSize how much memory to take, in bytes
	 * @param clock the clock that requests are forgotten by
	 */
	public InMemoryIdempotencyStore(long maxSize, Clock clock) {
		this.maxSize = maxSize;
		this.clock = clock;
	}

	@Override
	public Mono<String> once(String key, String fingerprint, Duration lifetime, Mono<String> operation) {
		return Mono.deferContextual((context) -> {
			Entry created = new Entry(fingerprint, this.clock.millis() + lifetime.toMillis());
			Entry entry = putIfAbsent(key, created);
			if (!entry.fingerprint.equals(fingerprint)) {
				return Mono.error(new IdempotencyConflictException());
			}
			if (entry == created) {
				operation.contextWrite(context)
					.defaultIfEmpty("")
					.subscribe((answer) -> complete(key, created, answer), (ex) -> fail(key, created, ex));
			}
			return entry.answer.asMono();
		});
	}

	private Entry putIfAbsent(String key, Entry created) {
		synchronized (this.entries) {
			long now = this.clock.millis();
			Entry known = this.entries.get(key);
			if (known != null && !known.isExpired(now)) {
				return known;
			}
			remove(key, known);
			this.entries.put(key, created);
			grow(created, ENTRY_SIZE + key.length() + created.fingerprint.length());
			shrink(now);
			return created;
		}
	}

	private void complete(String key, Entry entry, String answer) {
		synchronized (this.entries) {
			entry.completed = true;
			if (this.entries.get(key) == entry) {
				grow(entry, answer.length());
				shrink(this.clock.millis());
			}
		}
		entry.answer.tryEmitValue(answer);
	}

	private void fail(String key, Entry entry, Throwable ex) {
		synchronized (this.entries) {
			if (this.entries.get(key) == entry) {
				remove(key, entry);
			}
		}
		entry.answer.tryEmitError(ex);
	}

	private void remove(String key, @Nullable Entry entry) {
		if (entry != null) {
			this.entries.remove(key);
			this.size -= entry.size;
		}
	}

	private void grow(Entry entry, int by) {
		entry.size += by;
		this.size += by;
	}

	/**
	 * Forget what has expired, as far as it is the oldest, and the oldest as long as it
	 * is too much.
	 */
	private void shrink(long now) {
		Iterator<Entry> oldest = this.entries.values().iterator();
		while (oldest.hasNext()) {
			Entry entry = oldest.next();
			boolean expired = entry.isExpired(now);
			if (!expired && this.size <= this.maxSize) {
				return;
			}
			if (entry.completed) {
				warn(expired);
				oldest.remove();
				this.size -= entry.size;
			}
		}
	}

	private void warn(boolean expired) {
		if (!expired && !this.warned) {
			this.warned = true;
			logger.warn(LogMessage.format(
					"More requests came in than %d bytes can remember; "
							+ "the oldest are forgotten before their time and would be carried out again",
					this.maxSize));
		}
	}

	/**
	 * Return how much memory is taken, about.
	 * @return the size in bytes
	 */
	long size() {
		synchronized (this.entries) {
			return this.size;
		}
	}

	/**
	 * A request; guarded by the map it is in, but for its answer.
	 */
	private static final class Entry {

		private final String fingerprint;

		private final long expiresAt;

		private final Sinks.One<String> answer = Sinks.one();

		private int size;

		private boolean completed;

		Entry(String fingerprint, long expiresAt) {
			this.fingerprint = fingerprint;
			this.expiresAt = expiresAt;
		}

		boolean isExpired(long now) {
			return this.completed && now >= this.expiresAt;
		}

	}

}
