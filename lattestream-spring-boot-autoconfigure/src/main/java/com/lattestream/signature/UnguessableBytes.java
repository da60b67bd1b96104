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

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes bytes that nobody can guess from earlier ones, for ids, tickets and nonces. They
 * are the HMAC of a counter under a random key rather than fresh random bytes, because
 * reading those may block. Safe for use by many threads.
 */
public final class UnguessableBytes {

	private static final byte[] NOTHING = {};

	private final AtomicLong counter = new AtomicLong();

	private final HmacSigner hmac;

	/**
	 * Create one with a key of its own.
	 */
	public UnguessableBytes() {
		byte[] key = new byte[32];
		new SecureRandom().nextBytes(key);
		this.hmac = new HmacSigner(key);
	}

	/**
	 * Return the next bytes.
	 * @return 32 bytes, never given twice
	 */
	public byte[] next() {
		return next(NOTHING);
	}

	/**
	 * Return the next bytes for a message. They differ for different messages even in
	 * processes that are copied while they run, whose counters are the same.
	 * @param message the message
	 * @return 32 bytes, never given twice
	 */
	public byte[] next(byte[] message) {
		return this.hmac.digest(ByteBuffer.allocate(Long.BYTES + message.length)
			.putLong(this.counter.incrementAndGet())
			.put(message)
			.array());
	}

}
