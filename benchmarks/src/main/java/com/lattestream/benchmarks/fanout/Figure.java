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

package com.lattestream.benchmarks.fanout;

import java.util.Locale;

/**
 * What is measured.
 */
enum Figure {

	CPU("CPU s/M", 2), USER("user", 2), SYSTEM("system", 2), INTERRUPTS("softirq", 2), COMPILER("of it JIT", 2),
	RATE("deliveries/s", 0), P50("p50 ms", 1), P99("p99 ms", 1), LOST("lost", 0), DISORDERED("out of order", 0),
	CONNECTS("connections/s", 0), CONNECT_CPU("CPU ms each", 2), RSS("RSS kB each", 1), HEAP("live heap kB each", 1),
	BEFORE("RSS MB before", 0), IDLE_CPU("idle CPU %", 2), EVENTS("events/s", 0),
	EVENT_CPU("CPU ms for 1,000 events", 1), STARTED("ms until ready", 0), START_CPU("CPU s", 2),
	LOAD("load average", 1);

	private final String title;

	private final int digits;

	Figure(String title, int digits) {
		this.title = title;
		this.digits = digits;
	}

	String title() {
		return this.title;
	}

	String format(double value) {
		return String.format(Locale.ROOT, "%,." + this.digits + "f", value);
	}

}
