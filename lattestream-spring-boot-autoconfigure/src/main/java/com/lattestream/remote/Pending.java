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
import java.util.List;

import reactor.core.publisher.Sinks;

/**
 * Events of one caller that wait to be accepted. Written under the batcher's lock, but
 * for the result.
 */
final class Pending {

	private final long number;

	private final Shipment shipment;

	private final long expiry;

	private final Sinks.One<Receipt> result = Sinks.one();

	/** Those that share a channel with this one and come next; once per channel. */
	private final List<Pending> successors = new ArrayList<>(1);

	/**
	 * How many, once per channel, have to be accepted or refused before this one goes.
	 */
	int predecessors;

	/** How many of these are in the chunk that is put together at the moment. */
	int predecessorsInChunk;

	/** Put into a request, if only into one that has not been sent yet. */
	volatile boolean taken;

	/** Accepted, failed, or not waited for any more. */
	volatile boolean settled;

	/**
	 * Create one.
	 * @param number its place in the order of all
	 * @param shipment the events
	 * @param expiry when to give up, in nanoseconds
	 */
	Pending(long number, Shipment shipment, long expiry) {
		this.number = number;
		this.shipment = shipment;
		this.expiry = expiry;
	}

	long number() {
		return this.number;
	}

	Shipment shipment() {
		return this.shipment;
	}

	long expiry() {
		return this.expiry;
	}

	Sinks.One<Receipt> result() {
		return this.result;
	}

	List<Pending> successors() {
		return this.successors;
	}

	/**
	 * Return how many places it takes in a request.
	 * @param room how many there are; it takes them all if it goes alone
	 * @return the number; none if nobody waits for it any more
	 */
	int weight(int room) {
		if (this.settled) {
			return 0;
		}
		return (this.shipment.whole() != null) ? Math.max(room, this.shipment.events()) : this.shipment.events();
	}

}
