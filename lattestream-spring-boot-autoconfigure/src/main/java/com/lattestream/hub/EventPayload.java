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

package com.lattestream.hub;

import com.lattestream.broker.Publication;
import com.lattestream.protocol.BinaryData;
import org.jspecify.annotations.Nullable;

/**
 * What an event carries.
 *
 * @param data the data as JSON; an empty object if there are bytes
 * @param bytes the bytes of a binary event, which nobody else has
 */
record EventPayload(String data, byte @Nullable [] bytes) {

	String asText() {
		return BinaryData.join(this.data, this.bytes);
	}

	int size() {
		return BinaryData.size(this.data, this.bytes);
	}

	EventPayload withData(String data) {
		return new EventPayload(data, this.bytes);
	}

	/**
	 * Return a publication of an event of the server.
	 * @param channel the name of the channel, or an address
	 * @param event the name of the event
	 * @param excludedSocketId the socket id of a connection that does not get the event
	 * @return the publication
	 */
	Publication toPublication(String channel, String event, @Nullable String excludedSocketId) {
		return Publication.ofServer(channel, event, this.data, excludedSocketId).with(this.data, this.bytes);
	}

}
