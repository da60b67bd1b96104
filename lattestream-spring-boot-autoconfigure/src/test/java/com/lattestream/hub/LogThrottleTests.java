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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import com.lattestream.UnavailableException;
import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;

import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link LogThrottle}.
 */
class LogThrottleTests {

	private final Log log = mock(Log.class);

	private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);

	private final LogThrottle throttle = new LogThrottle(this.log, this.time::get);

	private final UnavailableException outage = new UnavailableException("Redis is away");

	@Test
	void outageIsOneLineASecondWithTheNumberOfThoseLeftOut() {
		for (int i = 0; i < 1000; i++) {
			this.throttle.warn("A subscription failed", this.outage);
		}
		then(this.log).should().warn("A subscription failed: Redis is away");
		this.time.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
		this.throttle.warn("A subscription failed", this.outage);
		this.time.addAndGet(1);
		this.throttle.warn("A sign-in failed", this.outage);
		then(this.log).should()
			.warn("A sign-in failed: Redis is away (1000 more of the kind since the last such line)");
		this.time.addAndGet(Duration.ofSeconds(1).toNanos());
		this.throttle.warn("A subscription failed", this.outage);
		then(this.log).should(times(2)).warn("A subscription failed: Redis is away");
		then(this.log).should(never()).warn("A subscription failed", this.outage);
	}

	@Test
	void everyOtherFailureIsSaidInFull() {
		IllegalStateException bug = new IllegalStateException("bug");
		this.throttle.warn("A subscription failed", this.outage);
		this.throttle.warn("A subscription failed", bug);
		this.throttle.warn("A subscription failed", bug);
		then(this.log).should(times(2)).warn("A subscription failed", bug);
	}

}
