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

import java.util.function.ObjIntConsumer;

import com.lattestream.hub.CountThrottle;

/**
 * A {@link CountThrottle} with a timer. For one thread only, that of the sender.
 */
final class ThrottledCounts {

	private final SenderContext context;

	private final CountThrottle throttle;

	private boolean timed;

	ThrottledCounts(SenderContext context, ObjIntConsumer<String> sink) {
		this.context = context;
		this.throttle = new CountThrottle(sink);
	}

	/**
	 * The count of a channel changed.
	 * @param channel the name of the channel
	 * @param count the number of subscriptions now
	 */
	void changed(String channel, int count) {
		this.throttle.changed(channel, () -> count, this.context.nanoTime());
		startTimer();
	}

	/**
	 * Wait no longer.
	 */
	void flush() {
		this.throttle.flush();
	}

	private void startTimer() {
		if (!this.timed) {
			this.throttle.nextRelease(this.context.nanoTime()).ifPresent((nanos) -> {
				this.timed = true;
				this.context.schedule(this::tick, nanos);
			});
		}
	}

	private void tick() {
		this.timed = false;
		this.throttle.release(this.context.nanoTime());
		startTimer();
	}

}
