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
 * A token that a client connects with instead of the public key. Whoever has it may use
 * it, so it is not part of {@link #toString()}.
 *
 * @param value the token
 * @param type its kind
 * @param expiresIn how long it is good for; {@code null} if the service does not tell
 * @param tenantId whom it is from: the id of the application; {@code null} if the service
 * does not tell
 */
public record AccessToken(String value, String type, @Nullable Duration expiresIn, @Nullable String tenantId) {

	/**
	 * The kind of tokens that whoever has them may use.
	 */
	public static final String BEARER = "Bearer";

	@Override
	public String toString() {
		return "AccessToken[value=******, type=" + this.type + ", expiresIn=" + this.expiresIn + ", tenantId="
				+ this.tenantId + "]";
	}

}
