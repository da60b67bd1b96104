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

import java.time.Clock;
import java.util.Locale;
import java.util.Map;

import com.lattestream.broker.IdempotencyConflictException;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.protocol.JsonText;
import com.lattestream.signature.HmacSigner;
import com.lattestream.signature.RequestSignature;
import com.lattestream.signature.RequestSigner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lets through who has the secret: in the {@code Authorization} header, bare or after
 * {@code Bearer}, or as {@code api_key} in the body. A signature is not required, but one
 * that is there must be right and fresh.
 * <p>
 * A nonce stands for one request. SDKs repeat a request with its nonce when they do not
 * know what became of it: it is then answered as the first time and not carried out
 * again, except for questions, which are asked anew. Another request with the nonce is
 * refused.
 */
final class LatteStreamApiGuard implements ApiGuard {

	private static final String BEARER = "bearer ";

	private final String secret;

	private final RequestSigner signer;

	private final IdempotencyStore store;

	private final JsonText json;

	LatteStreamApiGuard(String secret, IdempotencyStore store, JsonText json, Clock clock) {
		this.secret = secret;
		this.signer = new RequestSigner(secret, clock);
		this.store = store;
		this.json = json;
	}

	@Override
	public Mono<String> admit(ApiCall call, Mono<String> operation) {
		ApiRequest request = call.request();
		if (!isSecret(authorization(request)) && !isSecret(apiKey(request))) {
			throw ApiException.unauthorized("The secret is missing or wrong");
		}
		RequestSignature signature = signature(request);
		if (signature == null) {
			return operation;
		}
		String refusal = this.signer.refusal(request.method(), request.target(), request.body(), signature);
		if (refusal != null) {
			throw ApiException.unauthorized(refusal);
		}
		boolean question = request.method().equals("GET");
		Mono<String> once = this.store
			.once("lattestream-nonce:" + signature.nonce(), Fingerprint.of(request, request.target()),
					this.signer.remaining(signature), question ? Mono.just("") : operation)
			.onErrorMap(IdempotencyConflictException.class,
					(ex) -> ApiException.unauthorized("The nonce was used for another request before"));
		return question ? once.then(operation) : once;
	}

	private boolean isSecret(@Nullable String key) {
		return key != null && HmacSigner.equal(this.secret, key);
	}

	private static @Nullable String authorization(ApiRequest request) {
		String value = request.header().apply("Authorization");
		boolean bearer = value != null && value.toLowerCase(Locale.ROOT).startsWith(BEARER);
		return bearer ? value.substring(BEARER.length()).strip() : value;
	}

	private @Nullable String apiKey(ApiRequest request) {
		String text = Utf8.decode(request.body());
		Map<String, String> fields = (text != null) ? this.json.object(text) : null;
		return (fields != null) ? this.json.string(fields.get("api_key")) : null;
	}

	private static @Nullable RequestSignature signature(ApiRequest request) {
		String timestamp = request.header().apply(RequestSignature.TIMESTAMP_HEADER);
		String nonce = request.header().apply(RequestSignature.NONCE_HEADER);
		String signature = request.header().apply(RequestSignature.SIGNATURE_HEADER);
		if (timestamp == null && nonce == null && signature == null) {
			return null;
		}
		if (timestamp == null || nonce == null || signature == null) {
			throw ApiException.unauthorized("A signed request has timestamp, nonce and signature");
		}
		return new RequestSignature(timestamp, nonce, signature);
	}

}
