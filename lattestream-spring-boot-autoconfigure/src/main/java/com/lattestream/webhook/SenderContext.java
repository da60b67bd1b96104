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

package com.lattestream.webhook;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * What all deliveries of a sender share.
 *
 * @param settings how webhooks are sent
 * @param transport posts them
 * @param executor the thread on which everything is decided
 * @param scheduler has the time
 * @param backoff the delays between attempts
 */
record SenderContext(WebhookDeliverySettings settings, WebhookTransport transport, Executor executor,
		Scheduler scheduler, Backoff backoff) {

	SenderContext(WebhookDeliverySettings settings, WebhookTransport transport, Executor executor,
			Scheduler scheduler) {
		this(settings, transport, executor, scheduler, new Backoff(settings.firstRetry(), settings.longestRetry()));
	}

	/**
	 * Run a task on the thread; not if it has stopped.
	 * @param task the task
	 */
	void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Nothing is to be done any more
		}
	}

	/**
	 * Run a task on the thread after a while.
	 * @param task the task
	 * @param nanos the delay in nanoseconds
	 * @return takes it back, unless the delay is over
	 */
	Disposable schedule(Runnable task, long nanos) {
		return this.scheduler.schedule(() -> execute(task), nanos, TimeUnit.NANOSECONDS);
	}

	long nanoTime() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	long epochMillis() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

}
