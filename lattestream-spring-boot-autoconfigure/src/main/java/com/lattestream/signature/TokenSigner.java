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

package com.lattestream.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Issues and verifies tokens of ours: a prefix that tells their kind, then the base64url
 * of expiry and claims (one a line), a dot and the base64url of their HMAC-SHA256. The
 * prefix is signed too, so a token of one kind never passes for another.
 */
public final class TokenSigner {

	/**
	 * Prefix of tokens that authorise one connection for one channel.
	 */
	public static final String CHANNEL = "lspc_";

	/**
	 * Prefix of tokens that discovery answers with.
	 */
	public static final String DISCOVERY = "lsdt_";

	/**
	 * Prefix of tokens that clients connect with.
	 */
	public static final String ACCESS = "lsat_";

	private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

	private final HmacSigner hmac;

	private final Clock clock;

	/**
	 * Create a signer.
	 * @param secret the application's secret
	 * @param clock the clock that tokens expire by
	 */
	public TokenSigner(String secret, Clock clock) {
		this.hmac = new HmacSigner(secret);
		this.clock = clock;
	}

	/**
	 * Issue a token.
	 * @param prefix its kind
	 * @param lifetime how long it is good for
	 * @param claims what it says, without line breaks
	 * @return the token
	 */
	public String issue(String prefix, Duration lifetime, String... claims) {
		long expires = this.clock.millis() + lifetime.toMillis();
		String body = expires + "\n" + String.join("\n", claims);
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return prefix + ENCODER.encodeToString(bytes) + "." + ENCODER.encodeToString(signature(prefix, body));
	}

	/**
	 * Verify a token.
	 * @param prefix the kind it must be of
	 * @param token the token
	 * @return its claims, or {@code null} if it is of another kind, not genuine or
	 * expired
	 */
	public String @Nullable [] verify(String prefix, String token) {
		SignedToken signed = read(prefix, token);
		return (signed != null && signed.expiresAt() >= this.clock.millis()) ? signed.claims().toArray(String[]::new)
				: null;
	}

	/**
	 * Read a token, whether or not it has expired.
	 * @param prefix the kind it must be of
	 * @param token the token
	 * @return what it says, or {@code null} if it is of another kind or not genuine
	 */
	public @Nullable SignedToken read(String prefix, String token) {
		int dot = token.indexOf('.');
		if (!token.startsWith(prefix) || dot < 0) {
			return null;
		}
		try {
			Base64.Decoder decoder = Base64.getUrlDecoder();
			String body = new String(decoder.decode(token.substring(prefix.length(), dot)), StandardCharsets.UTF_8);
			byte[] signature = decoder.decode(token.substring(dot + 1));
			if (!MessageDigest.isEqual(signature(prefix, body), signature)) {
				return null;
			}
			String[] lines = body.split("\n");
			return new SignedToken(Long.parseLong(lines[0]), List.of(lines).subList(1, lines.length));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private byte[] signature(String prefix, String body) {
		return this.hmac.digest((prefix + "\n" + body).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What a genuine token says.
	 *
	 * @param expiresAt when it expires, in epoch milliseconds
	 * @param claims its claims
	 */
	public record SignedToken(long expiresAt, List<String> claims) {

	}

}
