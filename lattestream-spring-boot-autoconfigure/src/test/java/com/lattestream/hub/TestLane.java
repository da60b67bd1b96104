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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The executor of a lane whose thread is the one that runs the tests: tasks wait until
 * they are run by hand. The hub's own timer is kept out.
 */
final class TestLane implements Executor {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private boolean stopped;

	@Override
	public void execute(Runnable task) {
		if (this.stopped || Thread.currentThread().getName().startsWith("lattestream-heartbeat")) {
			throw new RejectedExecutionException();
		}
		this.tasks.add(task);
	}

	/**
	 * Run the tasks that wait and those they bring about.
	 * @return whether there were any
	 */
	boolean run() {
		boolean any = false;
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
			any = true;
		}
		return any;
	}

	/**
	 * Run the task that waits longest, if any does.
	 */
	void runOne() {
		Runnable task = this.tasks.poll();
		if (task != null) {
			task.run();
		}
	}

	void stop() {
		this.stopped = true;
		this.tasks.clear();
	}

}
