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
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Events of one channel that wait in one lane, to leave in one piece. Who gets which of
 * them, and how many do, is settled when they come, as if they left at once. Whatever
 * else the subscribers are told of the channel, and whoever comes or goes, makes them
 * leave before.
 */
final class Batch {

	/** In bytes; about what a socket takes at a time. */
	static final int FULL = 64 * 1024;

	private final BatchWindow window;

	private List<Delivery> events = new ArrayList<>();

	private int size;

	/** What those get who do not get all; {@code null} while everybody does. */
	private @Nullable Map<Subscription, List<Delivery>> apart;

	/**
	 * Create a batch.
	 * @param window how long events wait
	 */
	Batch(BatchWindow window) {
		this.window = window;
	}

	/**
	 * Let an event wait, or hand over at once what is none.
	 * @param delivery what to hand over
	 * @param subscribers the subscribers of the channel
	 * @return how many get it, now or later
	 */
	int deliver(Delivery delivery, Subscribers subscribers) {
		if (!delivery.isEvent()) {
			send(subscribers);
			return subscribers.deliverNow(delivery);
		}
		int reached = 0;
		int length = -1;
		for (int i = 0; i < subscribers.size(); i++) {
			Subscription subscription = subscribers.get(i);
			if (subscription.awaits(delivery)) {
				reached++;
				length = (length < 0) ? delivery.frame(subscription.connection().dialect()).size() : length;
				List<Delivery> own = (this.apart != null) ? this.apart.get(subscription) : null;
				if (own != null) {
					own.add(delivery);
				}
			}
			else {
				setApart(subscription);
				reached += subscription.deliver(delivery) ? 1 : 0;
			}
		}
		if (length >= 0) {
			add(delivery, length, subscribers);
		}
		return reached;
	}

	private void setApart(Subscription subscription) {
		if (this.apart == null) {
			this.apart = new IdentityHashMap<>(4);
		}
		this.apart.computeIfAbsent(subscription, (other) -> new ArrayList<>(this.events));
	}

	private void add(Delivery event, int length, Subscribers subscribers) {
		this.events.add(event);
		this.size += length;
		if (this.size >= FULL) {
			send(subscribers);
		}
		else if (this.events.size() == 1) {
			this.window.await(subscribers);
		}
	}

	/**
	 * Send what waits, if anything does.
	 * @param subscribers the subscribers of the channel, the same as when it came
	 */
	void send(Subscribers subscribers) {
		List<Delivery> leaving = this.events;
		Map<Subscription, List<Delivery>> exceptions = this.apart;
		this.apart = null;
		if (leaving.isEmpty()) {
			return;
		}
		this.events = new ArrayList<>();
		this.size = 0;
		Map<Dialect, JoinedFrames> joined = new EnumMap<>(Dialect.class);
		for (int i = 0; i < subscribers.size(); i++) {
			Subscription subscription = subscribers.get(i);
			Connection connection = subscription.connection();
			List<Delivery> own = (exceptions != null) ? exceptions.get(subscription) : null;
			if (own != null) {
				own.forEach((event) -> connection.send(event.frame(connection.dialect())));
			}
			else {
				connection.send(joined.computeIfAbsent(connection.dialect(), (dialect) -> join(leaving, dialect)));
			}
		}
	}

	private static JoinedFrames join(List<Delivery> events, Dialect dialect) {
		return new JoinedFrames(events.stream().map((event) -> event.frame(dialect)).toList());
	}

}
