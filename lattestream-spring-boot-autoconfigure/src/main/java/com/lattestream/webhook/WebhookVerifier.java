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

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

import com.lattestream.signature.HmacSigner;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Tells genuine webhooks from others by their signature: HMAC-SHA256 over the body, byte
 * for byte as it came in, in lower-case hex. The starter verifies what arrives on the
 * paths of {@code lattestream.webhook.paths}; elsewhere verify by hand, before the body
 * is read as JSON:
 *
 * <pre class="code">
 * &#64;PostMapping("/hooks")
 * ResponseEntity&lt;Void&gt; receive(&#64;RequestBody byte[] body,
 *         &#64;RequestHeader(name = WebhookVerifier.LATTESTREAM_SIGNATURE, required = false) String signature) {
 *     if (!this.verifier.verify(body, signature)) {
 *         return ResponseEntity.status(401).build();
 *     }
 *     Webhook webhook = this.parser.parse(body);
 *     // check webhook.time(), handle webhook.events()
 *     return ResponseEntity.ok().build();
 * }
 * </pre>
 *
 * A signature is good if any of the secrets made it, so that secrets can be exchanged one
 * after the other. The key in {@value #PUSHER_KEY} proves nothing and is not looked at:
 * while keys are exchanged it is that of the oldest. Safe for use by many threads.
 */
public final class WebhookVerifier {

	/**
	 * Header with the signature of a LatteStream webhook.
	 */
	public static final String LATTESTREAM_SIGNATURE = "X-LatteStream-Signature";

	/**
	 * Header with the signature of a Pusher webhook.
	 */
	public static final String PUSHER_SIGNATURE = "X-Pusher-Signature";

	/**
	 * Header with the key of the application that a Pusher webhook is from.
	 */
	public static final String PUSHER_KEY = "X-Pusher-Key";

	private final List<HmacSigner> signers;

	/**
	 * Create a verifier.
	 * @param secrets the secrets that senders may sign with, at least one
	 */
	public WebhookVerifier(Collection<String> secrets) {
		Assert.notEmpty(secrets, "'secrets' must not be empty");
		secrets.forEach((secret) -> Assert.hasText(secret, "'secrets' must have no empty one among them"));
		this.signers = secrets.stream().map(HmacSigner::new).toList();
	}

	/**
	 * Return whether a signature is that of a body. Takes the same time wherever they
	 * differ.
	 * @param body the body as it came in
	 * @param signature the signature as it came in; {@code null} if there was none
	 * @return whether one of the secrets made it
	 */
	public boolean verify(byte[] body, @Nullable String signature) {
		if (signature == null) {
			return false;
		}
		boolean genuine = false;
		for (HmacSigner signer : this.signers) {
			// On to the end, whichever it was
			genuine |= HmacSigner.equal(HexFormat.of().formatHex(signer.digest(body)), signature);
		}
		return genuine;
	}

}
