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

package com.lattestream.autoconfigure.remote;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details required to connect to a service elsewhere. A bean of this type takes the place
 * of the properties.
 */
public interface LatteStreamConnectionDetails extends ConnectionDetails {

	/**
	 * Return the base of the service's REST API.
	 * @return the URL, with a path if the API is below one
	 */
	URI getEndpoint();

	/**
	 * Return the public key.
	 * @return the key
	 */
	String getKey();

	/**
	 * Return the secret.
	 * @return the secret
	 */
	String getSecret();

	/**
	 * Return the SSL bundle to connect with.
	 * @return the bundle, or {@code null} for what the platform has
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
