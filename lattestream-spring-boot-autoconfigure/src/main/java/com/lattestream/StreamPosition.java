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

package com.lattestream;

import java.util.regex.Pattern;

/**
 * A place in the stream of a channel's events: just after one of them, or before the
 * first. Clients keep it and name it when they come back.
 * <p>
 * Positions of a channel compare within one epoch only, by their offsets. A stream that
 * was lost goes on under another epoch, so that nobody takes new events for old ones.
 *
 * @param epoch names the life of the stream: 1 to {@value #MAX_EPOCH_LENGTH} letters,
 * digits, {@code -} or {@code _}
 * @param offset how many events there were in this epoch, 0 to {@value #MAX_OFFSET}: the
 * first event has the offset 1, and each one the next number
 */
public record StreamPosition(String epoch, long offset) {

	/** The longest epoch, in characters. */
	public static final int MAX_EPOCH_LENGTH = 32;

	/** The last offset; beyond it JavaScript cannot count. */
	public static final long MAX_OFFSET = (1L << 53) - 1;

	private static final Pattern EPOCH = Pattern.compile("[A-Za-z0-9_-]{1," + MAX_EPOCH_LENGTH + "}");

	/**
	 * Create a position.
	 * @param epoch names the life of the stream
	 * @param offset how many events there were in this epoch
	 * @throws IllegalArgumentException if there can be no such position
	 */
	public StreamPosition {
		if (!EPOCH.matcher(epoch).matches()) {
			throw new IllegalArgumentException("An epoch has 1 to " + MAX_EPOCH_LENGTH + " letters, digits, - or _");
		}
		if (offset < 0 || offset > MAX_OFFSET) {
			throw new IllegalArgumentException("An offset is 0 to " + MAX_OFFSET);
		}
	}

	/**
	 * Return the position after the next event.
	 * @return the position
	 */
	public StreamPosition next() {
		return new StreamPosition(this.epoch, this.offset + 1);
	}

}
