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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs tasks one after the other, in the order in which they came, on the threads of
 * those who bring them. Tasks must not block.
 */
final class SerialQueue {

	private static final Log logger = LogFactory.getLog(SerialQueue.class);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	/**
	 * Run a task when those before it have run: now, or on the thread that runs them.
	 * @param task the task
	 */
	void execute(Runnable task) {
		this.tasks.add(task);
		if (this.count.getAndIncrement() > 0) {
			return;
		}
		do {
			Runnable next = this.tasks.remove();
			try {
				next.run();
			}
			catch (Throwable ex) {
				// The tasks behind it are those of others, and would wait for ever
				logger.error("What came from Redis could not be handled", ex);
			}
		}
		while (this.count.decrementAndGet() > 0);
	}

}
