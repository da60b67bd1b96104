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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import com.lattestream.broker.IdempotencyStore;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.HmacSigner;
import com.lattestream.signature.PusherRequestSigner;
import reactor.core.publisher.Mono;

/**
 * Lets through what Pusher's SDKs sign. They sign with a time in seconds and without a
 * nonce, so when an application publishes the same twice within a second, or asks the
 * same, the signatures are equal although nobody replays anything. A signature is
 * therefore good for a few seconds from its first use, and refused from then on.
 */
final class PusherApiGuard implements ApiGuard {

	/** SDKs cannot be given another one, wherever the API is. */
	private static final String BASE = "/apps";

	private final AppCredentials credentials;

	private final PusherRequestSigner signer;

	private final IdempotencyStore store;

	private final Duration repeatWindow;

	private final Clock clock;

	PusherApiGuard(AppCredentials credentials, IdempotencyStore store, Duration repeatWindow, Clock clock) {
		this.credentials = credentials;
		this.signer = new PusherRequestSigner(credentials, clock);
		this.store = store;
		this.repeatWindow = repeatWindow;
		this.clock = clock;
	}

	@Override
	public Mono<String> admit(ApiCall call, Mono<String> operation) {
		ApiRequest request = call.request();
		if (!HmacSigner.equal(this.credentials.id(), call.segments().get(0))) {
			throw ApiException.notFound("Unknown app");
		}
		String refusal = this.signer.refusal(request.method(), BASE + call.path(), call.parameters(), request.body());
		if (refusal != null) {
			throw ApiException.unauthorized(refusal);
		}
		String signature = call.parameters().getOrDefault(PusherRequestSigner.SIGNATURE, "");
		AtomicBoolean first = new AtomicBoolean();
		Mono<String> firstUse = Mono.fromSupplier(() -> {
			first.set(true);
			return String.valueOf(this.clock.millis());
		});
		return this.store.once("pusher-signature:" + signature, "", this.signer.remaining(call.parameters()), firstUse)
			.flatMap((time) -> (first.get() || isRecent(Long.parseLong(time))) ? operation
					: Mono.error(ApiException.unauthorized("The signature was used before")));
	}

	private boolean isRecent(long firstUse) {
		return this.clock.millis() - firstUse < this.repeatWindow.toMillis();
	}

}
