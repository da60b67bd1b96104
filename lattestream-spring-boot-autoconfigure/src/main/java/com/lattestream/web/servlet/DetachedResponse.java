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

package com.lattestream.web.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * The response that rules see: they decide, and somebody else writes. Takes a status,
 * which is for nobody; all else fails.
 */
final class DetachedResponse extends HttpServletResponseWrapper {

	private static final HttpServletResponse NONE = Detached.of(HttpServletResponse.class,
			"Rules have no response to write to");

	DetachedResponse() {
		super(NONE);
	}

	@Override
	public void setStatus(int status) {
	}

	@Override
	public int getStatus() {
		return SC_OK;
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

	@Override
	public boolean containsHeader(String name) {
		return false;
	}

}
