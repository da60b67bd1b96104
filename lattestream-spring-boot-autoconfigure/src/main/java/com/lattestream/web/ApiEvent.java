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

import java.util.List;
import java.util.Set;

import com.lattestream.ChannelAttribute;
import com.lattestream.broker.Publication;
import org.jspecify.annotations.Nullable;

/**
 * An event that came in through a REST API.
 *
 * @param channels the names of the channels, or the address of a user
 * @param event the name of the event
 * @param excludedSocketId the socket id of a connection that does not get it
 * @param data the data: one valid JSON value
 * @param verbatim whether Pusher clients get the data as the JSON value it is, rather
 * than its text
 * @param bytes the bytes of a binary event
 * @param attributes what the caller wants to know of the channels
 */
record ApiEvent(List<String> channels, String event, @Nullable String excludedSocketId, String data, boolean verbatim,
		byte @Nullable [] bytes, Set<ChannelAttribute> attributes) {

	Publication toPublication(String channel) {
		return new Publication(channel, this.event, this.data, this.verbatim, this.excludedSocketId, null)
			.with(this.data, this.bytes);
	}

}
