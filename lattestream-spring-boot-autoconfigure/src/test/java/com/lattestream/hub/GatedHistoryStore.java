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
import reactor.core.publisher.Mono;

/**
 * A history store with a {@link Gate} before its reading methods, that loses everything
 * when it is told to.
 */
final class GatedHistoryStore implements HistoryStore {

	private final Clock clock;

	private final Gate reading = new Gate();

	private HistoryStore store;

	private int reads;

	GatedHistoryStore(Clock clock) {
		this.clock = clock;
		this.store = new InMemoryHistoryStore(1024 * 1024, clock);
	}

	/**
	 * Go on under other epochs.
	 */
	void loseEverything() {
		this.store = new InMemoryHistoryStore(1024 * 1024, this.clock);
	}

	@Override
	public Mono<HistoryReceipt> publish(Publication publication, HistoryRetention retention,
			Function<Publication, Mono<Integer>> broker) {
		return Mono.defer(() -> this.store.publish(publication, retention, broker));
	}

	@Override
	public Mono<StreamPosition> position(String channel) {
		return read(Mono.defer(() -> this.store.position(channel)));
	}

	@Override
	public Mono<HistoryPage> history(String channel, StreamPosition since, int limit) {
		return read(Mono.defer(() -> this.store.history(channel, since, limit)));
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count) {
		return read(Mono.defer(() -> this.store.last(channel, count)));
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count, Duration age) {
		return read(Mono.defer(() -> this.store.last(channel, count, age)));
	}

	private <T> Mono<T> read(Mono<T> operation) {
		return this.reading.pass(operation.doFirst(() -> this.reads++));
	}

	Gate reading() {
		return this.reading;
	}

	/**
	 * Return the position of a channel, past the gate.
	 * @param channel the name of the channel
	 * @return the position
	 */
	StreamPosition current(String channel) {
		return this.store.position(channel).block();
	}

	/**
	 * Return how often it was read.
	 * @return the number
	 */
	int reads() {
		return this.reads;
	}

}
