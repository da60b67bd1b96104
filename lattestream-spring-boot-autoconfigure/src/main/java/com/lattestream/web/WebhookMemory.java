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

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the last webhooks by their keys, so that one which comes again is known.
 * Forgets the oldest when it is full. Safe for use by many threads.
 */
final class WebhookMemory {

	/** About two megabytes; five minutes of 30 webhooks a second. */
	private static final int CAPACITY = 10_000;

	private final Map<String, State> states = new LinkedHashMap<>();

	private final int capacity;

	WebhookMemory() {
		this(CAPACITY);
	}

	WebhookMemory(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Note that a webhook is being published, if it is new.
	 * @param key its key
	 * @return how far it got before, or {@code null} if it is new
	 */
	synchronized @Nullable State begin(String key) {
		State known = this.states.putIfAbsent(key, State.PENDING);
		if (this.states.size() > this.capacity) {
			this.states.remove(this.states.keySet().iterator().next());
		}
		return known;
	}

	/**
	 * Note how far a webhook got.
	 * @param key its key
	 * @param state how far
	 */
	synchronized void set(String key, State state) {
		// Not one that was forgotten meanwhile
		this.states.replace(key, state);
	}

	/**
	 * Forget a webhook that failed: it may come again.
	 * @param key its key
	 */
	synchronized void forget(String key) {
		this.states.remove(key);
	}

	/**
	 * How far a webhook got.
	 */
	enum State {

		/**
		 * Listeners are being told.
		 */
		PENDING,

		/**
		 * Listeners were told.
		 */
		PUBLISHED,

		/**
		 * The application's controller has taken it, too.
		 */
		ACCEPTED

	}

}
