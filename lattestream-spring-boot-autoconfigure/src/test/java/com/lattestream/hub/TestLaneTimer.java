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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A timer whose time passes when it is told to.
 */
final class TestLaneTimer implements LaneTimer {

	private final List<Scheduled> tasks = new ArrayList<>();

	private Duration now = Duration.ZERO;

	private boolean stopped;

	@Override
	public void schedule(Executor lane, Runnable task, Duration delay) {
		if (this.stopped) {
			throw new RejectedExecutionException();
		}
		this.tasks.add(new Scheduled(lane, task, this.now.plus(delay)));
	}

	/**
	 * Let time pass, and hand the tasks to their lanes whose time has come.
	 * @param duration how long
	 */
	void pass(Duration duration) {
		this.now = this.now.plus(duration);
		for (Scheduled scheduled : List.copyOf(this.tasks)) {
			if (scheduled.time.compareTo(this.now) <= 0) {
				this.tasks.remove(scheduled);
				scheduled.lane.execute(scheduled.task);
			}
		}
	}

	int scheduled() {
		return this.tasks.size();
	}

	void stop() {
		this.stopped = true;
	}

	private record Scheduled(Executor lane, Runnable task, Duration time) {

	}

}
