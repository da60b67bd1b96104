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

package com.lattestream.signature.bouncycastle;

import java.util.Arrays;

import com.lattestream.signature.SecretBox;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * A secret box made of Bouncy Castle's XSalsa20 and Poly1305. The first
 * {@value SecretBox#KEY_LENGTH} bytes of the key stream are the key of the authenticator,
 * which covers the encrypted message; the message is encrypted with what follows.
 */
public final class BouncyCastleSecretBox implements SecretBox {

	@Override
	public byte[] seal(byte[] message, byte[] nonce, byte[] key) {
		XSalsa20Engine cipher = new XSalsa20Engine();
		cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
		byte[] authenticatorKey = new byte[KEY_LENGTH];
		cipher.processBytes(authenticatorKey, 0, KEY_LENGTH, authenticatorKey, 0);
		byte[] sealed = new byte[OVERHEAD + message.length];
		cipher.processBytes(message, 0, message.length, sealed, OVERHEAD);
		Poly1305 authenticator = new Poly1305();
		authenticator.init(new KeyParameter(authenticatorKey));
		authenticator.update(sealed, OVERHEAD, message.length);
		authenticator.doFinal(sealed, 0);
		Arrays.fill(authenticatorKey, (byte) 0);
		return sealed;
	}

}
