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

/**
 * The data of an event is larger than the limit. Nothing was sent.
 */
public class PayloadTooLargeException extends LatteStreamException {

	/**
	 * Create an exception.
	 * @param size the size of the data, in bytes of UTF-8 JSON
	 * @param limit the limit, in bytes
	 */
	public PayloadTooLargeException(long size, long limit) {
		super("The data of an event may have " + limit + " bytes but has " + size);
	}

	/**
	 * Create an exception.
	 * @param message what is too large
	 */
	public PayloadTooLargeException(String message) {
		super(message);
	}

}
