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
 * The service did not take the application's credentials or does not allow it to do this.
 * Trying again does not help.
 */
public class RequestRefusedException extends LatteStreamException {

	private final boolean aboutCredentials;

	/**
	 * Create an exception.
	 * @param message what was refused
	 * @param aboutCredentials whether it was for the application's credentials
	 */
	public RequestRefusedException(String message, boolean aboutCredentials) {
		super(message);
		this.aboutCredentials = aboutCredentials;
	}

	/**
	 * Return whether the service did not take the application's credentials, so that it
	 * will refuse all other requests, too.
	 * @return whether it was for the credentials
	 */
	public boolean isAboutCredentials() {
		return this.aboutCredentials;
	}

}
