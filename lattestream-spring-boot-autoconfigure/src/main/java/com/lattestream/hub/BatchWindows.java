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

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The windows of one lane: one for each length of time that policies of channels name.
 */
final class BatchWindows {

	private final Lane lane;

	private final Function<String, Duration> lengths;

	private final Map<Duration, BatchWindow> windows = new HashMap<>(2);

	/**
	 * Create the windows of a lane.
	 * @param lane the lane
	 * @param lengths tells how long the events of a channel wait; zero if they do not
	 */
	BatchWindows(Lane lane, Function<String, Duration> lengths) {
		this.lane = lane;
		this.lengths = lengths;
	}

	/**
	 * Return whether any channel of the lane had a window.
	 * @return whether events may wait
	 */
	boolean isEmpty() {
		return this.windows.isEmpty();
	}

	/**
	 * Return the window of a channel.
	 * @param channel the name of the channel
	 * @return the window, or {@code null} if its events do not wait
	 */
	@Nullable BatchWindow of(String channel) {
		Duration length = this.lengths.apply(channel);
		return length.isZero() ? null
				: this.windows.computeIfAbsent(length, (named) -> new BatchWindow(this.lane, named));
	}

}
