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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on another executor, one after the other in their order, whatever threads
 * that has. Reactor's workers do not: some let tasks overtake each other, others never
 * recover from a rejection.
 */
final class SerialExecutor implements Executor {

	private static final Log logger = LogFactory.getLog(SerialExecutor.class);

	private final Executor executor;

	private final int maxWaiting;

	private final Deque<Runnable> waiting = new ArrayDeque<>(0);

	private boolean running;

	/**
	 * Create an executor.
	 * @param executor runs the tasks
	 * @param maxWaiting how many tasks may wait; further ones are rejected
	 */
	SerialExecutor(Executor executor, int maxWaiting) {
		this.executor = executor;
		this.maxWaiting = maxWaiting;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this.waiting) {
			if (this.waiting.size() >= this.maxWaiting) {
				throw new RejectedExecutionException("Too many tasks wait");
			}
			this.waiting.add(task);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			synchronized (this.waiting) {
				this.waiting.clear();
				this.running = false;
			}
			throw ex;
		}
	}

	private void run() {
		for (Runnable task = next(); task != null; task = next()) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A task failed", ex);
			}
		}
	}

	private @Nullable Runnable next() {
		synchronized (this.waiting) {
			Runnable task = this.waiting.poll();
			this.running = (task != null);
			return task;
		}
	}

}
