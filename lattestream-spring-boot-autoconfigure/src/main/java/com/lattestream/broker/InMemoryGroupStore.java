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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The groups of one node. They are gone when it stops.
 */
public final class InMemoryGroupStore implements GroupStore {

	private final Map<String, Set<String>> channels = new ConcurrentHashMap<>();

	@Override
	public Mono<Void> add(String userId, String channel) {
		return Mono.fromRunnable(() -> this.channels.compute(userId, (id, existing) -> {
			Set<String> set = (existing != null) ? existing : ConcurrentHashMap.newKeySet(1);
			set.add(channel);
			return set;
		}));
	}

	@Override
	public Mono<Void> remove(String userId, String channel) {
		return Mono.fromRunnable(() -> this.channels.computeIfPresent(userId, (id, set) -> {
			set.remove(channel);
			return (!set.isEmpty()) ? set : null;
		}));
	}

	@Override
	public Flux<String> channels(String userId) {
		return Flux.defer(() -> Flux.fromIterable(Set.copyOf(this.channels.getOrDefault(userId, Set.of()))));
	}

}
