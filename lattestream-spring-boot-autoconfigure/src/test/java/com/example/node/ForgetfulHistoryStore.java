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

package com.example.node;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

import com.lattestream.StreamPosition;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.HistoryReceipt;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.InMemoryHistoryStore;
import com.lattestream.broker.Publication;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Histories that can be lost while the application goes on, as they are when a server
 * that keeps them starts anew without them.
 */
class ForgetfulHistoryStore implements HistoryStore {

	private volatile HistoryStore store = create();

	/**
	 * Begin anew: all positions known until now are of another epoch.
	 */
	void forget() {
		this.store = create();
	}

	@Override
	public Mono<HistoryReceipt> publish(Publication publication, HistoryRetention retention,
			Function<Publication, Mono<Integer>> broker) {
		return this.store.publish(publication, retention, broker);
	}

	@Override
	public Mono<StreamPosition> position(String channel) {
		return this.store.position(channel);
	}

	@Override
	public Mono<HistoryPage> history(String channel, @Nullable StreamPosition since, int limit) {
		return this.store.history(channel, since, limit);
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count) {
		return this.store.last(channel, count);
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count, Duration age) {
		return this.store.last(channel, count, age);
	}

	private static HistoryStore create() {
		return new InMemoryHistoryStore(10_000_000, Clock.systemUTC());
	}

}
