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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.lattestream.AccessToken;
import com.lattestream.InvalidRequestException;
import com.lattestream.SocketId;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.TokenSigner;
import org.jspecify.annotations.Nullable;

/**
 * Issues and reads tokens that clients connect with. Their claims are the public key, the
 * socket id or a dash, and the permissions.
 */
final class AccessTokens {

	static final Duration LONGEST_LIFETIME = Duration.ofHours(24);

	private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(1);

	private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

	private static final String ANY_SOCKET = "-";

	/** The claims before the permissions. */
	private static final int HEAD = 2;

	private final AppCredentials credentials;

	private final TokenSigner signer;

	AccessTokens(AppCredentials credentials, Clock clock) {
		this.credentials = credentials;
		this.signer = new TokenSigner(credentials.secret(), clock);
	}

	/**
	 * Issue a token.
	 * @param socketId the socket id of the only connection it is good for
	 * @param permissions what it allows; empty for what the public key does
	 * @param lifetime how long it is good for, an hour by default
	 * @return the token
	 * @throws InvalidRequestException if the socket id, a permission or the lifetime is
	 * not valid
	 */
	AccessToken issue(@Nullable String socketId, Collection<String> permissions, @Nullable Duration lifetime) {
		if (socketId != null) {
			SocketId.check(socketId);
		}
		Duration time = (lifetime != null) ? lifetime : DEFAULT_LIFETIME;
		if (time.compareTo(SHORTEST_LIFETIME) < 0 || time.compareTo(LONGEST_LIFETIME) > 0) {
			throw new InvalidRequestException("A token is good for 1 s to 24 h");
		}
		List<String> claims = new ArrayList<>();
		claims.add(this.credentials.key());
		claims.add((socketId != null) ? socketId : ANY_SOCKET);
		if (!permissions.isEmpty()) {
			claims.addAll(TokenPermissions.parse(permissions).texts());
		}
		String token = this.signer.issue(TokenSigner.ACCESS, time, claims.toArray(String[]::new));
		return new AccessToken(token, AccessToken.BEARER, time, this.credentials.id());
	}

	/**
	 * Read a token.
	 * @param token the token
	 * @return what it allows, also if it has expired; {@code null} if it is none of ours
	 */
	@Nullable ClientRights read(String token) {
		TokenSigner.SignedToken signed = this.signer.read(TokenSigner.ACCESS, token);
		if (signed == null || signed.claims().size() < HEAD || !signed.claims().get(0).equals(this.credentials.key())) {
			return null;
		}
		List<String> claims = signed.claims();
		String socketId = claims.get(1).equals(ANY_SOCKET) ? null : claims.get(1);
		TokenPermissions permissions = (claims.size() > HEAD)
				? new TokenPermissions(claims.subList(HEAD, claims.size())) : null;
		return new ClientRights(false, null, new ClientRights.Token(signed.expiresAt(), socketId, permissions));
	}

}
