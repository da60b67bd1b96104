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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.lattestream.OverloadedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * All events that callers wait for, under way or not. Bounded in number and size. Guarded
 * by the batcher's lock.
 */
final class Backlog {

	private final RemoteSettings.Batching limits;

	/** Oldest first. */
	private final Set<Pending> pending = new LinkedHashSet<>();

	private final List<Watch> watches = new ArrayList<>();

	private long lastNumber;

	private int events;

	private long bytes;

	/**
	 * Create a backlog.
	 * @param limits how much it takes
	 */
	Backlog(RemoteSettings.Batching limits) {
		this.limits = limits;
	}

	/**
	 * Take events in.
	 * @param shipment the events
	 * @param expiry when to give up, in nanoseconds
	 * @return the events, with their place in the order of all
	 * @throws OverloadedException if there is no room for them
	 */
	Pending add(Shipment shipment, long expiry) {
		if (this.events + shipment.events() > this.limits.maxPendingEvents()
				|| this.bytes + shipment.bytes() > this.limits.maxPendingBytes()) {
			throw new OverloadedException("Not more than " + this.limits.maxPendingEvents() + " events and "
					+ this.limits.maxPendingBytes() + " bytes may wait to be sent");
		}
		Pending added = new Pending(++this.lastNumber, shipment, expiry);
		this.pending.add(added);
		this.events += shipment.events();
		this.bytes += shipment.bytes();
		return added;
	}

	/**
	 * Let go what was accepted or failed.
	 * @param settled the events
	 * @return those to tell that these were the last they waited for
	 */
	List<Sinks.Empty<Void>> remove(Pending settled) {
		this.pending.remove(settled);
		this.events -= settled.shipment().events();
		this.bytes -= settled.shipment().bytes();
		if (this.watches.isEmpty()) {
			return List.of();
		}
		List<Watch> done = this.watches.stream().filter((watch) -> watch.isOver(settled)).toList();
		this.watches.removeAll(done);
		return done.stream().map((watch) -> watch.over).toList();
	}

	/**
	 * Wait for what is here now.
	 * @return completes when it is gone
	 */
	Mono<Void> whenGone() {
		if (this.pending.isEmpty()) {
			return Mono.empty();
		}
		Watch watch = new Watch(this.lastNumber, this.pending.size());
		this.watches.add(watch);
		return watch.over.asMono();
	}

	/**
	 * Return what is to be given up.
	 * @param now the time, in nanoseconds
	 * @return the events
	 */
	List<Pending> expired(long now) {
		return this.pending.stream().takeWhile((oldest) -> oldest.expiry() - now <= 0).toList();
	}

	@Nullable Pending oldest() {
		return this.pending.isEmpty() ? null : this.pending.iterator().next();
	}

	List<Pending> all() {
		return List.copyOf(this.pending);
	}

	long lastNumber() {
		return this.lastNumber;
	}

	/**
	 * Someone waits for all up to a number.
	 */
	private static final class Watch {

		private final long number;

		private final Sinks.Empty<Void> over = Sinks.empty();

		private int left;

		Watch(long number, int left) {
			this.number = number;
			this.left = left;
		}

		boolean isOver(Pending settled) {
			return settled.number() <= this.number && --this.left == 0;
		}

	}

}
