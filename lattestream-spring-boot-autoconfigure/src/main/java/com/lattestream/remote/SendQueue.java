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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The order in which events are sent: first come, first served, but none while an earlier
 * one of the same channel is under way. In one request they may be together, for there
 * they have an order. Guarded by the batcher's lock.
 */
final class SendQueue {

	private static final Comparator<Pending> ORDER = Comparator.comparingLong(Pending::number);

	/** What may go: nothing before it in any of its channels. */
	private final Queue<Pending> ready = new PriorityQueue<>(ORDER);

	/** The last one of each channel. */
	private final Map<String, Pending> last = new HashMap<>();

	void add(Pending pending) {
		for (String channel : pending.shipment().channels()) {
			Pending before = this.last.put(channel, pending);
			if (before != null && before != pending) {
				before.successors().add(pending);
				pending.predecessors++;
			}
		}
		if (pending.predecessors == 0) {
			this.ready.add(pending);
		}
	}

	/**
	 * Return whether there is something to send.
	 * @param number the number of the last one that is to be sent
	 * @return whether one up to that number may go
	 */
	boolean hasNext(long number) {
		Pending next = this.ready.peek();
		return next != null && next.number() <= number;
	}

	/**
	 * Take what goes into one request: the oldest, what comes next in its channels, and
	 * then others. So channels seldom have to wait for requests with events of others.
	 * @param room how many events a request has room for; one that takes more goes alone
	 * @return the chunk
	 */
	List<Pending> take(int room) {
		List<Pending> chunk = new ArrayList<>();
		Queue<Pending> released = new PriorityQueue<>(ORDER);
		int taken = 0;
		Queue<Pending> source = this.ready;
		while (!source.isEmpty()) {
			int weight = source.peek().weight(room);
			if (taken > 0 && weight > room - taken) {
				break;
			}
			Pending next = source.remove();
			next.taken = true;
			taken += weight;
			chunk.add(next);
			for (Pending successor : next.successors()) {
				if (++successor.predecessorsInChunk == successor.predecessors) {
					released.add(successor);
				}
			}
			source = released.isEmpty() ? this.ready : released;
		}
		chunk.sort(ORDER);
		chunk.forEach((pending) -> pending.successors().forEach((successor) -> successor.predecessorsInChunk = 0));
		return chunk;
	}

	/**
	 * Let go what had to wait for a chunk.
	 * @param chunk the chunk, all of it accepted or refused
	 */
	void done(List<Pending> chunk) {
		for (Pending pending : chunk) {
			pending.shipment().channels().forEach((channel) -> this.last.remove(channel, pending));
			for (Pending successor : pending.successors()) {
				if (!successor.taken && --successor.predecessors == 0) {
					this.ready.add(successor);
				}
			}
		}
	}

	boolean isEmpty() {
		return this.last.isEmpty();
	}

}
