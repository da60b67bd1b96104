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

import org.jspecify.annotations.Nullable;

/**
 * One event of a batch.
 *
 * @param channel the name of the channel
 * @param event the name of the event
 * @param data the data, written as JSON, or bytes as {@code byte[]} or
 * {@link java.nio.ByteBuffer}
 * @param excludedSocketId the socket id of a connection that does not get the event
 * @param exceptCurrent whether that is the connection that the current request names when
 * the event is sent, see {@link #toOthers()}
 */
public record BatchEvent(String channel, String event, @Nullable Object data, @Nullable String excludedSocketId,
		boolean exceptCurrent) {

	/**
	 * Most events in one batch.
	 */
	public static final int MAX_EVENTS = 10;

	/**
	 * Create an event for everyone in a channel.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data
	 */
	public BatchEvent(String channel, String event, @Nullable Object data) {
		this(channel, event, data, null);
	}

	/**
	 * Create an event.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data
	 * @param excludedSocketId the socket id to leave out
	 */
	public BatchEvent(String channel, String event, @Nullable Object data, @Nullable String excludedSocketId) {
		this(channel, event, data, excludedSocketId, false);
	}

	/**
	 * Return an event that leaves one connection out.
	 * @param socketId the socket id of that connection; an unknown one leaves nobody out
	 * @return the new event
	 */
	public BatchEvent except(@Nullable String socketId) {
		return new BatchEvent(this.channel, this.event, this.data, socketId);
	}

	/**
	 * Return an event that leaves out the connection of whoever caused it, like
	 * {@link TriggerRequest#toOthers()}.
	 * @return the new event
	 */
	public BatchEvent toOthers() {
		return new BatchEvent(this.channel, this.event, this.data, null, true);
	}

	/**
	 * Check how many events there are in a batch.
	 * @param count how many
	 * @throws InvalidRequestException if there are none or too many
	 */
	public static void checkCount(int count) {
		if (count < 1 || count > MAX_EVENTS) {
			throw new InvalidRequestException(
					"A batch has 1 to " + MAX_EVENTS + " events but " + count + " were given");
		}
	}

	/**
	 * Return the request that sends this event alone.
	 * @return the request
	 * @throws InvalidRequestException if a name or the socket id is not valid
	 */
	public TriggerRequest toRequest() {
		TriggerRequest request = TriggerRequest.of(this.channel, this.event, this.data);
		return this.exceptCurrent ? request.toOthers() : request.except(this.excludedSocketId);
	}

}
