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
import java.util.concurrent.CompletableFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import reactor.core.publisher.Mono;

/**
 * Keeps the answers to queries for a while. Whoever asks while the answer is on its way
 * gets the same one; failures are not kept.
 */
public final class RequestCache {

	private final AsyncCache<String, Object> answers;

	/**
	 * Create a cache.
	 * @param ttl how long an answer is kept
	 * @param maxSize how many answers are kept
	 */
	public RequestCache(Duration ttl, long maxSize) {
		this.answers = Caffeine.newBuilder().expireAfterWrite(ttl).maximumSize(maxSize).buildAsync();
	}

	/**
	 * Answer a query.
	 * @param <T> the type of the answer
	 * @param key what is asked; the same key always has the same type of answer
	 * @param query asks the service
	 * @return the answer
	 */
	@SuppressWarnings("unchecked")
	<T> Mono<T> get(String key, Mono<T> query) {
		return Mono.deferContextual((context) -> {
			CompletableFuture<Object> own = new CompletableFuture<>();
			CompletableFuture<Object> answer = this.answers.get(key, (asked, executor) -> own);
			if (answer == own) {
				// Not within the cache, which is locked while it asks
				query.contextWrite(context).subscribe(own::complete, (ex) -> {
					// Before anyone gets to know and asks again
					this.answers.asMap().remove(key, own);
					own.completeExceptionally(ex);
				});
			}
			// Others may wait for the answer even if this caller does not any more
			return (Mono<T>) Mono.fromFuture(answer, true);
		});
	}

	void clear() {
		this.answers.synchronous().invalidateAll();
	}

}
