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

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import com.lattestream.AccessToken;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.HmacSigner;
import org.jspecify.annotations.Nullable;

/**
 * Issues tokens that clients connect with, on behalf of servers that decided what they
 * allow.
 */
final class ApiAccessTokens {

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

	private final LatteStreamHub hub;

	private final AppCredentials credentials;

	ApiAccessTokens(LatteStreamHub hub, AppCredentials credentials) {
		this.hub = hub;
		this.credentials = credentials;
	}

	/**
	 * Issue a token.
	 * @param fields the fields of the request
	 * @return the answer
	 * @throws ApiException if a field is missing or not right
	 * @throws com.lattestream.InvalidRequestException if the socket id, a permission or
	 * the lifetime is not valid
	 */
	String issue(ApiFields fields) {
		String key = fields.requiredText("api_key", "apiKey");
		if (!HmacSigner.equal(this.credentials.key(), key) && !HmacSigner.equal(this.credentials.secret(), key)) {
			throw ApiException.badRequest("api_key is not the key of this application");
		}
		List<String> permissions = fields.texts("permissions");
		if (permissions != null && permissions.isEmpty()) {
			throw ApiException.badRequest("permissions must name one at least; leave them out for those of the key");
		}
		AccessToken token = this.hub.issueToken(fields.text("socket_id", "socketId"),
				(permissions != null) ? permissions : List.of(), lifetime(fields.value("expires_in", "expiresIn")));
		return "{\"access_token\":" + Json.quote(token.value()) + ",\"token_type\":" + Json.quote(token.type())
				+ ",\"expires_in\":" + ((token.expiresIn() != null) ? token.expiresIn().toSeconds() : null)
				+ ",\"tenant_id\":" + Json.quote(this.credentials.id()) + "}";
	}

	private static @Nullable Duration lifetime(@Nullable String seconds) {
		if (seconds != null && !SECONDS.matcher(seconds).matches()) {
			throw ApiException.badRequest("expires_in must be a number of seconds");
		}
		return (seconds != null) ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
	}

}
