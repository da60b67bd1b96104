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

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells of the misses of a cache channel once in a while only: many may subscribe before
 * there is an event, and one word is enough. Knows of this node only. For one thread
 * only, that of the sender.
 */
final class MissFilter {

	static final Duration PAUSE = Duration.ofSeconds(5);

	private final SenderContext context;

	private final int maxChannels;

	private final Consumer<String> sink;

	/** When each channel was told of; the first one in is the first one to go. */
	private final Map<String, Long> told = new LinkedHashMap<>();

	/**
	 * Create a filter.
	 * @param context has the time
	 * @param maxChannels how many channels to remember; beyond that the one that was told
	 * of first is forgotten before its time
	 * @param sink takes the name of a channel
	 */
	MissFilter(SenderContext context, int maxChannels, Consumer<String> sink) {
		this.context = context;
		this.maxChannels = maxChannels;
		this.sink = sink;
	}

	/**
	 * A channel had no event.
	 * @param channel the name of the channel
	 */
	void missed(String channel) {
		long now = this.context.nanoTime();
		forget(now);
		if (this.told.putIfAbsent(channel, now) == null) {
			this.sink.accept(channel);
		}
	}

	private void forget(long now) {
		Iterator<Long> oldest = this.told.values().iterator();
		while (oldest.hasNext() && (now - oldest.next() >= PAUSE.toNanos() || this.told.size() >= this.maxChannels)) {
			oldest.remove();
		}
	}

}
