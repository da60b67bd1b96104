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

package com.lattestream.benchmarks.fanout;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * What was published to a crowd, and who got it. The first subscriber that gets an event
 * says where in its channel it stands; all others have to agree. For one thread.
 */
final class Publications {

	private final int[] subscribers;

	/** By channel: how many events of it have been seen. */
	private final int[] seen;

	private long[] times = new long[1024];

	private int[] channels = new int[1024];

	private int[] counts = new int[1024];

	private int[] positions = new int[1024];

	private int size;

	private int first;

	private long received;

	private long duplicates;

	private long disordered;

	private Latencies latencies = new Latencies();

	private IntConsumer completed = (number) -> {
	};

	/**
	 * Create for some channels.
	 * @param subscribers how many subscribers each channel has
	 */
	Publications(int[] subscribers) {
		this.subscribers = subscribers;
		this.seen = new int[subscribers.length];
	}

	/**
	 * Forget the figures and begin anew, with the numbers where they are.
	 * @param completed takes the number of each event that all have got
	 */
	void begin(IntConsumer completed) {
		this.completed = completed;
		this.first = this.size;
		this.received = 0;
		this.duplicates = 0;
		this.disordered = 0;
		this.latencies = new Latencies();
	}

	/**
	 * Note an event.
	 * @param channel its channel
	 * @param time when it is, or should have been, published
	 * @return its number
	 */
	int add(int channel, long time) {
		if (this.size == this.times.length) {
			this.times = Arrays.copyOf(this.times, this.size * 2);
			this.channels = Arrays.copyOf(this.channels, this.size * 2);
			this.counts = Arrays.copyOf(this.counts, this.size * 2);
			this.positions = Arrays.copyOf(this.positions, this.size * 2);
		}
		this.times[this.size] = time;
		this.channels[this.size] = channel;
		return this.size++;
	}

	/**
	 * Note a delivery.
	 * @param subscriber who got it
	 * @param number the number of the event
	 * @param now the time
	 */
	void received(Subscriber subscriber, int number, long now) {
		if (number < this.first || number >= this.size) {
			// Of an earlier run that was given up
			return;
		}
		int channel = this.channels[number];
		int count = ++this.counts[number];
		if (count == 1) {
			this.positions[number] = this.seen[channel]++;
		}
		int position = this.positions[number];
		if (position <= subscriber.position) {
			this.disordered++;
		}
		subscriber.position = Math.max(position, subscriber.position);
		this.received++;
		this.latencies.record(now - this.times[number]);
		if (count == this.subscribers[channel]) {
			this.completed.accept(number);
		}
		else if (count > this.subscribers[channel]) {
			this.duplicates++;
		}
	}

	long received() {
		return this.received;
	}

	/**
	 * Return how many deliveries have not come.
	 * @return the number, 0 if all have
	 */
	long lost() {
		long lost = 0;
		for (int i = this.first; i < this.size; i++) {
			lost += Math.max(0, this.subscribers[this.channels[i]] - this.counts[i]);
		}
		return lost;
	}

	/**
	 * Return how many deliveries came after a later one of the same channel, or twice.
	 * @return the number, 0 if the order was kept
	 */
	long disordered() {
		return Math.max(this.disordered, this.duplicates);
	}

	Latencies latencies() {
		return this.latencies;
	}

}
