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

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import org.jspecify.annotations.Nullable;

/**
 * What is special about some channels. What is {@code null} is as the settings of the hub
 * say.
 *
 * @param pattern tells which channels
 * @param history how much of each of them is kept; {@code null} for nothing
 * @param rewind whether clients may ask for what is kept when they subscribe
 * @param presenceGrace how long members stay after their last connection was lost
 * @param cacheTtl how long the last event is kept, of those that are cache channels
 * @param clientEvents whether clients may send events, and say that they type
 * @param limits what may be in them
 * @param batchWindow how long events may wait for others to leave with; {@code null} if
 * they do not
 */
public record ChannelPolicy(ChannelPattern pattern, @Nullable HistoryRetention history, boolean rewind,
		@Nullable Duration presenceGrace, @Nullable Duration cacheTtl, @Nullable Boolean clientEvents, Limits limits,
		@Nullable Duration batchWindow) {

	/**
	 * Create a policy that is about history alone. Clients may rewind.
	 * @param pattern tells which channels
	 * @param history how much of each of them is kept; {@code null} for nothing
	 */
	public ChannelPolicy(ChannelPattern pattern, @Nullable HistoryRetention history) {
		this(pattern, history, true, null, null, null, Limits.NONE, null);
	}

	/**
	 * Return this policy with another say on rewinding.
	 * @param rewind whether clients may ask for what is kept when they subscribe
	 * @return the policy
	 */
	public ChannelPolicy withRewind(boolean rewind) {
		return new ChannelPolicy(this.pattern, this.history, rewind, this.presenceGrace, this.cacheTtl,
				this.clientEvents, this.limits, this.batchWindow);
	}

	/**
	 * Return this policy with a grace.
	 * @param presenceGrace how long members stay after their last connection was lost
	 * @return the policy
	 */
	public ChannelPolicy withPresenceGrace(@Nullable Duration presenceGrace) {
		return new ChannelPolicy(this.pattern, this.history, this.rewind, presenceGrace, this.cacheTtl,
				this.clientEvents, this.limits, this.batchWindow);
	}

	/**
	 * Return this policy with a time for last events.
	 * @param cacheTtl how long the last event is kept
	 * @return the policy
	 */
	public ChannelPolicy withCacheTtl(@Nullable Duration cacheTtl) {
		return new ChannelPolicy(this.pattern, this.history, this.rewind, this.presenceGrace, cacheTtl,
				this.clientEvents, this.limits, this.batchWindow);
	}

	/**
	 * Return this policy with a say on events of clients.
	 * @param clientEvents whether clients may send events, and say that they type
	 * @return the policy
	 */
	public ChannelPolicy withClientEvents(@Nullable Boolean clientEvents) {
		return new ChannelPolicy(this.pattern, this.history, this.rewind, this.presenceGrace, this.cacheTtl,
				clientEvents, this.limits, this.batchWindow);
	}

	/**
	 * Return this policy with limits.
	 * @param limits what may be in the channels
	 * @return the policy
	 */
	public ChannelPolicy withLimits(Limits limits) {
		return new ChannelPolicy(this.pattern, this.history, this.rewind, this.presenceGrace, this.cacheTtl,
				this.clientEvents, limits, this.batchWindow);
	}

	/**
	 * Return this policy with a window.
	 * @param batchWindow how long events may wait for others to leave with, a few
	 * milliseconds
	 * @return the policy
	 */
	public ChannelPolicy withBatchWindow(@Nullable Duration batchWindow) {
		return new ChannelPolicy(this.pattern, this.history, this.rewind, this.presenceGrace, this.cacheTtl,
				this.clientEvents, this.limits, batchWindow);
	}

	/**
	 * What may be in a channel.
	 *
	 * @param members members of a presence channel
	 * @param clientEventsPerSecond client events that one connection may send in this
	 * channel, those of other channels not counted
	 * @param eventData data of an event, in bytes; no more than the hub allows everywhere
	 */
	public record Limits(@Nullable Integer members, @Nullable Integer clientEventsPerSecond,
			@Nullable Integer eventData) {

		/** As the settings of the hub say. */
		public static final Limits NONE = new Limits(null, null, null);

	}

}
