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

package com.lattestream.benchmarks;

/**
 * What one contender did in one pass.
 *
 * @param eventsPerSecond events accepted per second
 * @param cpuMillis time on processors, in ms per 1,000 events
 */
public record Pass(double eventsPerSecond, double cpuMillis) {

	static Pass parse(String line) {
		int space = line.indexOf(' ');
		return new Pass(Double.parseDouble(line.substring(0, space)), Double.parseDouble(line.substring(space + 1)));
	}

	@Override
	public String toString() {
		return this.eventsPerSecond + " " + this.cpuMillis;
	}

}
