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

package com.lattestream.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import com.lattestream.UnavailableException;
import com.lattestream.broker.IdempotencyStore;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Knows webhooks that come again, on whichever node if the store is shared. How far each
 * got is remembered in two steps: it was published, and the application's controller has
 * taken it, too.
 */
final class WebhookMemory {

	/** Where webhooks of any age are taken, no sender repeats for longer. */
	private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

	private static final Retry AGAIN = Retry.backoff(20, Duration.ofMillis(1))
		.maxBackoff(Duration.ofMillis(50))
		.filter((ex) -> ex instanceof NotTakenException || ex instanceof UnavailableException)
		.onRetryExhaustedThrow((retry, signal) -> signal.failure());

	private final IdempotencyStore store;

	private final Duration lifetime;

	/**
	 * Create a memory.
	 * @param store remembers
	 * @param maxAge how far the time of a webhook may be from now, either way; zero for
	 * any
	 */
	WebhookMemory(IdempotencyStore store, Duration maxAge) {
		this.store = store;
		this.lifetime = maxAge.isZero() ? DEFAULT_LIFETIME : maxAge.multipliedBy(2);
	}

	/**
	 * Publish a webhook, unless it was published before. If it is being published just
	 * now, that is waited for. One that fails is forgotten: it may come again.
	 * @param key its key
	 * @param publishing publishes it
	 * @return whether it was published by this call rather than before; the error of the
	 * publishing if there is one
	 */
	Mono<Boolean> publish(String key, Mono<Void> publishing) {
		return Mono.defer(() -> {
			AtomicBoolean first = new AtomicBoolean();
			Mono<String> operation = publishing.then(Mono.fromSupplier(() -> {
				first.set(true);
				return "";
			}));
			return this.store.once("webhook:" + key, "", this.lifetime, operation).then(Mono.fromSupplier(first::get));
		});
	}

	/**
	 * Find out whether the controller has taken a webhook.
	 * @param key its key
	 * @return whether it has
	 */
	Mono<Boolean> isTaken(String key) {
		return taken(key, Mono.error(NotTakenException::new)).thenReturn(true)
			.onErrorReturn(NotTakenException.class, false);
	}

	/**
	 * Note that the controller has taken a webhook.
	 * @param key its key
	 * @return completes when that is remembered
	 */
	Mono<Void> take(String key) {
		// Whoever asks at this moment fails on purpose, and this one with it
		return taken(key, Mono.just("")).retryWhen(AGAIN).then();
	}

	private Mono<String> taken(String key, Mono<String> operation) {
		return this.store.once("webhook-taken:" + key, "", this.lifetime, operation);
	}

	/**
	 * The controller has not taken the webhook; what the store is told is a failure, so
	 * nothing is remembered.
	 */
	private static final class NotTakenException extends RuntimeException {

		NotTakenException() {
			super("No controller has taken the webhook", null, false, false);
		}

	}

}
