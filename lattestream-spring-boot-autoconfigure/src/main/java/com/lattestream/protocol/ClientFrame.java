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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a client can say.
 */
public sealed interface ClientFrame {

	/**
	 * First frame of a LatteStream connection.
	 *
	 * @param apiKey the key or token
	 */
	record Authenticate(String apiKey) implements ClientFrame {

		@Override
		public String toString() {
			return "Authenticate[apiKey=******]";
		}

	}

	/**
	 * Asks for a subscription.
	 *
	 * @param channel the name of the channel, not checked yet
	 * @param auth the authorisation; {@code null} if absent or empty
	 * @param channelData the channel data as the client signed it
	 * @param replay what it wants of earlier events
	 */
	record Subscribe(String channel, @Nullable String auth, @Nullable String channelData,
			Replay replay) implements ClientFrame {

		/**
		 * Create one that wants nothing of earlier events.
		 * @param channel the name of the channel, not checked yet
		 * @param auth the authorisation
		 * @param channelData the channel data as the client signed it
		 */
		public Subscribe(String channel, @Nullable String auth, @Nullable String channelData) {
			this(channel, auth, channelData, Replay.NONE);
		}

	}

	/**
	 * Asks for a subscription in a way that is not understood.
	 *
	 * @param channel the name of the channel, not checked
	 * @param reason why, in words for the client
	 */
	record InvalidSubscribe(String channel, String reason) implements ClientFrame {

	}

	/**
	 * Ends a subscription.
	 *
	 * @param channel the name of the channel
	 */
	record Unsubscribe(String channel) implements ClientFrame {

	}

	/**
	 * Says which user the connection is of.
	 *
	 * @param auth the authorisation; {@code null} if absent or empty
	 * @param userData the user as JSON text, as the client signed it
	 */
	record SignIn(@Nullable String auth, @Nullable String userData) implements ClientFrame {

	}

	/**
	 * Asks for a sign of life.
	 */
	record Ping() implements ClientFrame {

	}

	/**
	 * Answers a ping.
	 */
	record Pong() implements ClientFrame {

	}

	/**
	 * Several frames in one message.
	 *
	 * @param frames the frames, in order
	 */
	record Batch(List<ClientFrame> frames) implements ClientFrame {

	}

	/**
	 * An event for the other subscribers of a channel.
	 *
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data: one valid JSON value
	 * @param verbatim whether Pusher clients get that value as it is rather than its text
	 * @param ref what the answer is to bear, as JSON text; {@code null} if the client
	 * waits for none
	 */
	record ClientEvent(String channel, String event, String data, boolean verbatim,
			@Nullable String ref) implements ClientFrame {

	}

	/**
	 * Says whether the client's user types.
	 *
	 * @param channel the name of the channel
	 * @param typing whether the user types
	 */
	record Typing(String channel, boolean typing) implements ClientFrame {

	}

	/**
	 * An event with bytes for the other subscribers of a channel.
	 *
	 * @param event the event, with the data beside the bytes: a JSON object
	 * @param bytes the bytes, not to be changed
	 */
	record BinaryEvent(ClientEvent event, byte[] bytes) implements ClientFrame {

	}

	/**
	 * Something that is not understood.
	 *
	 * @param reason why, in words for the client
	 */
	record Malformed(String reason) implements ClientFrame {

	}

}
