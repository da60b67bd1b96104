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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The user that a connection is signed in as.
 *
 * @param id the user's id, 1 to {@value #MAX_ID_LENGTH} characters
 * @param info what members of presence channels may know of the user, written as JSON;
 * {@code null} for nothing
 * @param watchlist the ids of users whose coming and going the user's clients are told
 * of; the hub takes the first {@value #MAX_WATCHLIST}
 */
public record UserData(String id, @Nullable Object info, List<String> watchlist) {

	/**
	 * Longest id.
	 */
	public static final int MAX_ID_LENGTH = PresenceMember.MAX_ID_LENGTH;

	/**
	 * How many users a watchlist has at the most.
	 */
	public static final int MAX_WATCHLIST = 100;

	/**
	 * Create a user.
	 * @param id the user's id
	 * @param info what members of presence channels may know of the user
	 * @param watchlist the ids of users that the user watches
	 * @throws InvalidRequestException if the id is empty or too long
	 */
	public UserData {
		if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
			throw new InvalidRequestException("The id of a user has 1 to " + MAX_ID_LENGTH + " characters");
		}
		watchlist = List.copyOf(watchlist);
	}

	/**
	 * Create a user without info who watches nobody.
	 * @param id the user's id
	 * @return the user
	 */
	public static UserData of(String id) {
		return new UserData(id, null, List.of());
	}

	/**
	 * Return the same user with info.
	 * @param info what members of presence channels may know of the user
	 * @return another user
	 */
	public UserData withInfo(@Nullable Object info) {
		return new UserData(this.id, info, this.watchlist);
	}

	/**
	 * Return the same user with a watchlist.
	 * @param userIds the ids of users that the user watches
	 * @return another user
	 */
	public UserData watching(Collection<String> userIds) {
		return new UserData(this.id, this.info, List.copyOf(userIds));
	}

	/**
	 * Return the user as clients bring it.
	 * @return what is to be written as JSON
	 */
	public Map<String, Object> toProperties() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("id", this.id);
		if (this.info != null) {
			properties.put("user_info", this.info);
		}
		if (!this.watchlist.isEmpty()) {
			properties.put("watchlist", this.watchlist);
		}
		return properties;
	}

}
