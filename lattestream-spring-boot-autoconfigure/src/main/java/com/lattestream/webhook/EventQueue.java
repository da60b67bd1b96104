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

package com.lattestream.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Events that wait, bounded. Those of a channel that has others on their way are held
 * back until these are done, so that a channel's events stay in order; events of other
 * channels do not wait for them. For one thread only.
 */
final class EventQueue {

	/** Fits into what receivers take. */
	private static final int MAX_BATCH_BYTES = 256 * 1024;

	private final int maxEvents;

	private final long maxBytes;

	private final int batchEvents;

	/** By channel, those first that wait longest. */
	private final Map<String, Deque<OutgoingEvent>> ready = new LinkedHashMap<>();

	/** By channel, what waits behind events that are on their way. */
	private final Map<String, Deque<OutgoingEvent>> behind = new HashMap<>();

	private int readyEvents;

	private int events;

	private long bytes;

	/**
	 * Create a queue.
	 * @param settings has the limits
	 */
	EventQueue(WebhookDeliverySettings settings) {
		this.maxEvents = settings.queuedEvents();
		this.maxBytes = settings.queuedBytes();
		this.batchEvents = settings.batchWindow().isZero() ? 1 : settings.batchEvents();
	}

	/**
	 * Add an event.
	 * @param event the event
	 * @return whether there was room for it
	 */
	boolean add(OutgoingEvent event) {
		int size = event.json().length;
		if (this.events >= this.maxEvents || this.bytes + size > this.maxBytes) {
			return false;
		}
		this.events++;
		this.bytes += size;
		Deque<OutgoingEvent> others = this.behind.get(event.channel());
		if (others != null) {
			others.add(event);
		}
		else {
			this.ready.computeIfAbsent(event.channel(), (channel) -> new ArrayDeque<>(2)).add(event);
			this.readyEvents++;
		}
		return true;
	}

	/**
	 * Take events that may go now, as many as fit into one webhook.
	 * @return the events in their order; they count until they are done
	 */
	List<OutgoingEvent> takeBatch() {
		List<OutgoingEvent> batch = new ArrayList<>();
		int batchBytes = 0;
		Iterator<Map.Entry<String, Deque<OutgoingEvent>>> channels = this.ready.entrySet().iterator();
		while (channels.hasNext()) {
			Map.Entry<String, Deque<OutgoingEvent>> channel = channels.next();
			Deque<OutgoingEvent> waiting = channel.getValue();
			if (!fits(waiting.peek(), batch, batchBytes)) {
				break;
			}
			channels.remove();
			this.readyEvents -= waiting.size();
			while (fits(waiting.peek(), batch, batchBytes)) {
				OutgoingEvent event = waiting.remove();
				batch.add(event);
				batchBytes += event.json().length;
			}
			this.behind.put(channel.getKey(), waiting);
		}
		batch.sort(Comparator.comparingLong(OutgoingEvent::sequence));
		return batch;
	}

	private boolean fits(@Nullable OutgoingEvent event, List<OutgoingEvent> batch, int batchBytes) {
		return event != null && (batch.isEmpty()
				|| (batch.size() < this.batchEvents && batchBytes + event.json().length <= MAX_BATCH_BYTES));
	}

	/**
	 * Let go of events that were taken; those behind them may go now.
	 * @param batch the events
	 */
	void done(List<OutgoingEvent> batch) {
		for (OutgoingEvent event : batch) {
			this.events--;
			this.bytes -= event.json().length;
			Deque<OutgoingEvent> waiting = this.behind.remove(event.channel());
			if (waiting != null && !waiting.isEmpty()) {
				this.ready.put(event.channel(), waiting);
				this.readyEvents += waiting.size();
			}
		}
	}

	void clear() {
		this.ready.clear();
		this.behind.clear();
		this.readyEvents = 0;
		this.events = 0;
		this.bytes = 0;
	}

	/**
	 * Return how many events there are, those on their way included.
	 * @return the number
	 */
	int size() {
		return this.events;
	}

	/**
	 * Return whether any event may go now.
	 * @return whether one may
	 */
	boolean isReady() {
		return this.readyEvents > 0;
	}

	/**
	 * Return whether those that may go now are enough for a webhook.
	 * @return whether they fill one
	 */
	boolean hasBatch() {
		return this.readyEvents >= this.batchEvents;
	}

}
