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

package com.example.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.server.ResponseStatusException;

/**
 * What a browser sends to have something said.
 *
 * @param text what is to be said
 */
record Draft(@Nullable String text) {

	private static final int MAX_LENGTH = 2000;

	/**
	 * Return what is said, if it can be.
	 * @return the text, without space around it
	 */
	String checked() {
		if (!StringUtils.hasText(this.text) || this.text.length() > MAX_LENGTH) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"A message has 1 to " + MAX_LENGTH + " characters");
		}
		return this.text.strip();
	}

}
