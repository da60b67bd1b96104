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

import java.security.SecureRandom;
import java.util.Base64;

import com.lattestream.signature.AppCredentials;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.StringUtils;

/**
 * Takes the credentials from the properties and generates what is missing.
 */
final class CredentialsFactory {

	private static final Log logger = LogFactory.getLog(CredentialsFactory.class);

	private static final int KEY_BYTES = 15;

	private static final int SECRET_BYTES = 32;

	private CredentialsFactory() {
	}

	static AppCredentials create(LatteStreamProperties.App app) {
		String key = app.getKey();
		if (!StringUtils.hasText(key)) {
			key = "lspk_" + random(KEY_BYTES);
			logger.info("Generated lattestream.app.key " + key + ", good until this application stops");
		}
		String secret = app.getSecret();
		if (!StringUtils.hasText(secret)) {
			secret = "lsk_" + random(SECRET_BYTES);
		}
		return new AppCredentials(app.getId(), key, secret);
	}

	private static String random(int length) {
		byte[] bytes = new byte[length];
		new SecureRandom().nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
