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

import java.util.ArrayDeque;
import java.util.Queue;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in the order in which they came, on the threads of
 * those who bring them. Tasks must not block.
 */
final class SerialQueue {

	private static final Log logger = LogFactory.getLog(SerialQueue.class);

	private final Queue<Runnable> tasks = new ArrayDeque<>(2);

	private boolean running;

	private boolean closed;

	/**
	 * Run a task when those before it have run: now, or on the thread that runs them.
	 * @param task the task
	 * @return whether it runs; not if the queue is closed
	 */
	boolean execute(Runnable task) {
		synchronized (this) {
			if (this.closed) {
				return false;
			}
			this.tasks.add(task);
			if (this.running) {
				return true;
			}
			this.running = true;
		}
		for (Runnable next = next(); next != null; next = next()) {
			try {
				next.run();
			}
			catch (Throwable ex) {
				// The tasks behind it are those of others, and would wait for ever
				logger.error("What came from Redis could not be handled", ex);
			}
		}
		return true;
	}

	private synchronized @Nullable Runnable next() {
		Runnable next = this.tasks.poll();
		if (next == null) {
			this.running = false;
		}
		return next;
	}

	/**
	 * Close the queue, unless another task has come. To be called by a task, the last one
	 * then: whoever comes later and goes elsewhere overtakes nobody.
	 * @return whether it is closed
	 */
	synchronized boolean close() {
		this.closed = this.tasks.isEmpty();
		return this.closed;
	}

}
