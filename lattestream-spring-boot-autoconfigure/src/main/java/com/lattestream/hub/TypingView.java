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

package com.lattestream.hub;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Who types where, as far as this node heard of it. A user types as long as at least one
 * connection or the application says so. What is heard of connections is kept for twice
 * the time to live: their nodes tell the end in time, unless they died.
 * <p>
 * Changes are told while the view is locked, hence in the order of their versions.
 */
final class TypingView {

	private final Map<String, Map<String, Set<TypingSource>>> channels = new HashMap<>();

	private final Lifetimes<TypingSource> ofConnections;

	private final Lifetimes<TypingSource> ofApplication;

	private final LongSupplier nanoTime;

	private final Consumer<TypingChange> listener;

	private long version;

	/**
	 * Create a view in which nobody types.
	 * @param ttl how long a user types that is not heard of again
	 * @param nanoTime the time in nanoseconds
	 * @param listener takes a change; it does not block
	 */
	TypingView(Duration ttl, LongSupplier nanoTime, Consumer<TypingChange> listener) {
		this.ofConnections = new Lifetimes<>(2 * ttl.toNanos());
		this.ofApplication = new Lifetimes<>(ttl.toNanos());
		this.nanoTime = nanoTime;
		this.listener = listener;
	}

	synchronized void heard(TypingSource source, boolean typing) {
		expire();
		if (!typing) {
			if (lifetimes(source).remove(source)) {
				remove(source);
			}
		}
		else if (lifetimes(source).renew(source, this.nanoTime.getAsLong())) {
			add(source);
		}
	}

	/**
	 * A user is no member of a channel any more.
	 * @param channel the name of the channel
	 * @param userId the user's id
	 */
	synchronized void left(String channel, String userId) {
		Set<TypingSource> sources = sources(channel, userId);
		if (sources != null) {
			for (TypingSource source : List.copyOf(sources)) {
				heard(source, false);
			}
		}
	}

	/**
	 * End what was not heard of again for too long.
	 */
	synchronized void expire() {
		long now = this.nanoTime.getAsLong();
		for (Lifetimes<TypingSource> lifetimes : List.of(this.ofConnections, this.ofApplication)) {
			for (TypingSource over = lifetimes.poll(now); over != null; over = lifetimes.poll(now)) {
				remove(over);
			}
		}
	}

	synchronized TypingSnapshot snapshot(String channel) {
		Map<String, ?> users = this.channels.get(channel);
		return new TypingSnapshot((users != null) ? List.copyOf(users.keySet()) : List.of(), this.version);
	}

	synchronized boolean isEmpty() {
		return this.channels.isEmpty();
	}

	private Lifetimes<TypingSource> lifetimes(TypingSource source) {
		return (source.socketId() != null) ? this.ofConnections : this.ofApplication;
	}

	private @Nullable Set<TypingSource> sources(String channel, String userId) {
		Map<String, Set<TypingSource>> users = this.channels.get(channel);
		return (users != null) ? users.get(userId) : null;
	}

	private void add(TypingSource source) {
		Set<TypingSource> sources = this.channels.computeIfAbsent(source.channel(), (name) -> new LinkedHashMap<>(2))
			.computeIfAbsent(source.userId(), (id) -> new HashSet<>(2));
		sources.add(source);
		if (sources.size() == 1) {
			tell(source, true);
		}
	}

	private void remove(TypingSource source) {
		Map<String, Set<TypingSource>> users = this.channels.getOrDefault(source.channel(), Map.of());
		Set<TypingSource> sources = users.getOrDefault(source.userId(), Set.of());
		if (!sources.remove(source) || !sources.isEmpty()) {
			return;
		}
		users.remove(source.userId());
		if (users.isEmpty()) {
			this.channels.remove(source.channel());
		}
		tell(source, false);
	}

	private void tell(TypingSource source, boolean typing) {
		this.listener.accept(new TypingChange(source.channel(), source.userId(), typing, ++this.version));
	}

}
