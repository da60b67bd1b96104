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

import java.time.Clock;
import java.time.Duration;

import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.HmacSigner;
import com.lattestream.signature.TokenSigner;
import org.jspecify.annotations.Nullable;

/**
 * Knows the keys and tokens that clients connect with.
 */
final class Authenticator {

	private static final Duration DISCOVERY_LIFETIME = Duration.ofMinutes(1);

	private final AppCredentials credentials;

	private final ChannelSigner signer;

	private final TokenSigner tokens;

	private final AccessTokens accessTokens;

	private final Clock clock;

	Authenticator(AppCredentials credentials, ChannelSigner signer, Clock clock) {
		this.credentials = credentials;
		this.signer = signer;
		this.tokens = new TokenSigner(credentials.secret(), clock);
		this.accessTokens = new AccessTokens(credentials, clock);
		this.clock = clock;
	}

	boolean isKey(@Nullable String key) {
		return key != null && HmacSigner.equal(this.credentials.key(), key);
	}

	LatteStreamHub.DiscoveryToken issueDiscoveryToken() {
		String token = this.tokens.issue(TokenSigner.DISCOVERY, DISCOVERY_LIFETIME, this.credentials.key());
		return new LatteStreamHub.DiscoveryToken(token, this.clock.millis() + DISCOVERY_LIFETIME.toMillis());
	}

	AccessTokens accessTokens() {
		return this.accessTokens;
	}

	/**
	 * Return what a client may whose event stream has a key or token in its address.
	 * @param key the public key or an access token
	 * @return its rights, or {@code null} if it is not known, has expired, or is for a
	 * connection that exists already
	 */
	@Nullable ClientRights authenticateStream(String key) {
		ClientRights rights = isKey(key) ? ClientRights.NONE : this.accessTokens.read(key);
		return (rights != null && !rights.isExpired(this.clock.millis()) && rights.isFor("")) ? rights : null;
	}

	/**
	 * Return what a client may that connects with a key or token.
	 * @param key the key or token
	 * @param dialect the dialect of the client
	 * @return its rights, also if they have expired; {@code null} if it is not known
	 */
	@Nullable ClientRights authenticate(String key, Dialect dialect) {
		if (isKey(key)) {
			return ClientRights.NONE;
		}
		if (dialect == Dialect.PUSHER) {
			return null;
		}
		if (HmacSigner.equal(this.credentials.secret(), key)) {
			return new ClientRights(true, null);
		}
		if (this.tokens.verify(TokenSigner.DISCOVERY, key) != null) {
			return ClientRights.NONE;
		}
		ClientRights access = this.accessTokens.read(key);
		if (access != null) {
			return access;
		}
		String channel = this.signer.channelOf(key);
		return (channel != null) ? new ClientRights(false, channel) : null;
	}

}
