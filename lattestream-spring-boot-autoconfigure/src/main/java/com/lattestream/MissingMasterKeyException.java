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
 * An encrypted channel was to be used, but the application has no master key to make the
 * channel's key of. Nothing was sent.
 */
public class MissingMasterKeyException extends LatteStreamException {

	/**
	 * Create an exception.
	 * @param channel the name of the channel
	 */
	public MissingMasterKeyException(String channel) {
		super("'" + Printable.of(channel)
				+ "' is an encrypted channel but 'lattestream.app.encryption-master-key' is not set");
	}

}
