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

package com.lattestream.remote;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import com.lattestream.OverloadedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets so many requests go on at the same time and so many wait, first come, first
 * served. Not every HTTP client has a pool with limits of its own.
 */
final class Permits {

	private final RemoteSettings.Connections settings;

	private final Set<Turn> waiting = new LinkedHashSet<>();

	private final DrainLoop drain = new DrainLoop(this::startNext);

	private int free;

	Permits(RemoteSettings.Connections settings) {
		this.settings = settings;
		this.free = settings.max();
	}

	/**
	 * Carry something out when its turn has come.
	 * @param <T> the type of the result
	 * @param request what to carry out
	 * @return the result; an {@link OverloadedException} as error if too many wait or it
	 * waited too long
	 */
	<T> Mono<T> use(Mono<T> request) {
		return Mono.defer(() -> {
			Turn turn = new Turn();
			return Mono.defer(() -> take(turn)).then(request).doFinally((signal) -> giveBack(turn));
		});
	}

	private Mono<Void> take(Turn turn) {
		synchronized (this.waiting) {
			if (turn.over) {
				// Given up while it was being subscribed to: nobody would give it back
				return Mono.never();
			}
			if (this.free > 0 && this.waiting.isEmpty()) {
				this.free--;
				turn.granted = true;
				return Mono.empty();
			}
			if (this.waiting.size() >= this.settings.maxPending()) {
				throw new OverloadedException(
						"More than " + this.settings.maxPending() + " requests wait for a connection");
			}
			this.waiting.add(turn);
		}
		Duration wait = this.settings.maxWait();
		return turn.start.asMono()
			.timeout(wait, Mono.error(() -> new OverloadedException("There was no connection free within " + wait)));
	}

	private void giveBack(Turn turn) {
		synchronized (this.waiting) {
			turn.over = true;
			if (turn.granted) {
				this.free++;
			}
			else {
				this.waiting.remove(turn);
			}
		}
		this.drain.run();
	}

	private void startNext() {
		for (Turn next = next(); next != null; next = next()) {
			next.start.tryEmitEmpty();
		}
	}

	private @Nullable Turn next() {
		synchronized (this.waiting) {
			Iterator<Turn> turns = this.waiting.iterator();
			if (this.free == 0 || !turns.hasNext()) {
				return null;
			}
			Turn next = turns.next();
			turns.remove();
			next.granted = true;
			this.free--;
			return next;
		}
	}

	/**
	 * One that waits or has a permit.
	 */
	private static final class Turn {

		private final Sinks.Empty<Void> start = Sinks.empty();

		private boolean granted;

		private boolean over;

	}

}
