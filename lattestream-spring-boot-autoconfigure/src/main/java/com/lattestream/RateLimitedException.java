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

package com.lattestream;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The application sends more requests than the service allows it to. Nothing of this one
 * was carried out.
 */
public class RateLimitedException extends LatteStreamException {

	private final @Nullable Duration retryAfter;

	/**
	 * Create an exception.
	 * @param message what was refused
	 * @param retryAfter how long the service wants the application to wait
	 */
	public RateLimitedException(String message, @Nullable Duration retryAfter) {
		super(message);
		this.retryAfter = retryAfter;
	}

	/**
	 * Return how long the service wants the application to wait, from the moment of its
	 * answer on.
	 * @return the wait, or {@code null} if the service did not tell
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

}
