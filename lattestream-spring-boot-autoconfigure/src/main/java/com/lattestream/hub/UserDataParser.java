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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.InvalidRequestException;
import com.lattestream.UserData;
import com.lattestream.broker.Member;
import com.lattestream.protocol.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Reads the user out of the user data that a client brings. The id is text: clients do
 * not take a number for one.
 */
final class UserDataParser {

	private final JsonText json;

	UserDataParser(JsonText json) {
		this.json = json;
	}

	/**
	 * Read a user.
	 * @param userData the user data
	 * @return the user
	 * @throws InvalidRequestException if there is none in it
	 */
	Parsed parse(String userData) {
		Map<String, String> properties = this.json.object(userData);
		if (properties == null) {
			throw new InvalidRequestException("user_data must be a JSON object");
		}
		String id = this.json.string(properties.get("id"));
		if (id == null || id.isEmpty() || id.length() > UserData.MAX_ID_LENGTH) {
			throw new InvalidRequestException("id must be a text of 1 to " + UserData.MAX_ID_LENGTH + " characters");
		}
		String info = properties.get("user_info");
		Member member = new Member(id, (info == null || info.equals("null")) ? null : info);
		return parse(member, properties.get("watchlist"));
	}

	private Parsed parse(Member member, @Nullable String watchlist) {
		if (watchlist == null || watchlist.equals("null")) {
			return new Parsed(member, Set.of(), false);
		}
		List<String> elements = this.json.array(watchlist);
		if (elements == null) {
			throw new InvalidRequestException("watchlist must be an array of ids");
		}
		Set<String> ids = new LinkedHashSet<>();
		for (String element : elements) {
			String id = this.json.string(element);
			if (id == null) {
				throw new InvalidRequestException("watchlist must be an array of ids, which are texts");
			}
			if (ids.size() == UserData.MAX_WATCHLIST && !ids.contains(id)) {
				return new Parsed(member, ids, true);
			}
			ids.add(id);
		}
		return new Parsed(member, ids, false);
	}

	/**
	 * What was read.
	 *
	 * @param member the user, as presence channels are joined
	 * @param watchlist the ids of users to watch, in order
	 * @param cut whether there were too many of them
	 */
	record Parsed(Member member, Set<String> watchlist, boolean cut) {

	}

}
