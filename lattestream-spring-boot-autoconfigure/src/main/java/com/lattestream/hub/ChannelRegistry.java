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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import com.lattestream.broker.OccupancyStore;

/**
 * Which lanes of this node have subscribers of which channel, and how many. What is
 * handed to a channel reaches all its lanes in one order.
 */
final class ChannelRegistry {

	private static final int LOCKS = 64;

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	private final OccupancyStore occupancy;

	/** A channel's reports are made one after the other, under one of these. */
	private final List<Object> locks = IntStream.range(0, LOCKS).mapToObj((i) -> new Object()).toList();

	ChannelRegistry(OccupancyStore occupancy) {
		this.occupancy = occupancy;
	}

	/**
	 * Note a subscription.
	 * @param channel the name of the channel
	 * @param lane the lane of the subscriber
	 */
	void add(String channel, Lane lane) {
		this.entries.compute(channel, (name, existing) -> {
			Entry entry = (existing != null) ? existing : new Entry();
			entry.add(lane);
			return entry;
		});
		report(channel);
	}

	/**
	 * Forget a subscription.
	 * @param channel the name of the channel
	 * @param lane the lane of the subscriber
	 */
	void remove(String channel, Lane lane) {
		this.entries.computeIfPresent(channel, (name, entry) -> (entry.remove(lane) > 0) ? entry : null);
		report(channel);
	}

	/**
	 * Whoever reports last says how many there are then.
	 */
	private void report(String channel) {
		synchronized (this.locks.get(Math.floorMod(channel.hashCode(), LOCKS))) {
			this.occupancy.report(channel, count(channel));
		}
	}

	/**
	 * Hand something to all subscribers of its channel.
	 * @param delivery what to hand over
	 */
	void deliver(Delivery delivery) {
		Entry entry = this.entries.get(delivery.channel());
		if (entry != null) {
			entry.deliver(delivery);
		}
		else {
			delivery.start(0);
		}
	}

	private int count(String channel) {
		Entry entry = this.entries.get(channel);
		return (entry != null) ? entry.count() : 0;
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * The lanes of one channel and how many subscribers each has.
	 */
	private static final class Entry {

		private final List<Lane> lanes = new ArrayList<>(2);

		private final List<Integer> counts = new ArrayList<>(2);

		private int count;

		synchronized void add(Lane lane) {
			int index = this.lanes.indexOf(lane);
			if (index < 0) {
				this.lanes.add(lane);
				this.counts.add(1);
			}
			else {
				this.counts.set(index, this.counts.get(index) + 1);
			}
			this.count++;
		}

		synchronized int remove(Lane lane) {
			int index = this.lanes.indexOf(lane);
			int left = this.counts.get(index) - 1;
			if (left > 0) {
				this.counts.set(index, left);
			}
			else {
				this.lanes.remove(index);
				this.counts.remove(index);
			}
			return --this.count;
		}

		synchronized int count() {
			return this.count;
		}

		synchronized void deliver(Delivery delivery) {
			delivery.start(this.lanes.size());
			for (Lane lane : this.lanes) {
				try {
					lane.executeLater(() -> lane.deliver(delivery));
				}
				catch (RejectedExecutionException ex) {
					// The server behind this lane has stopped, and its connections with
					// it
					delivery.done(0);
				}
			}
		}

	}

}
