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

import java.util.Map;

/**
 * What the headers of a signed request to a LatteStream REST API say.
 *
 * @param timestamp when it was signed, in epoch seconds
 * @param nonce a text that no other request has
 * @param signature the signature
 */
public record RequestSignature(String timestamp, String nonce, String signature) {

	/**
	 * Name of the header with the timestamp.
	 */
	public static final String TIMESTAMP_HEADER = "X-LatteStream-Timestamp";

	/**
	 * Name of the header with the nonce.
	 */
	public static final String NONCE_HEADER = "X-LatteStream-Nonce";

	/**
	 * Name of the header with the signature.
	 */
	public static final String SIGNATURE_HEADER = "X-LatteStream-Signature";

	/**
	 * Return the headers to send.
	 * @return the values by name
	 */
	public Map<String, String> headers() {
		return Map.of(TIMESTAMP_HEADER, this.timestamp, NONCE_HEADER, this.nonce, SIGNATURE_HEADER, this.signature);
	}

}
