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

import com.lattestream.broker.CacheStore;
import com.lattestream.broker.CachedPublication;
import com.lattestream.broker.InMemoryCacheStore;
import com.lattestream.broker.Publication;
import reactor.core.publisher.Mono;

/**
 * A cache store with a {@link Gate} before each of its methods.
 */
final class GatedCacheStore implements CacheStore {

	private final CacheStore store;

	private final Gate publishing = new Gate();

	private final Gate reading = new Gate();

	GatedCacheStore(Clock clock) {
		this.store = new InMemoryCacheStore(100_000, clock);
	}

	@Override
	public Mono<Integer> publish(Publication publication, Duration ttl, Function<Publication, Mono<Integer>> broker) {
		return this.publishing.pass(this.store.publish(publication, ttl, broker));
	}

	@Override
	public Mono<CachedPublication> last(String channel) {
		return this.reading.pass(this.store.last(channel));
	}

	Gate publishing() {
		return this.publishing;
	}

	Gate reading() {
		return this.reading;
	}

}
