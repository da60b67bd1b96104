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

package com.lattestream.autoconfigure;

import java.util.Base64;

import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.SecretBox;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Takes the master key from the properties.
 */
final class ChannelEncryptorFactory {

	private static final String PROPERTY = "lattestream.app.encryption-master-key";

	private ChannelEncryptorFactory() {
	}

	/**
	 * Create an encryptor.
	 * @param app the properties
	 * @param box encrypts; {@code null} if there is no library that does
	 * @return the encryptor; one that refuses encrypted channels if there is no master
	 * key
	 * @throws InvalidEncryptionException if the master key is none or there is no library
	 */
	static ChannelEncryptor create(LatteStreamProperties.App app, @Nullable SecretBox box) {
		String masterKey = app.getEncryptionMasterKey();
		if (!StringUtils.hasText(masterKey)) {
			return ChannelEncryptor.none();
		}
		byte[] bytes = decode(masterKey.strip());
		if (box == null) {
			throw new InvalidEncryptionException("'" + PROPERTY + "' is set but there is no library that encrypts",
					"Add org.bouncycastle:bcprov-jdk18on to the class path, or define a bean of type "
							+ SecretBox.class.getName() + ".");
		}
		return ChannelEncryptor.of(bytes, box);
	}

	private static byte[] decode(String masterKey) {
		try {
			byte[] bytes = Base64.getDecoder().decode(masterKey);
			if (bytes.length == SecretBox.KEY_LENGTH) {
				return bytes;
			}
		}
		catch (IllegalArgumentException ex) {
			// It is reported as any other text that is no such key; its words tell of it
		}
		throw new InvalidEncryptionException(
				"'" + PROPERTY + "' is not the base64 of " + SecretBox.KEY_LENGTH + " bytes",
				"Set it to the output of 'openssl rand -base64 " + SecretBox.KEY_LENGTH + "'.");
	}

}
