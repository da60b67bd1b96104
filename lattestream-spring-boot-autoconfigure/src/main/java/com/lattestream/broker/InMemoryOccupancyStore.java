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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The numbers of one node, told on the thread that reports them.
 */
public final class InMemoryOccupancyStore implements OccupancyStore {

	private final Map<String, Integer> counts = new ConcurrentHashMap<>();

	private @Nullable OccupancyListener listener;

	@Override
	public void start(OccupancyListener listener) {
		this.listener = listener;
	}

	@Override
	public void report(String channel, int count) {
		Integer before = (count > 0) ? this.counts.put(channel, count) : this.counts.remove(channel);
		if (this.listener == null || count == ((before != null) ? before : 0)) {
			return;
		}
		if (before == null) {
			this.listener.occupied(channel);
		}
		this.listener.counted(channel, count);
		this.listener.changed(channel, count);
		if (count == 0) {
			this.listener.vacated(channel);
		}
	}

	@Override
	public Mono<Integer> count(String channel) {
		return Mono.fromSupplier(() -> this.counts.getOrDefault(channel, 0));
	}

	@Override
	public Flux<String> channels(String prefix) {
		return Flux
			.defer(() -> Flux.fromStream(this.counts.keySet().stream().filter((name) -> name.startsWith(prefix))));
	}

}
