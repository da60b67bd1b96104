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
import java.util.function.ToIntFunction;

import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.ServerFrame;

/**
 * Tells the subscribers of a channel how many they are, if that is wanted: after each
 * change, but large channels only once in a while. Presence channels have members
 * instead, and in encrypted channels there is nothing that is not encrypted.
 */
final class SubscriptionCounts {

	private final boolean enabled;

	private final ToIntFunction<String> counter;

	private final FrameCodec codec;

	private final LongSupplier nanoTime;

	private final CountThrottle throttle;

	/**
	 * Create counts.
	 * @param enabled whether to tell them at all
	 * @param counter returns the number of subscriptions of a channel
	 * @param subscribers hands something to all subscribers of its channel
	 * @param codec encodes what they get
	 * @param nanoTime returns the time in nanoseconds
	 */
	SubscriptionCounts(boolean enabled, ToIntFunction<String> counter, Consumer<Delivery> subscribers, FrameCodec codec,
			LongSupplier nanoTime) {
		this.enabled = enabled;
		this.counter = counter;
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
		String channel = subscription.channel();
		if (changed(channel)) {
			return;
		}
		Delivery delivery = delivery(channel, this.counter.applyAsInt(channel));
		Connection connection = subscription.connection();
		// After earlier numbers that are on their way to this lane
		connection.lane().executeLater(() -> {
			if (connection.subscriptions().get(channel) == subscription) {
				subscription.deliver(delivery);
			}
		});
	}

	/**
	 * The number of subscriptions of a channel changed, on whichever node.
	 * @param channel the name of the channel
	 * @return whether its subscribers have been told all there is to tell; otherwise they
	 * are told later
	 */
	boolean changed(String channel) {
		return !isToldOf(channel)
				|| this.throttle.changed(channel, () -> this.counter.applyAsInt(channel), this.nanoTime.getAsLong());
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
