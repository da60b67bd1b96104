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

import java.security.Principal;

import com.lattestream.UserData;
import com.lattestream.auth.UserAuthRequest;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a {@link com.lattestream.auth.LatteUserAuth} method returned into a user.
 */
public final class UserAuthResults {

	private UserAuthResults() {
	}

	/**
	 * Turn a value into a user.
	 * @param value the value, not a reactive type any more
	 * @param request what it decides about
	 * @return the user; {@code null} if it refuses
	 * @throws IllegalStateException if it is of no type that says anything
	 */
	public static @Nullable UserData toUser(@Nullable Object value, UserAuthRequest request) {
		if (value == null || Boolean.FALSE.equals(value)) {
			return null;
		}
		if (value instanceof UserData user) {
			return user;
		}
		if (value instanceof String id) {
			return UserData.of(id);
		}
		if (Boolean.TRUE.equals(value)) {
			return principal(request);
		}
		throw new IllegalStateException(
				"A @LatteUserAuth method returns UserData, String or boolean but not " + value.getClass().getName());
	}

	/**
	 * Return the user named like the principal.
	 * @param request who asks
	 * @return the user; {@code null} for nobody
	 */
	public static @Nullable UserData principal(UserAuthRequest request) {
		Principal principal = request.principal();
		return (principal != null) ? UserData.of(principal.getName()) : null;
	}

}
