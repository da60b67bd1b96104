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
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * Lets the subscription counts of large channels through once in a while only; the last
 * one always gets through. For one thread only, that of the sender.
 */
final class CountThrottle {

	private static final int LARGE = 100;

	private static final Duration PAUSE = Duration.ofSeconds(5);

	private static final int NONE = -1;

	private final SenderContext context;

	private final ObjIntConsumer<String> sink;

	/** The channels that have a pause, and the count that waits for its end. */
	private final Map<String, Integer> pausing = new HashMap<>();

	CountThrottle(SenderContext context, ObjIntConsumer<String> sink) {
		this.context = context;
		this.sink = sink;
	}

	/**
	 * The count of a channel changed.
	 * @param channel the name of the channel
	 * @param count the number of subscriptions now
	 */
	void changed(String channel, int count) {
		boolean pauses = this.pausing.containsKey(channel);
		if (count > LARGE && pauses) {
			this.pausing.put(channel, count);
			return;
		}
		this.sink.accept(channel, count);
		if (pauses) {
			// What waits is out of date now
			this.pausing.put(channel, NONE);
		}
		else if (count > LARGE) {
			pause(channel);
		}
	}

	/**
	 * Wait no longer.
	 */
	void flush() {
		this.pausing.forEach((channel, count) -> {
			if (count != NONE) {
				this.sink.accept(channel, count);
			}
		});
		this.pausing.clear();
	}

	private void pause(String channel) {
		this.pausing.put(channel, NONE);
		this.context.schedule(() -> resume(channel), PAUSE.toNanos());
	}

	private void resume(String channel) {
		Integer count = this.pausing.remove(channel);
		if (count != null && count != NONE) {
			this.sink.accept(channel, count);
			pause(channel);
		}
	}

}
