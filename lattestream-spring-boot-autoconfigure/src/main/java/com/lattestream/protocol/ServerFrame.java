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

import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * What the hub can say. Infos and data are JSON texts, made or checked before.
 */
public sealed interface ServerFrame {

	/**
	 * Return where the client stands in a channel when it has the frame.
	 * @return the position, or {@code null} if the frame tells none
	 */
	default @Nullable ChannelPosition standing() {
		return null;
	}

	private static @Nullable ChannelPosition standing(String channel, @Nullable StreamPosition position) {
		return (position != null) ? new ChannelPosition(channel, position) : null;
	}

	/**
	 * The connection is ready.
	 *
	 * @param socketId its socket id
	 * @param activityTimeout after how many seconds of silence the client should ping
	 */
	record ConnectionEstablished(String socketId, long activityTimeout) implements ServerFrame {

	}

	/**
	 * Answers a ping.
	 */
	record Pong() implements ServerFrame {

	}

	/**
	 * The client is subscribed to a public or private channel.
	 *
	 * @param channel the name of the channel
	 * @param start where it starts
	 */
	record SubscriptionSucceeded(String channel, StartPoint start) implements ServerFrame {

		/**
		 * Create one that tells nothing of where it starts.
		 * @param channel the name of the channel
		 */
		public SubscriptionSucceeded(String channel) {
			this(channel, StartPoint.UNKNOWN);
		}

		@Override
		public @Nullable ChannelPosition standing() {
			return ServerFrame.standing(this.channel, this.start.position());
		}

	}

	/**
	 * The client is subscribed to a presence channel.
	 *
	 * @param channel the name of the channel
	 * @param members the infos of all members by user id, in order
	 * @param me the user id of the client
	 * @param typing the user ids of others who type
	 * @param start where it starts
	 */
	record PresenceSucceeded(String channel, Map<String, @Nullable String> members, String me, List<String> typing,
			StartPoint start) implements ServerFrame {

		@Override
		public @Nullable ChannelPosition standing() {
			return ServerFrame.standing(this.channel, this.start.position());
		}

	}

	/**
	 * The client is not subscribed.
	 *
	 * @param channel the name of the channel as the client gave it
	 * @param type the kind of error
	 * @param error the error in words
	 * @param status a status as HTTP has them
	 */
	record SubscriptionError(String channel, String type, String error, int status) implements ServerFrame {

	}

	/**
	 * The client is signed in.
	 *
	 * @param userData the user, exactly as the client brought it
	 */
	record SignInSucceeded(String userData) implements ServerFrame {

	}

	/**
	 * Users that the client watches came or went.
	 *
	 * @param online the ids of those who are there
	 * @param offline the ids of those who are not
	 */
	record WatchlistEvents(Collection<String> online, Collection<String> offline) implements ServerFrame {

	}

	/**
	 * A member joined.
	 *
	 * @param channel the name of the channel
	 * @param userId the member's id
	 * @param userInfo the member's info
	 */
	record MemberAdded(String channel, String userId, @Nullable String userInfo) implements ServerFrame {

	}

	/**
	 * A member left.
	 *
	 * @param channel the name of the channel
	 * @param userId the member's id
	 * @param userInfo the member's info
	 */
	record MemberRemoved(String channel, String userId, @Nullable String userInfo) implements ServerFrame {

	}

	/**
	 * A user began or ended to type.
	 *
	 * @param channel the name of the channel
	 * @param userId the user's id
	 * @param typing whether the user began
	 */
	record Typing(String channel, String userId, boolean typing) implements ServerFrame {

	}

	/**
	 * An event with data.
	 */
	sealed interface Event extends ServerFrame permits ChannelEvent, DirectEvent {

		/**
		 * Return the data.
		 * @return one JSON value
		 */
		String data();

		/**
		 * Return the same event with other data.
		 * @param data the data
		 * @return the event
		 */
		Event withData(String data);

	}

	/**
	 * An event in a channel.
	 *
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data
	 * @param verbatim whether Pusher clients get the data as it is rather than its text
	 * @param userId the member that sent it
	 * @param position its position, if the channel has a history
	 */
	record ChannelEvent(String channel, String event, String data, boolean verbatim, @Nullable String userId,
			@Nullable StreamPosition position) implements Event {

		/**
		 * Create one of a channel without history.
		 * @param channel the name of the channel
		 * @param event the name of the event
		 * @param data the data
		 * @param verbatim whether Pusher clients get the data as it is
		 * @param userId the member that sent it
		 */
		public ChannelEvent(String channel, String event, String data, boolean verbatim, @Nullable String userId) {
			this(channel, event, data, verbatim, userId, null);
		}

		@Override
		public Event withData(String data) {
			return new ChannelEvent(this.channel, this.event, data, this.verbatim, this.userId, this.position);
		}

		@Override
		public @Nullable ChannelPosition standing() {
			return ServerFrame.standing(this.channel, this.position);
		}

	}

	/**
	 * Events of a channel may be missing before this.
	 *
	 * @param channel the name of the channel
	 * @param position the position from which on all is certain again
	 * @param reason why they are missing
	 */
	record PositionLost(String channel, StreamPosition position, RecoveryFailure reason) implements ServerFrame {

		@Override
		public @Nullable ChannelPosition standing() {
			return ServerFrame.standing(this.channel, this.position);
		}

	}

	/**
	 * There is no event to begin with in a cache channel.
	 *
	 * @param channel the name of the channel
	 */
	record CacheMiss(String channel) implements ServerFrame {

	}

	/**
	 * The number of subscriptions of a channel.
	 *
	 * @param channel the name of the channel
	 * @param count the number
	 */
	record SubscriptionCount(String channel, int count) implements ServerFrame {

	}

	/**
	 * An event in no channel.
	 *
	 * @param pusherChannel the name of the channel that clients of Pusher hear of it in
	 * @param event the name of the event
	 * @param data the data
	 * @param verbatim whether Pusher clients get the data as it is rather than its text
	 */
	record DirectEvent(@Nullable String pusherChannel, String event, String data, boolean verbatim) implements Event {

		@Override
		public Event withData(String data) {
			return new DirectEvent(this.pusherChannel, this.event, data, this.verbatim);
		}

	}

	/**
	 * An event with bytes. Where only text can go, its data has them in base64.
	 *
	 * @param event the event, with the data beside the bytes: a JSON object
	 * @param bytes the bytes, not to be changed
	 */
	record BinaryEvent(Event event, byte[] bytes) implements ServerFrame {

		Event asText() {
			return this.event.withData(BinaryData.join(this.event.data(), this.bytes));
		}

		@Override
		public @Nullable ChannelPosition standing() {
			return this.event.standing();
		}

	}

	/**
	 * Answers a client event. Called the same in both dialects.
	 *
	 * @param channel the name of the channel that the event was for
	 * @param ref what the client gave to know the answer by, as JSON text
	 * @param data the data; an empty object if it went wrong
	 * @param error what went wrong, for clients that gave a ref
	 */
	record Reply(String channel, @Nullable String ref, String data, @Nullable ErrorFrame error) implements ServerFrame {

	}

	/**
	 * Something went wrong.
	 *
	 * @param code the code; {@code null} where the protocol has none
	 * @param message the error in words
	 */
	record ErrorFrame(@Nullable Integer code, String message) implements ServerFrame {

	}

}
