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

import org.jspecify.annotations.Nullable;

/**
 * An answer for a web stack to write.
 *
 * @param status the status
 * @param contentType the content type
 * @param body the body
 */
public record ApiResponse(int status, String contentType, String body) {

	private static final String JSON = "application/json";

	private static final String PROBLEM = "application/problem+json";

	static ApiResponse ok(String json) {
		return json(200, json);
	}

	static ApiResponse json(int status, String json) {
		return new ApiResponse(status, JSON, json);
	}

	/**
	 * Create an answer in the form that channel authorisation and the REST APIs have for
	 * errors.
	 * @param status the status
	 * @param error the error in words
	 * @return the answer
	 */
	static ApiResponse error(int status, String error) {
		return new ApiResponse(status, JSON, "{\"error\":" + Json.quote(error) + "}");
	}

	/**
	 * Create the answer of an endpoint that cannot say anything now.
	 * @return the answer
	 */
	public static ApiResponse unavailable() {
		return error(503, "Service Unavailable");
	}

	/**
	 * Create a problem (RFC 9457).
	 * @param status the status
	 * @param title the kind of problem
	 * @param detail what happened
	 * @param channel the name of the channel that it is about
	 * @return the answer
	 */
	static ApiResponse problem(int status, String title, String detail, @Nullable String channel) {
		String json = "{\"title\":" + Json.quote(title) + ",\"status\":" + status + ",\"detail\":" + Json.quote(detail);
		return new ApiResponse(status, PROBLEM,
				json + ((channel != null) ? ",\"channel\":" + Json.quote(channel) + "}" : "}"));
	}

}
