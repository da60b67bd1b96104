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

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries a task out for everyone who asks, by one of them at a time: whoever comes
 * meanwhile leaves it to that one. So what ends at once never starts the next from within
 * itself.
 */
final class DrainLoop {

	private final AtomicInteger asked = new AtomicInteger();

	private final Runnable task;

	/**
	 * Create a loop.
	 * @param task does all there is to do at the time
	 */
	DrainLoop(Runnable task) {
		this.task = task;
	}

	/**
	 * Have the task carried out, here or where it is being carried out already.
	 */
	void run() {
		if (this.asked.getAndIncrement() != 0) {
			return;
		}
		int rounds = 1;
		do {
			this.task.run();
			rounds = this.asked.addAndGet(-rounds);
		}
		while (rounds != 0);
	}

}
