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

import java.net.URI;

import com.lattestream.hub.LatteStreamHub;
import org.jspecify.annotations.Nullable;

/**
 * Tells LatteStream clients where to connect: here.
 */
public final class DiscoveryEndpoint {

	private static final int HTTPS_PORT = 443;

	private static final int HTTP_PORT = 80;

	private final LatteStreamHub hub;

	/**
	 * Create an endpoint.
	 * @param hub the hub
	 */
	public DiscoveryEndpoint(LatteStreamHub hub) {
		this.hub = hub;
	}

	/**
	 * Answer a client.
	 * @param key the public key
	 * @param target the address of the request
	 * @return the answer
	 */
	public ApiResponse discover(@Nullable String key, URI target) {
		if (!this.hub.isKey(key)) {
			return ApiResponse.problem(401, "Unauthorized", "The api_key is missing or unknown", null);
		}
		LatteStreamHub.DiscoveryToken token = this.hub.issueDiscoveryToken();
		int port = (target.getPort() >= 0) ? target.getPort()
				: ("https".equals(target.getScheme()) ? HTTPS_PORT : HTTP_PORT);
		return ApiResponse.ok("{\"node_id\":1,\"region\":\"local\",\"cluster\":\"local\",\"host\":"
				+ Json.quote(String.valueOf(target.getHost())) + ",\"port\":" + port + ",\"discovery_token\":"
				+ Json.quote(token.token()) + ",\"expires_at\":" + token.expiresAt() + "}");
	}

}
