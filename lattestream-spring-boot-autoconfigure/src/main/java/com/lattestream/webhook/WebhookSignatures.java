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

package com.lattestream.webhook;

import java.util.Map;

/**
 * Whose headers carry the signature of a webhook; the signature is the same.
 */
public enum WebhookSignatures {

	/**
	 * {@value WebhookVerifier#LATTESTREAM_SIGNATURE}.
	 */
	LATTESTREAM,

	/**
	 * {@value WebhookVerifier#PUSHER_KEY} and {@value WebhookVerifier#PUSHER_SIGNATURE}.
	 */
	PUSHER,

	/**
	 * All of them.
	 */
	BOTH;

	Map<String, String> headers(String key, String signature) {
		return switch (this) {
			case LATTESTREAM -> Map.of(WebhookVerifier.LATTESTREAM_SIGNATURE, signature);
			case PUSHER -> Map.of(WebhookVerifier.PUSHER_KEY, key, WebhookVerifier.PUSHER_SIGNATURE, signature);
			case BOTH -> Map.of(WebhookVerifier.LATTESTREAM_SIGNATURE, signature, WebhookVerifier.PUSHER_KEY, key,
					WebhookVerifier.PUSHER_SIGNATURE, signature);
		};
	}

}
