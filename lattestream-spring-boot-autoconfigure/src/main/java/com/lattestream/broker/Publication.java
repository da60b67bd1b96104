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

import org.jspecify.annotations.Nullable;

/**
 * An event on its way through a channel.
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
 */
public record Publication(String channel, String event, String data, boolean verbatim,
		@Nullable String excludedSocketId, @Nullable String userId, long cacheVersion) {

	/**
	 * Create a publication that is not kept.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data: one valid JSON value
	 * @param verbatim whether Pusher clients get the data as the JSON value it is
	 * @param excludedSocketId the socket id of a connection that does not get the event
	 * @param userId the id of the member that sent the event
	 */
	public Publication(String channel, String event, String data, boolean verbatim, @Nullable String excludedSocketId,
			@Nullable String userId) {
		this(channel, event, data, verbatim, excludedSocketId, userId, 0);
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
				version);
	}

}
