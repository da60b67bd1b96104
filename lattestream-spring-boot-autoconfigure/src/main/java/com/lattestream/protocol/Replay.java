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

package com.lattestream.protocol;

import java.time.Duration;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber wants of the events before its subscription.
 *
 * @param recover all since it was there last; {@code null} if that is not asked for
 * @param rewind the last ones, where there is nothing to recover or it cannot be;
 * {@code null} if that is not asked for
 */
public record Replay(@Nullable Recover recover, @Nullable Rewind rewind) {

	/** Nothing but what comes from now on. */
	public static final Replay NONE = new Replay(null, null);

	/**
	 * All events since a position.
	 *
	 * @param position the position; {@code null} if the client had one that cannot be
	 * read
	 * @param socketId the socket id that the client had then: it does not get what was
	 * not for that; {@code null} if not known
	 */
	public record Recover(@Nullable StreamPosition position, @Nullable String socketId) {

	}

	/**
	 * The last events.
	 *
	 * @param count how many at most, 1 at least
	 * @param age how old at most; {@code null} if that is no matter
	 */
	public record Rewind(int count, @Nullable Duration age) {

	}

}
