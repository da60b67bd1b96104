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

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * Where in the stream of its channel a subscription starts.
 *
 * @param position the position before the next event that the client gets; {@code null}
 * if the channel has no history
 * @param recovered whether the client gets all that it missed; {@code null} if it did not
 * ask for that
 * @param failure why not; {@code null} if there is no reason
 */
public record StartPoint(@Nullable StreamPosition position, @Nullable Boolean recovered,
		@Nullable RecoveryFailure failure) {

	/** There is nothing to tell of it. */
	public static final StartPoint UNKNOWN = new StartPoint(null, null, null);

	/**
	 * Return that of a client that did not ask for what it missed.
	 * @param position the position
	 * @return where it starts
	 */
	public static StartPoint at(StreamPosition position) {
		return new StartPoint(position, null, null);
	}

	/**
	 * Return that of a client that gets all that it missed.
	 * @param position the position that it asked for
	 * @return where it starts
	 */
	public static StartPoint recovered(StreamPosition position) {
		return new StartPoint(position, true, null);
	}

	/**
	 * Return that of a client that does not get what it missed.
	 * @param position the position where it starts instead, if there is any
	 * @param failure why
	 * @return where it starts
	 */
	public static StartPoint failed(@Nullable StreamPosition position, RecoveryFailure failure) {
		return new StartPoint(position, false, failure);
	}

}
