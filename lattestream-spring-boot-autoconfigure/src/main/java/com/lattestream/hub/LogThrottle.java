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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import com.lattestream.UnavailableException;
import org.apache.commons.logging.Log;

/**
 * Warns of what goes wrong for many at once. That something shared is
 * {@linkplain UnavailableException unavailable} is said without a stack trace, once a
 * second at the most and with the number of those of whom nothing was said; every other
 * failure is said in full. Safe for use by many threads.
 */
public final class LogThrottle {

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final Log logger;

	private final LongSupplier nanoTime;

	private final AtomicLong leftOut = new AtomicLong();

	private final AtomicLong next;

	/**
	 * Create a throttle.
	 * @param logger takes the warnings
	 */
	public LogThrottle(Log logger) {
		this(logger, System::nanoTime);
	}

	LogThrottle(Log logger, LongSupplier nanoTime) {
		this.logger = logger;
		this.nanoTime = nanoTime;
		this.next = new AtomicLong(nanoTime.getAsLong());
	}

	/**
	 * Something failed.
	 * @param message what, without a full stop
	 * @param ex why
	 */
	public void warn(String message, Throwable ex) {
		if (!(ex instanceof UnavailableException)) {
			this.logger.warn(message, ex);
			return;
		}
		long now = this.nanoTime.getAsLong();
		long due = this.next.get();
		if (now - due >= 0 && this.next.compareAndSet(due, now + PAUSE)) {
			long others = this.leftOut.getAndSet(0);
			String line = message + ": " + ex.getMessage();
			this.logger
				.warn((others > 0) ? line + " (" + others + " more of the kind since the last such line)" : line);
		}
		else {
			this.leftOut.incrementAndGet();
		}
		this.logger.debug(message, ex);
	}

}
