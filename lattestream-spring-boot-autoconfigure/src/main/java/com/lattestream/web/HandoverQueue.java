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

package com.lattestream.web;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a thread of a pool, so many at most. Those who put them in are
 * event loops: they take no lock here, as they would with the usual bounded queues.
 */
public final class HandoverQueue extends LinkedTransferQueue<Runnable> {

	private final int capacity;

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * Create a queue.
	 * @param capacity how many tasks may wait
	 */
	public HandoverQueue(int capacity) {
		this.capacity = capacity;
	}

	@Override
	public boolean offer(Runnable task) {
		if (this.waiting.incrementAndGet() > this.capacity) {
			this.waiting.decrementAndGet();
			return false;
		}
		return super.offer(task);
	}

	@Override
	public Runnable take() throws InterruptedException {
		Runnable task = super.take();
		this.waiting.decrementAndGet();
		return task;
	}

	@Override
	public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
		return taken(super.poll(timeout, unit));
	}

	@Override
	public @Nullable Runnable poll() {
		return taken(super.poll());
	}

	@Override
	public boolean remove(@Nullable Object task) {
		boolean removed = super.remove(task);
		if (removed) {
			this.waiting.decrementAndGet();
		}
		return removed;
	}

	private @Nullable Runnable taken(@Nullable Runnable task) {
		if (task != null) {
			this.waiting.decrementAndGet();
		}
		return task;
	}

}
