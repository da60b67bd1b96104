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

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A request to a REST API, as it was sent.
 *
 * @param method the method
 * @param path the path below the base of the API, percent-encoded, with the slash that it
 * begins with
 * @param query the query, percent-encoded
 * @param header gives the value of a header by its name
 * @param body the bytes of the body, empty if there is none; not to be changed
 */
public record ApiRequest(String method, String path, @Nullable String query, Function<String, @Nullable String> header,
		byte[] body) {

	/**
	 * Return path and query as they were sent.
	 * @return the target of the request
	 */
	String target() {
		return (this.query != null) ? this.path + "?" + this.query : this.path;
	}

	@Override
	public String toString() {
		return "ApiRequest[method=" + this.method + ", path=" + this.path + "]";
	}

}
