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
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs with HMAC-SHA256 and one secret. Safe for use by many threads.
 */
public final class HmacSigner {

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec key;

	/**
	 * Create a signer.
	 * @param secret the secret, all of it, prefix included
	 */
	public HmacSigner(String secret) {
		this(secret.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Create a signer.
	 * @param secret the secret
	 */
	public HmacSigner(byte[] secret) {
		this.key = new SecretKeySpec(secret, ALGORITHM);
	}

	/**
	 * Sign a text.
	 * @param text the text, signed as UTF-8
	 * @return the signature in lower-case hex
	 */
	public String sign(String text) {
		return HexFormat.of().formatHex(digest(text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Return whether a signature is that of a text. Takes the same time wherever they
	 * differ.
	 * @param text the text
	 * @param signature the signature in lower-case hex
	 * @return whether they belong together
	 */
	public boolean verify(String text, String signature) {
		return equal(sign(text), signature);
	}

	/**
	 * Return the raw signature of some bytes.
	 * @param bytes the bytes
	 * @return the signature
	 */
	public byte[] digest(byte[] bytes) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			return mac.doFinal(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

	/**
	 * Compare two texts, one of them secret, in a time that tells nothing about where
	 * they differ.
	 * @param expected the one text
	 * @param actual the other
	 * @return whether they are equal
	 */
	public static boolean equal(String expected, String actual) {
		return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
				actual.getBytes(StandardCharsets.UTF_8));
	}

}
