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

import java.time.Duration;

import com.lattestream.UnavailableException;
import com.lattestream.protocol.Replay;

/**
 * An attempt to acknowledge a subscription. It may take what is away for a moment, as
 * Redis is in a failover, and clients of Pusher do not ask again on the same connection:
 * so the hub tries again with each tick for a while, before it refuses. Other messages of
 * the connection do not wait for that. Belongs to the lane of the connection.
 */
final class SubscriptionAttempt {

	/** Longer than the failover of most, shorter than people wait. */
	private static final long PATIENCE = Duration.ofSeconds(5).toNanos();

	private final Subscription subscription;

	private final Replay replay;

	private final boolean repeated;

	private final long since;

	/**
	 * Create the first attempt.
	 * @param subscription the subscription
	 * @param replay what the client wants of earlier events
	 */
	SubscriptionAttempt(Subscription subscription, Replay replay) {
		this.subscription = subscription;
		this.replay = replay;
		this.repeated = subscription.isAcknowledged();
		this.since = subscription.connection().now();
	}

	Subscription subscription() {
		return this.subscription;
	}

	Lane lane() {
		return this.subscription.connection().lane();
	}

	Replay replay() {
		return this.replay;
	}

	/**
	 * Return whether the client had been told that it is subscribed, and asks once more.
	 * @return whether there is nothing to do but to tell it again
	 */
	boolean isRepeated() {
		return this.repeated;
	}

	/**
	 * Return whether the client waits for the answer.
	 * @return {@code false} if the subscription has ended, or was acknowledged because
	 * the client asked a second time
	 */
	boolean isWanted() {
		return this.subscription.isPending()
				&& this.subscription.connection().subscriptions().get(this.subscription.channel()) == this.subscription;
	}

	/**
	 * Return whether to try again.
	 * @param ex why it has failed
	 * @return whether that may be over in a moment, and the client has not waited too
	 * long
	 */
	boolean isWorthAnother(Throwable ex) {
		return ex instanceof UnavailableException && isWanted()
				&& this.subscription.connection().now() - this.since < PATIENCE;
	}

}
