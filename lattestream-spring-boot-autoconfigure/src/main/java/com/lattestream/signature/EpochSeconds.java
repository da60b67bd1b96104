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

package com.lattestream.signature;

import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Timestamps of requests: epoch seconds as digits and nothing else.
 */
final class EpochSeconds {

	private static final Pattern PATTERN = Pattern.compile("[0-9]{1,12}");

	private EpochSeconds() {
	}

	/**
	 * Return how long a timestamp goes on to be within a time of now.
	 * @param timestamp the timestamp
	 * @param tolerance how far it may be from now, either way
	 * @param clock tells what is now
	 * @return the seconds until it is too old; negative if it is no timestamp, is too old
	 * or lies too far ahead
	 */
	static long remaining(String timestamp, Duration tolerance, Clock clock) {
		if (!PATTERN.matcher(timestamp).matches()) {
			return -1;
		}
		long age = clock.instant().getEpochSecond() - Long.parseLong(timestamp);
		return (age >= -tolerance.toSeconds()) ? tolerance.toSeconds() - age : -1;
	}

}
