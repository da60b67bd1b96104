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

import java.time.Duration;

import com.lattestream.LatteStreamException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a request failed. Never leaves this package: callers see the exception
 * inside.
 */
final class AttemptFailure extends RuntimeException {

	private final LatteStreamException failure;

	private final boolean passing;

	private final transient @Nullable Duration wait;

	private AttemptFailure(LatteStreamException failure, boolean passing, @Nullable Duration wait) {
		super(failure.getMessage(), failure, false, false);
		this.failure = failure;
		this.passing = passing;
		this.wait = wait;
	}

	/**
	 * Create a failure that may pass, so that another attempt makes sense.
	 * @param failure the failure
	 * @param wait how long to wait before, if the service told
	 * @return the new failure
	 */
	static AttemptFailure passing(LatteStreamException failure, @Nullable Duration wait) {
		return new AttemptFailure(failure, true, wait);
	}

	/**
	 * Create a failure that would come again.
	 * @param failure the failure
	 * @return the new failure
	 */
	static AttemptFailure lasting(LatteStreamException failure) {
		return new AttemptFailure(failure, false, null);
	}

	LatteStreamException failure() {
		return this.failure;
	}

	boolean isPassing() {
		return this.passing;
	}

	@Nullable Duration waitTime() {
		return this.wait;
	}

}
