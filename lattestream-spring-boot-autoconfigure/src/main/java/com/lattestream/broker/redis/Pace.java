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

package com.lattestream.broker.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a node from telling Redis all it has at once after an outage.
 */
final class Pace {

	private final int limit;

	private final AtomicInteger running = new AtomicInteger();

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	/**
	 * Create a pace.
	 * @param limit how much may be under way at a time
	 */
	Pace(int limit) {
		this.limit = limit;
	}

	/**
	 * Ask to begin.
	 * @param again what to do when it can be asked again; nothing else comes of it
	 * @return whether it may begin now, and has to {@link #end} then
	 */
	boolean begin(Runnable again) {
		if (this.running.incrementAndGet() <= this.limit) {
			return true;
		}
		this.running.decrementAndGet();
		this.waiting.add(again);
		return false;
	}

	/**
	 * Something that was begun has ended.
	 */
	void end() {
		this.running.decrementAndGet();
		proceed();
	}

	/**
	 * Let those ask again who could not begin, as far as there is room now.
	 */
	void proceed() {
		for (int room = this.limit - this.running.get(); room > 0; room--) {
			Runnable next = this.waiting.poll();
			if (next == null) {
				return;
			}
			next.run();
		}
	}

}
