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

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What event streams carry besides events.
 */
public final class SseLines {

	private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

	private static final int SHORTEST_RETRY = 1000;

	private static final int LONGEST_RETRY = 3000;

	private SseLines() {
	}

	/**
	 * Return a comment that says nothing, so that nobody takes the stream for dead.
	 * @return the bytes, not to be changed
	 */
	public static byte[] heartbeat() {
		return HEARTBEAT;
	}

	/**
	 * Tell the client when to come back after the end of the stream: each after a time of
	 * its own, not all at once.
	 * @return the bytes
	 */
	public static byte[] retry() {
		int millis = ThreadLocalRandom.current().nextInt(SHORTEST_RETRY, LONGEST_RETRY);
		return ("retry: " + millis + "\n\n").getBytes(StandardCharsets.US_ASCII);
	}

}
