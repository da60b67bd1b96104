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

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.lattestream.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to a Pusher REST API and verifies them. The signature is a query
 * parameter; the signed text is {@code METHOD\npath\nquery}. Path and values are those
 * before percent-encoding, the path begins with {@code /apps/}, and the query has all
 * other parameters, with names in lower case and sorted. The body is part of it through
 * its MD5 digest.
 * <p>
 * There is no nonce: equal requests within one second have equal signatures. Safe for use
 * by many threads.
 */
public final class PusherRequestSigner {

	/**
	 * Name of the parameter with the signature.
	 */
	public static final String SIGNATURE = "auth_signature";

	/**
	 * How far the clocks of both sides may be apart.
	 */
	public static final Duration TOLERANCE = Duration.ofSeconds(600);

	private static final String KEY = "auth_key";

	private static final String TIMESTAMP = "auth_timestamp";

	private static final String VERSION = "auth_version";

	private static final String BODY_MD5 = "body_md5";

	private static final String SUPPORTED_VERSION = "1.0";

	private final AppCredentials credentials;

	private final HmacSigner hmac;

	private final Clock clock;

	/**
	 * Create a signer.
	 * @param credentials the application's credentials
	 * @param clock the clock that requests are signed and expire by
	 */
	public PusherRequestSigner(AppCredentials credentials, Clock clock) {
		this.credentials = credentials;
		this.hmac = new HmacSigner(credentials.secret());
		this.clock = clock;
	}

	/**
	 * Sign a request.
	 * @param method the method, upper case
	 * @param path the path, before percent-encoding
	 * @param parameters the query parameters, before percent-encoding
	 * @param body the body, empty if there is none
	 * @return the query parameters to send, the given ones included
	 * @throws InvalidRequestException if a given parameter has a name that is reserved
	 */
	public SortedMap<String, String> sign(String method, String path, Map<String, String> parameters, byte[] body) {
		SortedMap<String, String> signed = new TreeMap<>();
		parameters.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
		for (String reserved : new String[] { KEY, TIMESTAMP, VERSION, BODY_MD5, SIGNATURE }) {
			if (signed.containsKey(reserved)) {
				throw new InvalidRequestException("The parameter " + reserved + " is reserved");
			}
		}
		signed.put(KEY, this.credentials.key());
		signed.put(TIMESTAMP, String.valueOf(this.clock.instant().getEpochSecond()));
		signed.put(VERSION, SUPPORTED_VERSION);
		if (body.length > 0) {
			signed.put(BODY_MD5, md5(body));
		}
		signed.put(SIGNATURE, signature(method, path, signed));
		return signed;
	}

	/**
	 * Return why a request is not accepted.
	 * @param method the method
	 * @param path the path, percent-decoded
	 * @param parameters the query parameters, percent-decoded, with names in lower case
	 * @param body the body
	 * @return the reason, without anything secret, or {@code null} if it is signed right
	 * and fresh
	 */
	public @Nullable String refusal(String method, String path, Map<String, String> parameters, byte[] body) {
		String key = parameters.get(KEY);
		String timestamp = parameters.get(TIMESTAMP);
		String given = parameters.get(SIGNATURE);
		if (key == null || timestamp == null || given == null) {
			return "The parameters auth_key, auth_timestamp and auth_signature are required";
		}
		if (!SUPPORTED_VERSION.equals(parameters.get(VERSION))) {
			return "The parameter auth_version must be " + SUPPORTED_VERSION;
		}
		if (!HmacSigner.equal(this.credentials.key(), key)) {
			return "Unknown auth_key";
		}
		if (!HmacSigner.equal(signature(method, path, parameters), given)) {
			return "Invalid signature";
		}
		if (EpochSeconds.remaining(timestamp, TOLERANCE, this.clock) < 0) {
			return "Timestamp expired: it is not within " + TOLERANCE.toSeconds() + "s of the time here";
		}
		String digest = parameters.get(BODY_MD5);
		boolean intact = (digest != null) ? HmacSigner.equal(md5(body), digest) : body.length == 0;
		return intact ? null : "The parameter body_md5 must be the MD5 digest of the body";
	}

	/**
	 * Return how long an accepted request goes on to be accepted.
	 * @param parameters the query parameters
	 * @return the time until it expires
	 */
	public Duration remaining(Map<String, String> parameters) {
		String timestamp = parameters.getOrDefault(TIMESTAMP, "");
		return Duration.ofSeconds(EpochSeconds.remaining(timestamp, TOLERANCE, this.clock) + 1);
	}

	private String signature(String method, String path, Map<String, String> parameters) {
		String query = new TreeMap<>(parameters).entrySet()
			.stream()
			.filter((parameter) -> !parameter.getKey().equals(SIGNATURE))
			.map((parameter) -> parameter.getKey() + "=" + parameter.getValue())
			.collect(Collectors.joining("&"));
		return this.hmac.sign(method.toUpperCase(Locale.ROOT) + "\n" + path + "\n" + query);
	}

	private static String md5(byte[] body) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has MD5", ex);
		}
	}

}
