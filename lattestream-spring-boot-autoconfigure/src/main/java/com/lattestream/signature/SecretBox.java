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

/**
 * Authenticated encryption as NaCl's {@code crypto_secretbox} has it: XSalsa20 and
 * Poly1305. A bean of this type takes the place of the one made of Bouncy Castle.
 * Implementations are safe for use by many threads and never block.
 */
@FunctionalInterface
public interface SecretBox {

	/**
	 * Length of keys in bytes.
	 */
	int KEY_LENGTH = 32;

	/**
	 * Length of nonces in bytes.
	 */
	int NONCE_LENGTH = 24;

	/**
	 * Length of the authenticator in bytes, by which a box is longer than what is in it.
	 */
	int OVERHEAD = 16;

	/**
	 * Encrypt a message.
	 * @param message the message
	 * @param nonce the nonce; never used with this key before
	 * @param key the key
	 * @return the authenticator followed by the encrypted message
	 */
	byte[] seal(byte[] message, byte[] nonce, byte[] key);

}
