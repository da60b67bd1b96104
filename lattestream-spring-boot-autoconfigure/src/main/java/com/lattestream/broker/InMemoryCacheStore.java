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
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The last events of one node. They take so much memory and no more: when there is too
 * much to keep, the event that was published first is forgotten before its time.
 */
public final class InMemoryCacheStore implements CacheStore {

	/** What an entry takes beside its texts, about. */
	private static final int ENTRY_SIZE = 300;

	/** Channels share so many locks; a power of two. */
	private static final int LOCKS = 64;

	private final long maxSize;

	private final Clock clock;

	/** One counter for all channels: one that was forgotten never starts anew. */
	private final AtomicLong versions = new AtomicLong();

	/** Each held while an event is kept and published, hence in the order of versions. */
	private final Object[] locks = new Object[LOCKS];

	/** In the order in which they were published; guarded by itself. */
	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private long size;

	/**
	 * Create a store.
	 * @param maxSize how much memory to take, in bytes
	 * @param clock the clock that events expire by
	 */
	public InMemoryCacheStore(long maxSize, Clock clock) {
		this.maxSize = maxSize;
		this.clock = clock;
		Arrays.setAll(this.locks, (i) -> new Object());
	}

	@Override
	public Mono<Integer> publish(Publication publication, Duration ttl, Function<Publication, Mono<Integer>> broker) {
		return Mono.deferContextual((context) -> {
			synchronized (this.locks[publication.channel().hashCode() & (LOCKS - 1)]) {
				Publication kept = publication.withCacheVersion(this.versions.incrementAndGet());
				keep(new Entry(kept, this.clock.millis() + ttl.toMillis()));
				return Mono.fromFuture(broker.apply(kept).contextWrite(context).toFuture(), true);
			}
		});
	}

	@Override
	public Mono<CachedPublication> last(String channel) {
		return Mono.fromSupplier(() -> find(channel));
	}

	private void keep(Entry entry) {
		synchronized (this.entries) {
			remove(entry.publication.channel());
			this.entries.put(entry.publication.channel(), entry);
			this.size += entry.size();
			shrink();
		}
	}

	private @Nullable CachedPublication find(String channel) {
		synchronized (this.entries) {
			Entry entry = this.entries.get(channel);
			if (entry == null) {
				return null;
			}
			long left = entry.expiresAt - this.clock.millis();
			if (left <= 0) {
				remove(channel);
				return null;
			}
			return new CachedPublication(entry.publication, Duration.ofMillis(left));
		}
	}

	private void remove(String channel) {
		Entry entry = this.entries.remove(channel);
		if (entry != null) {
			this.size -= entry.size();
		}
	}

	/**
	 * Forget what has expired, as far as it is the oldest, and the oldest as long as it
	 * is too much.
	 */
	private void shrink() {
		long now = this.clock.millis();
		Iterator<Entry> oldest = this.entries.values().iterator();
		while (oldest.hasNext()) {
			Entry entry = oldest.next();
			if (this.size <= this.maxSize && now < entry.expiresAt) {
				return;
			}
			oldest.remove();
			this.size -= entry.size();
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

	private record Entry(Publication publication, long expiresAt) {

		/**
		 * Characters are counted as two bytes, which is what the longest of them take.
		 */
		long size() {
			byte[] bytes = this.publication.bytes();
			return ENTRY_SIZE + ((bytes != null) ? bytes.length : 0)
					+ (long) Character.BYTES * (this.publication.channel().length() + this.publication.event().length()
							+ this.publication.data().length());
		}

	}

}
