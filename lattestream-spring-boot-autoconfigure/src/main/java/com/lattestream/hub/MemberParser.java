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

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.lattestream.PresenceMember;
import com.lattestream.broker.Member;
import com.lattestream.protocol.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Reads the member out of the channel data that a client brings. Numeric user ids become
 * text: 5 and "5" are the same user.
 */
final class MemberParser {

	private final JsonText json;

	private final int maxSize;

	MemberParser(JsonText json, int maxSize) {
		this.json = json;
		this.maxSize = maxSize;
	}

	Member parse(@Nullable String channelData) {
		Map<String, String> properties = (channelData != null) ? this.json.object(channelData) : null;
		if (properties == null) {
			throw SubscriptionException.invalid("Presence channels take channel_data, a JSON object with a user_id");
		}
		String id = properties.get("user_id");
		String userId = this.json.string(id);
		if (userId == null && id != null && isNumber(id)) {
			userId = id;
		}
		if (userId == null || userId.isEmpty() || userId.length() > PresenceMember.MAX_ID_LENGTH) {
			throw SubscriptionException
				.invalid("user_id must be a text or number of 1 to " + PresenceMember.MAX_ID_LENGTH + " characters");
		}
		String userInfo = properties.get("user_info");
		return new Member(userId, (userInfo == null || userInfo.equals("null")) ? null : userInfo);
	}

	/**
	 * Refuse a member of whom there is too much to tell.
	 * @param member the member; {@code null} if there is none
	 * @throws SubscriptionException if the info is too large
	 */
	void check(@Nullable Member member) {
		String userInfo = (member != null) ? member.userInfo() : null;
		if (userInfo != null && userInfo.getBytes(StandardCharsets.UTF_8).length > this.maxSize) {
			throw SubscriptionException.invalid("user_info must have at most " + this.maxSize + " bytes");
		}
	}

	private static boolean isNumber(String text) {
		char first = text.charAt(0);
		return first == '-' || (first >= '0' && first <= '9');
	}

}
