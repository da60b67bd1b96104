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
import org.jspecify.annotations.Nullable;

/**
 * What the key or token that a client connected with allows beside authorisations of its
 * own.
 *
 * @param everything whether it was the secret, so that no authorisation is asked for
 * @param channel the channel that a channel token was issued for; counts if it is private
 * @param token what an access token says; {@code null} if it was none
 */
record ClientRights(boolean everything, @Nullable String channel, @Nullable Token token) implements StreamRights {

	static final ClientRights NONE = new ClientRights(false, null);

	ClientRights(boolean everything, @Nullable String channel) {
		this(everything, channel, null);
	}

	@Override
	public boolean include(String channel) {
		// A member is signed for one connection: no token must make others of it
		return this.everything || (ChannelType.of(channel) == ChannelType.PRIVATE
				&& (channel.equals(this.channel) || (permissions() != null && maySubscribe(channel))));
	}

	@Override
	public boolean maySubscribe(String channel) {
		TokenPermissions permissions = permissions();
		return permissions == null || permissions.maySubscribe(channel);
	}

	boolean mayPublish(String channel) {
		TokenPermissions permissions = permissions();
		return permissions == null || permissions.mayPublish(channel);
	}

	/**
	 * Return whether the time of the token is over.
	 * @param now the time in epoch milliseconds
	 * @return whether it is; never without a token
	 */
	boolean isExpired(long now) {
		return this.token != null && this.token.expiresAt() < now;
	}

	boolean isFor(String socketId) {
		return this.token == null || this.token.socketId() == null || this.token.socketId().equals(socketId);
	}

	private @Nullable TokenPermissions permissions() {
		return (this.token != null) ? this.token.permissions() : null;
	}

	/**
	 * What an access token says.
	 *
	 * @param expiresAt when it expires, in epoch milliseconds
	 * @param socketId the socket id of the only connection it is good for
	 * @param permissions what it allows; {@code null} for what the public key does
	 */
	record Token(long expiresAt, @Nullable String socketId, @Nullable TokenPermissions permissions) {

	}

}
