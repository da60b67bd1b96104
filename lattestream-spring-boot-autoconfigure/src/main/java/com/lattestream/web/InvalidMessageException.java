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

import com.lattestream.protocol.CloseCode;

/**
 * A message of a client cannot be read. Costs as little as possible: clients can make
 * many of them.
 */
public final class InvalidMessageException extends Exception {

	private final CloseCode code;

	InvalidMessageException(CloseCode code) {
		super(code.reason(), null, false, false);
		this.code = code;
	}

	/**
	 * Return why the connection has to be closed.
	 * @return the code
	 */
	public CloseCode code() {
		return this.code;
	}

}
