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
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes nonces: 192 bits that look random. They are the HMAC of a counter and the message
 * under a random key rather than fresh random bytes, because reading those may block. The
 * message is in it for processes that are copied while they run: were their counters the
 * only difference, two messages would get the same nonce.
 */
final class Nonces {

	private final AtomicLong counter = new AtomicLong();

	private final HmacSigner hmac;

	Nonces() {
		byte[] key = new byte[32];
		new SecureRandom().nextBytes(key);
		this.hmac = new HmacSigner(key);
	}

	byte[] next(byte[] message) {
		byte[] text = ByteBuffer.allocate(Long.BYTES + message.length)
			.putLong(this.counter.incrementAndGet())
			.put(message)
			.array();
		return Arrays.copyOf(this.hmac.digest(text), SecretBox.NONCE_LENGTH);
	}

}
