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

/**
 * A request to a REST API is refused; the caller is told why.
 */
final class ApiException extends RuntimeException {

	private final int status;

	private ApiException(int status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	ApiResponse toResponse() {
		return ApiResponse.error(this.status, String.valueOf(getMessage()));
	}

	static ApiException badRequest(String message) {
		return new ApiException(400, message);
	}

	static ApiException unauthorized(String message) {
		return new ApiException(401, message);
	}

	static ApiException notFound(String message) {
		return new ApiException(404, message);
	}

	static ApiException conflict(String message) {
		return new ApiException(422, message);
	}

}
