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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Tells requests apart by what they ask.
 */
final class Fingerprint {

	private Fingerprint() {
	}

	/**
	 * Return the fingerprint of a request.
	 * @param request the request
	 * @param target what of its address counts
	 * @return the same text for requests with the same method, target and body
	 */
	static String of(ApiRequest request, String target) {
		return of((request.method() + "\n" + target + "\n").getBytes(StandardCharsets.UTF_8), request.body());
	}

	/**
	 * Return the fingerprint of some bytes.
	 * @param body the bytes
	 * @return the same text for the same bytes
	 */
	static String of(byte[] body) {
		return of(new byte[0], body);
	}

	private static String of(byte[] head, byte[] body) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(head);
			return HexFormat.of().formatHex(digest.digest(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
