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

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One lane's subscriptions of one channel, in a compact array.
 */
final class Subscribers {

	/** What waits to leave together; {@code null} where nothing does. */
	private final @Nullable Batch batch;

	private Subscription[] subscriptions = new Subscription[2];

	private int size;

	/**
	 * Create an array without subscriptions.
	 * @param window how long events wait; {@code null} if they do not
	 */
	Subscribers(@Nullable BatchWindow window) {
		this.batch = (window != null) ? new Batch(window) : null;
	}

	void add(Subscription subscription) {
		sendWaiting();
		if (this.size == this.subscriptions.length) {
			this.subscriptions = Arrays.copyOf(this.subscriptions, this.size * 2);
		}
		subscription.index = this.size;
		this.subscriptions[this.size++] = subscription;
	}

	/**
	 * Remove a subscription; the last one takes its place.
	 * @param subscription the subscription
	 * @return whether none is left
	 */
	boolean remove(Subscription subscription) {
		sendWaiting();
		Subscription last = this.subscriptions[--this.size];
		this.subscriptions[subscription.index] = last;
		last.index = subscription.index;
		this.subscriptions[this.size] = null;
		return this.size == 0;
	}

	int deliver(Delivery delivery) {
		return (this.batch != null) ? this.batch.deliver(delivery, this) : deliverNow(delivery);
	}

	int deliverNow(Delivery delivery) {
		int reached = 0;
		for (int i = 0; i < this.size; i++) {
			if (this.subscriptions[i].deliver(delivery)) {
				reached++;
			}
		}
		return reached;
	}

	/**
	 * Send the events that wait, if any do.
	 */
	void sendWaiting() {
		if (this.batch != null) {
			this.batch.send(this);
		}
	}

	int size() {
		return this.size;
	}

	Subscription get(int index) {
		return this.subscriptions[index];
	}

}
