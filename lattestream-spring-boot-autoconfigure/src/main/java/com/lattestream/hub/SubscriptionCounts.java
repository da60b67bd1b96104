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

import java.util.function.Consumer;
import java.util.function.LongSupplier;

import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.ServerFrame;
import org.apache.commons.logging.LogFactory;

/**
 * Tells the subscribers of a channel how many they are on all nodes, if that is wanted:
 * after each change, but large channels only once in a while. Presence channels have
 * members instead, and in encrypted channels there is nothing that is not encrypted.
 */
final class SubscriptionCounts {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(SubscriptionCounts.class));

	private final boolean enabled;

	private final OccupancyStore occupancy;

	private final FrameCodec codec;

	private final LongSupplier nanoTime;

	private final CountThrottle throttle;

	/**
	 * Create counts.
	 * @param enabled whether to tell them at all
	 * @param occupancy knows the number of subscriptions of a channel
	 * @param subscribers hands something to all subscribers of its channel
	 * @param codec encodes what they get
	 * @param nanoTime returns the time in nanoseconds
	 */
	SubscriptionCounts(boolean enabled, OccupancyStore occupancy, Consumer<Delivery> subscribers, FrameCodec codec,
			LongSupplier nanoTime) {
		this.enabled = enabled;
		this.occupancy = occupancy;
		this.codec = codec;
		this.nanoTime = nanoTime;
		this.throttle = new CountThrottle((channel, count) -> subscribers.accept(delivery(channel, count)));
	}

	/**
	 * There is another subscriber, who is told the number in any case. To be called on
	 * its lane.
	 * @param subscription the subscription
	 */
	void joined(Subscription subscription) {
		if (isToldOf(subscription.channel())) {
			// After numbers that are on their way to this lane
			subscription.connection().lane().executeLater(() -> tell(subscription));
		}
	}

	private void tell(Subscription subscription) {
		if (isWaiting(subscription)) {
			String channel = subscription.channel();
			this.occupancy.count(channel).subscribe((count) -> subscription.connection().lane().execute(() -> {
				if (isWaiting(subscription)) {
					subscription.connection().lane().sendWaiting(channel);
					subscription.deliver(delivery(channel, count));
				}
			}), (ex) -> troubles.warn("The number of subscriptions could not be read", ex));
		}
	}

	private static boolean isWaiting(Subscription subscription) {
		return !subscription.isCounted()
				&& subscription.connection().subscriptions().get(subscription.channel()) == subscription;
	}

	/**
	 * The number of subscriptions of a channel changed, on whichever node.
	 * @param channel the name of the channel
	 * @param count the number on all nodes
	 */
	void changed(String channel, int count) {
		if (isToldOf(channel)) {
			this.throttle.changed(channel, () -> count, this.nanoTime.getAsLong());
		}
	}

	/**
	 * Tell what has waited long enough.
	 * @param now the time in nanoseconds
	 */
	void tick(long now) {
		this.throttle.release(now);
	}

	private boolean isToldOf(String channel) {
		return this.enabled && ChannelType.of(channel) != ChannelType.PRESENCE && !ChannelName.isEncrypted(channel);
	}

	private Delivery delivery(String channel, int count) {
		return Delivery.of(channel, new ServerFrame.SubscriptionCount(channel, count), this.codec);
	}

}
