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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Counts events that had to be dropped and says so in the log, once a minute at the most.
 * Safe for use by many threads.
 */
final class Drops {

	private static final Log logger = LogFactory.getLog(Drops.class);

	private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

	private final String reason;

	private final Scheduler scheduler;

	private final AtomicLong count = new AtomicLong();

	private final AtomicLong nextReport;

	Drops(String reason, Scheduler scheduler) {
		this.reason = reason;
		this.scheduler = scheduler;
		this.nextReport = new AtomicLong(scheduler.now(TimeUnit.NANOSECONDS));
	}

	void add(int events) {
		long total = this.count.addAndGet(events);
		long now = this.scheduler.now(TimeUnit.NANOSECONDS);
		long next = this.nextReport.get();
		if (now - next >= 0 && this.nextReport.compareAndSet(next, now + PAUSE)) {
			logger.warn("Webhook events are dropped because " + this.reason + ": " + total + " since the start");
		}
	}

	long count() {
		return this.count.get();
	}

}
