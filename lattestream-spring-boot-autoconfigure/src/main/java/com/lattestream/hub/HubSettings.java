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

import java.time.Duration;

import com.lattestream.ChannelName;
import com.lattestream.InvalidRequestException;

/**
 * Limits and times of a hub. Lengths are in characters, sizes in bytes.
 *
 * @param limits the limits
 * @param authenticationTimeout how long a LatteStream connection may take to send its key
 * @param activityTimeout after how much silence a WebSocket is asked for a sign of life;
 * clients are told so
 * @param pongTimeout how long the sign of life may take
 * @param sseHeartbeat how often an event stream without events gets a comment
 * @param shutdownSpread over how long the closes of a stopping hub are spread when it has
 * many connections
 * @param clientEvents whether clients may send events to each other
 * @param typingTtl how long a user types who does not say so again
 * @param presenceGrace how long members stay after their last connection was lost
 * @param cacheTtl how long the last event of a cache channel is kept
 * @param subscriptionCounts whether the subscribers of a channel are told how many they
 * are
 * @param maxRecovery how many events a client that comes back gets of a channel at most
 */
public record HubSettings(Limits limits, Duration authenticationTimeout, Duration activityTimeout, Duration pongTimeout,
		Duration sseHeartbeat, Duration shutdownSpread, boolean clientEvents, Duration typingTtl,
		Duration presenceGrace, Duration cacheTtl, boolean subscriptionCounts, int maxRecovery) {

	/**
	 * Settings that suit most applications.
	 */
	public static final HubSettings DEFAULTS = new HubSettings(Limits.DEFAULTS, Duration.ofSeconds(10),
			Duration.ofSeconds(120), Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(2), true,
			Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(30), false, 300);

	/**
	 * What one client may take.
	 *
	 * @param connections connections of this node
	 * @param subscriptions subscriptions of one connection
	 * @param messageSize a message from a client
	 * @param nestingDepth depth of the JSON in it
	 * @param channelName length of a channel name, at most
	 * {@value ChannelName#MAX_LENGTH}
	 * @param eventData data of an event
	 * @param pusherEventData data of a client event from a Pusher client
	 * @param members members of a presence channel
	 * @param memberSize JSON of a member, id and info
	 * @param clientEventsPerSecond client events of one connection
	 * @param pendingFrames frames of one connection that wait for an earlier one to be
	 * done
	 * @param queuedMessages messages that wait for one connection to take them
	 * @param queuedBytes bytes of these messages
	 */
	public record Limits(int connections, int subscriptions, int messageSize, int nestingDepth, int channelName,
			int eventData, int pusherEventData, int members, int memberSize, int clientEventsPerSecond,
			int pendingFrames, int queuedMessages, int queuedBytes) {

		/**
		 * Limits that suit most applications.
		 */
		public static final Limits DEFAULTS = new Limits(10_000, 100, 64 * 1024, 32, 164, 32 * 1024, 10 * 1024, 100,
				1024, 10, 200, 1024, 1024 * 1024);

		/**
		 * Return whether there may be a channel of a name.
		 * @param name the name
		 * @return whether it is valid and not too long
		 */
		public boolean allowsChannel(String name) {
			return ChannelName.isValid(name) && name.length() <= this.channelName;
		}

		/**
		 * Check the name of a channel.
		 * @param name the name
		 * @throws InvalidRequestException if it is not valid or too long
		 */
		public void checkChannel(String name) {
			if (new ChannelName(name).value().length() > this.channelName) {
				throw new InvalidRequestException(
						"Channel names have at most " + this.channelName + " characters here");
			}
		}

	}

}
