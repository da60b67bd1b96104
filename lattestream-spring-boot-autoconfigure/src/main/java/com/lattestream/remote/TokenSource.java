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

package com.lattestream.remote;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import com.lattestream.AccessToken;
import com.lattestream.ChannelName;
import com.lattestream.ChannelToken;
import com.lattestream.ChannelType;
import com.lattestream.InvalidRequestException;
import com.lattestream.PresenceMember;
import com.lattestream.SocketId;
import com.lattestream.UserData;
import com.lattestream.UserToken;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.UserSigner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Gets tokens for clients: has the service issue them or, for channels, signs.
 */
final class TokenSource {

	private final RestApi api;

	private final RemoteSettings.ChannelSigning signing;

	private final EventEncoder encoder;

	private final ChannelEncryptor encryptor;

	private final String secret;

	private final ChannelSigner signer;

	private final UserSigner userSigner;

	/**
	 * Create a source.
	 * @param api sends requests
	 * @param signing who signs channel authorisations
	 * @param encoder writes members
	 * @param encryptor has the shared secrets of encrypted channels
	 * @param credentials the application's credentials
	 */
	TokenSource(RestApi api, RemoteSettings.ChannelSigning signing, EventEncoder encoder, ChannelEncryptor encryptor,
			AppCredentials credentials) {
		this.api = api;
		this.signing = signing;
		this.encoder = encoder;
		this.encryptor = encryptor;
		this.secret = credentials.secret();
		this.signer = new ChannelSigner(credentials, Clock.systemUTC());
		this.userSigner = new UserSigner(credentials);
	}

	Mono<ChannelToken> channelToken(String socketId, String channel, @Nullable PresenceMember member) {
		return Mono.defer(() -> {
			SocketId.check(socketId);
			ChannelType type = new ChannelName(channel).type();
			if (type == ChannelType.PUBLIC) {
				throw new InvalidRequestException("Public channels need no authorisation");
			}
			String channelData = (type == ChannelType.PRESENCE) ? channelData(member) : null;
			String sharedSecret = this.encryptor.sharedSecret(channel);
			return switch (this.signing) {
				case LOCAL -> Mono.just(new ChannelToken(this.signer.signForService(socketId, channel, channelData),
						channelData, sharedSecret));
				case REMOTE -> fetchChannelToken(socketId, channel, channelData, sharedSecret);
			};
		});
	}

	/**
	 * Signs, however channels are signed: there is no service that signs users.
	 */
	Mono<UserToken> userToken(String socketId, UserData user) {
		return Mono.fromSupplier(() -> {
			String userData = this.encoder.toJson(user.toProperties());
			return new UserToken(this.userSigner.signForService(socketId, userData), userData);
		});
	}

	Mono<AccessToken> accessToken(@Nullable String socketId, Collection<String> permissions,
			@Nullable Duration expiresIn) {
		return Mono.defer(() -> {
			if (socketId != null) {
				SocketId.check(socketId);
			}
			ApiRequest request = ApiRequest.post("/apps/token", EventEncoder.write((json) -> {
				// It is a key that may do what it hands out, so not the public one
				json.writeStringProperty("api_key", this.secret);
				if (socketId != null) {
					json.writeStringProperty("socket_id", socketId);
				}
				if (!permissions.isEmpty()) {
					json.writeArrayPropertyStart("permissions");
					permissions.forEach(json::writeString);
					json.writeEndArray();
				}
				if (expiresIn != null) {
					json.writeNumberProperty("expires_in", expiresIn.toSeconds());
				}
			}));
			return this.api.fetch(request).map((body) -> Answers.accessToken(request, body));
		});
	}

	/**
	 * The service does not get to know the shared secret.
	 */
	private Mono<ChannelToken> fetchChannelToken(String socketId, String channel, @Nullable String channelData,
			@Nullable String sharedSecret) {
		ApiRequest request = ApiRequest.post("/auth", EventEncoder.write((json) -> {
			json.writeStringProperty("socket_id", socketId);
			json.writeStringProperty("channel_name", channel);
			if (channelData != null) {
				json.writeName("channel_data");
				json.writeRawValue(channelData);
			}
		}));
		return this.api.fetch(request).map((body) -> Answers.channelToken(request, body, channelData, sharedSecret));
	}

	private String channelData(@Nullable PresenceMember member) {
		if (member == null) {
			throw new InvalidRequestException("Presence channels take a member");
		}
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("user_id", member.id());
		if (member.info() != null) {
			data.put("user_info", member.info());
		}
		return this.encoder.toJson(data);
	}

}
