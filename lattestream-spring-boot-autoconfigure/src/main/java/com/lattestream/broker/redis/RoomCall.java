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

package com.lattestream.broker.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Something that is to be done in a room of Redis. All methods are called one at a time
 * with what else happens to the room.
 */
interface RoomCall {

	/**
	 * Return what the script is to do.
	 * @param number the number of the call
	 * @return its name and what it takes, or {@code null} if there is nothing to do
	 */
	@Nullable List<Object> arguments(long number);

	/**
	 * It was done, or there was nothing to do.
	 * @param number the number of the call
	 * @param reply the answer of the script; {@code null} if it was not asked
	 */
	void done(long number, @Nullable RoomReply reply);

	/**
	 * It is not known whether it was done.
	 * @param number the number of the call
	 * @param ex what is wrong
	 */
	void failed(long number, Throwable ex);

	/**
	 * Return what it is about. Of calls about the same, each waits for the answer to the
	 * one before: nothing else keeps them in order on their way to Redis.
	 * @return what it is about, or {@code null} for the room as a whole: then it waits
	 * for all calls before it
	 */
	default @Nullable Object subject() {
		return null;
	}

	/**
	 * Return whether the node has something in the room afterwards.
	 * @return whether the room must be noted as one of the node's
	 */
	default boolean enters() {
		return false;
	}

}
