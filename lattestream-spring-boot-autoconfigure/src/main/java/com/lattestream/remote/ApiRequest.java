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

package com.lattestream.remote;

import org.springframework.http.HttpMethod;

/**
 * A request to the REST API.
 *
 * @param method the method
 * @param path the path with its query, percent-encoded, relative to the base of the API
 * @param template the path with variables in place of names, for traces
 * @param body the body, empty if there is none
 */
record ApiRequest(HttpMethod method, String path, String template, byte[] body) {

	private static final byte[] NOTHING = {};

	static ApiRequest get(String path, String template) {
		return new ApiRequest(HttpMethod.GET, path, template, NOTHING);
	}

	static ApiRequest post(String path, byte[] body) {
		return new ApiRequest(HttpMethod.POST, path, path, body);
	}

	static ApiRequest post(String path, String template) {
		return new ApiRequest(HttpMethod.POST, path, template, NOTHING);
	}

	@Override
	public String toString() {
		return this.method + " " + this.template;
	}

}
