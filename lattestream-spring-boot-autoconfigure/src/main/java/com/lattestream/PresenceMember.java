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

import org.jspecify.annotations.Nullable;

/**
 * A user in a presence channel. However many connections a user has there, the user is
 * one member.
 *
 * @param id the user's id, 1 to {@value #MAX_ID_LENGTH} characters
 * @param info what other members may know of the user, written as JSON; {@code null} for
 * nothing
 */
public record PresenceMember(String id, @Nullable Object info) {

	/**
	 * Longest id.
	 */
	public static final int MAX_ID_LENGTH = 128;

	/**
	 * Create a member.
	 * @param id the user's id
	 * @param info what other members may know of the user
	 * @throws InvalidRequestException if the id is empty or too long
	 */
	public PresenceMember {
		if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
			throw new InvalidRequestException("The id of a presence member has 1 to " + MAX_ID_LENGTH + " characters");
		}
	}

	/**
	 * Create a member without info.
	 * @param id the user's id
	 * @return the member
	 */
	public static PresenceMember of(String id) {
		return new PresenceMember(id, null);
	}

}
