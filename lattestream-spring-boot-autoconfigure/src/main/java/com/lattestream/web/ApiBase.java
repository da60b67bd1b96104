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
 * The path that the calls of a REST API are below.
 */
public final class ApiBase {

	private final long segments;

	/**
	 * Create a base.
	 * @param path the path, with a slash at its beginning and none at its end
	 */
	public ApiBase(String path) {
		this.segments = path.chars().filter((c) -> c == '/').count();
	}

	/**
	 * Return what of a path is below the base. The path is taken as it was sent, since
	 * signatures are about it and a semicolon in a channel's name is no matrix parameter.
	 * @param path the path within the application, percent-encoded
	 * @return the rest, with the slash that it begins with, or empty
	 */
	public String below(String path) {
		int start = 0;
		for (long i = 0; i < this.segments && start >= 0; i++) {
			start = path.indexOf('/', start + 1);
		}
		return (start >= 0) ? path.substring(start) : "";
	}

}
