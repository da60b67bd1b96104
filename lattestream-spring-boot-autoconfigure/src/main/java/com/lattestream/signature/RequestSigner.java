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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Signs requests to a LatteStream REST API and verifies them. The signed text is
 * {@code METHOD\npath\nbody}, followed by timestamp and nonce without anything in
 * between: the path relative to the base of the API, as it is sent, with its query, and
 * the body byte for byte.
 * <p>
 * Whoever repeats a request signs it again, with the same nonce: the receiver knows it by
 * that and does not carry it out twice. Safe for use by many threads.
 */
public final class RequestSigner {

	/**
	 * How far the clocks of both sides may be apart.
	 */
	public static final Duration TOLERANCE = Duration.ofSeconds(300);

	private static final int MAX_NONCE_LENGTH = 200;

	private final HmacSigner hmac;

	private final Clock clock;

	/**
	 * Create a signer.
	 * @param secret the secret, all of it, prefix included
	 * @param clock the clock that requests are signed and expire by
	 */
	public RequestSigner(String secret, Clock clock) {
		this.hmac = new HmacSigner(secret);
		this.clock = clock;
	}

	/**
	 * Sign a request.
	 * @param method the method, upper case
	 * @param path the path relative to the base and, after a question mark, the query;
	 * percent-encoded as they are sent
	 * @param body the body, empty if there is none
	 * @param nonce a text that no other request has; the same for each attempt at one
	 * @return the signature, made at the time it now is
	 */
	public RequestSignature sign(String method, String path, byte[] body, String nonce) {
		String timestamp = String.valueOf(this.clock.instant().getEpochSecond());
		return new RequestSignature(timestamp, nonce, signature(method, path, body, timestamp, nonce));
	}

	/**
	 * Return why a signature is not accepted.
	 * @param method the method of the request
	 * @param path the path relative to the base, with the query, as it was sent
	 * @param body the body
	 * @param signature what the headers say
	 * @return the reason, without anything secret, or {@code null} if it is right and
	 * fresh
	 */
	public @Nullable String refusal(String method, String path, byte[] body, RequestSignature signature) {
		String expected = signature(method, path, body, signature.timestamp(), signature.nonce());
		if (!HmacSigner.equal(expected, signature.signature())) {
			return "Invalid signature";
		}
		if (signature.nonce().isEmpty() || signature.nonce().length() > MAX_NONCE_LENGTH) {
			return "A nonce has 1 to " + MAX_NONCE_LENGTH + " characters";
		}
		long remaining = EpochSeconds.remaining(signature.timestamp(), TOLERANCE, this.clock);
		return (remaining >= 0) ? null : "The timestamp is not within " + TOLERANCE.toSeconds() + " s of the time here";
	}

	/**
	 * Return how long an accepted signature goes on to be accepted.
	 * @param signature the signature
	 * @return the time until it expires
	 */
	public Duration remaining(RequestSignature signature) {
		return Duration.ofSeconds(EpochSeconds.remaining(signature.timestamp(), TOLERANCE, this.clock) + 1);
	}

	private String signature(String method, String path, byte[] body, String timestamp, String nonce) {
		ByteArrayOutputStream text = new ByteArrayOutputStream(body.length + 256);
		text.writeBytes((method + "\n" + path + "\n").getBytes(StandardCharsets.UTF_8));
		text.writeBytes(body);
		text.writeBytes((timestamp + nonce).getBytes(StandardCharsets.UTF_8));
		return HexFormat.of().formatHex(this.hmac.digest(text.toByteArray()));
	}

}
