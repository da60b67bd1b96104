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

import com.lattestream.ChannelType;
import com.lattestream.broker.Member;
import com.lattestream.protocol.Replay;
import org.jspecify.annotations.Nullable;

/**
 * A channel that a connection may have.
 *
 * @param channel the name of the channel
 * @param member as whom, for presence channels
 * @param replay what the client wants of earlier events
 */
public record ChannelGrant(String channel, @Nullable Member member, Replay replay) {

	/**
	 * Create a grant for a client that wants nothing of earlier events.
	 * @param channel the name of the channel
	 * @param member as whom, for presence channels
	 */
	public ChannelGrant(String channel, @Nullable Member member) {
		this(channel, member, Replay.NONE);
	}

	/**
	 * Return the same grant for a client that wants earlier events.
	 * @param wanted what it wants
	 * @return another grant
	 */
	public ChannelGrant with(Replay wanted) {
		return new ChannelGrant(this.channel, this.member, wanted);
	}

	/**
	 * Return a grant for a connection of a user.
	 * @param channel the name of the channel
	 * @param userId the user's id, which a presence channel is joined with
	 * @return the grant
	 */
	static ChannelGrant asUser(String channel, String userId) {
		return new ChannelGrant(channel,
				(ChannelType.of(channel) == ChannelType.PRESENCE) ? new Member(userId, null) : null);
	}

}
