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
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * A time for which events of channels wait in one lane. It begins with the first of them
 * and ends for all at once, so that there is one timer however many channels there are,
 * and none where nothing happens.
 */
final class BatchWindow {

	private final Lane lane;

	private final Duration length;

	/** In the order in which they began to wait. */
	private Set<Subscribers> waiting = new LinkedHashSet<>();

	/**
	 * Create a window.
	 * @param lane the lane
	 * @param length how long events wait at most
	 */
	BatchWindow(Lane lane, Duration length) {
		this.lane = lane;
		this.length = length;
	}

	/**
	 * Let events wait until the window ends.
	 * @param subscribers gets them then
	 */
	void await(Subscribers subscribers) {
		this.waiting.add(subscribers);
		if (this.waiting.size() == 1) {
			begin();
		}
	}

	private void begin() {
		try {
			this.lane.executeLater(this::end, this.length);
		}
		catch (RejectedExecutionException ex) {
			// The lane stops: no time is left
			end();
		}
	}

	private void end() {
		Set<Subscribers> ended = this.waiting;
		this.waiting = new LinkedHashSet<>();
		ended.forEach(Subscribers::sendWaiting);
	}

}
