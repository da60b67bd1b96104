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

package com.lattestream.broker;

import java.time.Duration;

import reactor.core.publisher.Mono;

/**
 * Remembers requests for a while, so that each is carried out once, however often it
 * comes in: nonces, signatures and idempotency keys are kept here.
 * <p>
 * Implementations never block. One that is shared makes the promise hold for all nodes.
 */
public interface IdempotencyStore {

	/**
	 * Carry a request out, or answer it as before if it is known. While it is being
	 * carried out, those that come in under the same key wait for its answer.
	 * @param key names the request
	 * @param fingerprint tells what the request asks; another one under the same key is
	 * refused
	 * @param lifetime how long the request is remembered, from now on
	 * @param operation carries the request out and gives its answer; goes on when the
	 * caller is gone. If it fails, all who wait get its error and the request is
	 * forgotten
	 * @return the answer; an {@link IdempotencyConflictException} as error if the key
	 * belongs to another request
	 */
	Mono<String> once(String key, String fingerprint, Duration lifetime, Mono<String> operation);

}
