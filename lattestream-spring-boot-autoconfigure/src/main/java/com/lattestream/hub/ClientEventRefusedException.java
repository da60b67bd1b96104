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

package com.lattestream.hub;

import com.lattestream.LatteStreamException;

/**
 * An event of a client is not wanted. Its code and its message are for the client; no
 * other exception's are.
 */
public class ClientEventRefusedException extends LatteStreamException {

	private final int code;

	/**
	 * Create an exception with the code 4301, which the hub's own refusals have, too.
	 * @param message why, in words for the client
	 */
	public ClientEventRefusedException(String message) {
		this(ClientEvents.REFUSED, message);
	}

	/**
	 * Create an exception.
	 * @param code a number for the client, any that the application chooses
	 * @param message why, in words for the client
	 */
	public ClientEventRefusedException(int code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * Return the number for the client.
	 * @return the code
	 */
	public int getCode() {
		return this.code;
	}

}
