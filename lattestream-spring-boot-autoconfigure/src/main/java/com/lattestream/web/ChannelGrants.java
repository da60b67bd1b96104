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

import java.security.Principal;
import java.util.Map;

import com.lattestream.ChannelType;
import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.broker.Member;
import com.lattestream.hub.ChannelGrant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the application about private and presence channels for connections of this
 * process, which need no signature to carry the answer.
 */
public final class ChannelGrants {

	private final ChannelAuthorizer authorizer;

	private final JsonMapper jsonMapper;

	/**
	 * Create one.
	 * @param authorizer decides about channels
	 * @param jsonMapper writes the info of members
	 */
	public ChannelGrants(ChannelAuthorizer authorizer, JsonMapper jsonMapper) {
		this.authorizer = authorizer;
		this.jsonMapper = jsonMapper;
	}

	/**
	 * Ask about a channel.
	 * @param socketId the socket id of the connection that wants it
	 * @param channel the valid name of the channel
	 * @param principal who asks
	 * @param exchange the request or handshake as the web stack has it
	 * @return the channel, or nothing if it is refused; never an error
	 */
	public Mono<ChannelGrant> ask(String socketId, String channel, @Nullable Principal principal, Object exchange) {
		if (ChannelType.of(channel) == ChannelType.PUBLIC) {
			return Mono.just(new ChannelGrant(channel, null));
		}
		ChannelAuthRequest request = new ChannelAuthRequest(socketId, channel,
				Map.of("socket_id", socketId, "channel_name", channel), principal, exchange);
		return Mono.defer(() -> this.authorizer.authorize(request))
			.filter(ChannelAuthorization::granted)
			.mapNotNull((authorization) -> grant(request, authorization))
			.onErrorResume((ex) -> {
				ChannelAuthResults.logFailure(channel, ex);
				return Mono.empty();
			});
	}

	private @Nullable ChannelGrant grant(ChannelAuthRequest request, ChannelAuthorization authorization) {
		if (request.type() == ChannelType.PRIVATE) {
			return new ChannelGrant(request.channel(), null);
		}
		PresenceMember member = ChannelAuthEndpoint.memberOf(request, authorization);
		if (member == null) {
			return null;
		}
		Object info = member.info();
		String json = (info != null) ? this.jsonMapper.writeValueAsString(info) : null;
		return new ChannelGrant(request.channel(), new Member(member.id(), json));
	}

}
