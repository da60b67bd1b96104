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

package com.lattestream.hub;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

import com.lattestream.signature.HmacSigner;

/**
 * Makes socket ids: 90 bits that nobody can guess from earlier ones. They are the HMAC of
 * a counter under a random key rather than fresh random bytes, because reading those may
 * block.
 */
final class SocketIds {

	private static final int BITS = 45;

	private final AtomicLong counter = new AtomicLong();

	private final HmacSigner hmac;

	SocketIds() {
		byte[] key = new byte[32];
		new SecureRandom().nextBytes(key);
		this.hmac = new HmacSigner(key);
	}

	String next() {
		ByteBuffer digest = ByteBuffer
			.wrap(this.hmac.digest(ByteBuffer.allocate(Long.BYTES).putLong(this.counter.incrementAndGet()).array()));
		return (digest.getLong() >>> (Long.SIZE - BITS)) + "." + (digest.getLong() >>> (Long.SIZE - BITS));
	}

}
