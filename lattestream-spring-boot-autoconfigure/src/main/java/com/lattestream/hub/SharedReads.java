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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets those who want to read the same at the same time share a read, as thousands do
 * when they come back at once. A read that is under way when somebody asks is of no use
 * to them, as it may not see what was written since: they wait, and share the next one.
 * Safe for use by many threads.
 *
 * @param <K> what to read
 * @param <V> what is read
 */
final class SharedReads<K, V> {

	/** What is being read. */
	private final Map<K, Line<V>> lines = new ConcurrentHashMap<>();

	/**
	 * Read, or share a read that begins after this was subscribed to.
	 * @param key what to read: who has the same key gets the same
	 * @param read reads it
	 * @return what was read; or why that failed, for all who share it
	 */
	Mono<V> read(K key, Mono<V> read) {
		return Mono.defer(() -> {
			Sinks.One<V> created = Sinks.one();
			Line<V> line = this.lines.computeIfAbsent(key, (absent) -> new Line<>(created));
			if (line.first == created) {
				run(key, line, read, created);
				return created.asMono();
			}
			Sinks.One<V> next = line.join(created);
			if (next != null) {
				return next.asMono();
			}
			// Else this would be repeated until whoever ended it has removed it
			this.lines.remove(key, line);
			return read(key, read);
		});
	}

	private void run(K key, Line<V> line, Mono<V> read, Sinks.One<V> result) {
		read.doFinally((signal) -> proceed(key, line, read))
			.subscribe(result::tryEmitValue, result::tryEmitError, result::tryEmitEmpty);
	}

	private void proceed(K key, Line<V> line, Mono<V> read) {
		Sinks.One<V> next = line.next();
		if (next != null) {
			run(key, line, read, next);
		}
		else {
			this.lines.remove(key, line);
		}
	}

	/**
	 * Those who want to read the same.
	 */
	private static final class Line<V> {

		/** Tells who has begun this. */
		private final Sinks.One<V> first;

		/** Gets what is read next; {@code null} while nobody waits for that. */
		private Sinks.@Nullable One<V> next;

		private boolean ended;

		Line(Sinks.One<V> first) {
			this.first = first;
		}

		/**
		 * Wait for the next read.
		 * @param offered gets its result if nobody waits yet
		 * @return what gets the result, or {@code null} if there is no next read
		 */
		synchronized Sinks.@Nullable One<V> join(Sinks.One<V> offered) {
			if (this.ended) {
				return null;
			}
			if (this.next == null) {
				this.next = offered;
			}
			return this.next;
		}

		/**
		 * Begin the next read.
		 * @return what gets its result, or {@code null} if nobody waits: then this has
		 * ended
		 */
		synchronized Sinks.@Nullable One<V> next() {
			Sinks.One<V> waiting = this.next;
			this.next = null;
			this.ended = waiting == null;
			return waiting;
		}

	}

}
