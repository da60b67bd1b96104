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

package com.lattestream.broker;

import java.util.Arrays;
import java.util.Objects;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way through a channel. Bytes are not copied here: whoever makes a
 * publication hands over bytes that nobody changes any more.
 *
 * @param channel the name of the channel
 * @param event the name of the event
 * @param data the data: one valid JSON value
 * @param verbatim whether Pusher clients get the data as the JSON value it is; otherwise
 * they get its text in a JSON string, as they do of everything that a server publishes
 * @param excludedSocketId the socket id of a connection that does not get the event
 * @param userId the id of the member that sent the event
 * @param cacheVersion its version among the events that a {@link CacheStore} kept for the
 * channel; 0 if none did
 * @param bytes the bytes of a binary event; the data beside them is a JSON object
 * @param position its position if a {@link HistoryStore} keeps it; {@code null} if none
 * does
 */
public record Publication(String channel, String event, String data, boolean verbatim,
		@Nullable String excludedSocketId, @Nullable String userId, long cacheVersion, byte @Nullable [] bytes,
		@Nullable StreamPosition position) {

	/**
	 * Create a publication.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data: one valid JSON value
	 * @param verbatim whether Pusher clients get the data as the JSON value it is
	 * @param excludedSocketId the socket id of a connection that does not get the event
	 * @param userId the id of the member that sent the event
	 * @param cacheVersion its version among those that are kept
	 * @param bytes the bytes of a binary event, not to be changed any more
	 * @param position its position in the history of the channel
	 * @throws IllegalArgumentException if there are bytes and the data is no JSON object
	 */
	public Publication {
		if (bytes != null && !data.stripLeading().startsWith("{")) {
			throw new IllegalArgumentException("The data beside bytes must be a JSON object");
		}
	}

	/**
	 * Create a publication that is not kept and has no bytes.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data: one valid JSON value
	 * @param verbatim whether Pusher clients get the data as the JSON value it is
	 * @param excludedSocketId the socket id of a connection that does not get the event
	 * @param userId the id of the member that sent the event
	 */
	public Publication(String channel, String event, String data, boolean verbatim, @Nullable String excludedSocketId,
			@Nullable String userId) {
		this(channel, event, data, verbatim, excludedSocketId, userId, 0, null, null);
	}

	/**
	 * Create a publication of an event that the server publishes.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data: one valid JSON value
	 * @param excludedSocketId the socket id of a connection that does not get the event
	 * @return the publication
	 */
	public static Publication ofServer(String channel, String event, String data, @Nullable String excludedSocketId) {
		return new Publication(channel, event, data, false, excludedSocketId, null);
	}

	/**
	 * Return this publication as one that is kept.
	 * @param version its version among those of the channel
	 * @return the publication with the version
	 */
	public Publication withCacheVersion(long version) {
		return new Publication(this.channel, this.event, this.data, this.verbatim, this.excludedSocketId, this.userId,
				version, this.bytes, this.position);
	}

	/**
	 * Return this publication as one of a history.
	 * @param position its position
	 * @return the publication with the position
	 */
	public Publication withPosition(StreamPosition position) {
		return new Publication(this.channel, this.event, this.data, this.verbatim, this.excludedSocketId, this.userId,
				this.cacheVersion, this.bytes, position);
	}

	/**
	 * Return the same event with other data and bytes.
	 * @param data the data: a JSON object if there are bytes
	 * @param bytes the bytes, not to be changed any more
	 * @return the publication
	 */
	public Publication with(String data, byte @Nullable [] bytes) {
		return new Publication(this.channel, this.event, data, this.verbatim, this.excludedSocketId, this.userId,
				this.cacheVersion, bytes, this.position);
	}

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof Publication other && this.channel.equals(other.channel) && this.event.equals(other.event)
				&& this.data.equals(other.data) && this.verbatim == other.verbatim
				&& Objects.equals(this.excludedSocketId, other.excludedSocketId)
				&& Objects.equals(this.userId, other.userId) && this.cacheVersion == other.cacheVersion
				&& Arrays.equals(this.bytes, other.bytes) && Objects.equals(this.position, other.position);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.channel, this.event, this.data, this.verbatim, this.excludedSocketId, this.userId,
				this.cacheVersion, Arrays.hashCode(this.bytes), this.position);
	}

}
