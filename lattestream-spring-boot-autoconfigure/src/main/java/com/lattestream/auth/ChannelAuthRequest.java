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

package com.lattestream.auth;

import java.security.Principal;
import java.util.Map;

import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.InvalidRequestException;
import com.lattestream.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * A client's wish for a private or presence channel.
 *
 * @param socketId the socket id of the connection
 * @param channel the name of the channel
 * @param parameters all fields the client sent, these two included
 * @param principal who asks; {@code null} if the application does not know
 * @param exchange the request as the web stack has it; for a WebSocket that asks by
 * itself, its handshake as if it were the request
 */
public record ChannelAuthRequest(String socketId, String channel, Map<String, String> parameters,
		@Nullable Principal principal, Object exchange) {

	/**
	 * Create a request.
	 * @param socketId the socket id of the connection
	 * @param channel the name of the channel
	 * @param parameters all fields the client sent
	 * @param principal who asks
	 * @param exchange the request as the web stack has it
	 * @throws InvalidRequestException if the socket id or the name is not valid or the
	 * channel is public
	 */
	public ChannelAuthRequest {
		SocketId.check(socketId);
		if (new ChannelName(channel).type() == ChannelType.PUBLIC) {
			throw new InvalidRequestException("Public channels need no authorisation");
		}
		parameters = Map.copyOf(parameters);
	}

	/**
	 * Return the type of the channel.
	 * @return private or presence
	 */
	public ChannelType type() {
		return ChannelType.of(this.channel);
	}

	@Override
	public String toString() {
		return "ChannelAuthRequest[socketId=" + this.socketId + ", channel=" + this.channel + "]";
	}

}
