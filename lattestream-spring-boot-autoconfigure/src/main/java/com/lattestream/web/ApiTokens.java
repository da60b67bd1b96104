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

import java.nio.charset.StandardCharsets;

import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.PresenceMember;
import com.lattestream.hub.HubSettings;
import com.lattestream.protocol.JsonText;
import com.lattestream.signature.ChannelSigner;
import org.jspecify.annotations.Nullable;

/**
 * Authorises connections for channels on behalf of servers that decided about them, with
 * tokens of ours. What the client is to send as channel data is given back as text; it is
 * the text that is signed.
 */
final class ApiTokens {

	private final HubSettings.Limits limits;

	private final JsonText json;

	private final ChannelSigner signer;

	ApiTokens(HubSettings.Limits limits, JsonText json, ChannelSigner signer) {
		this.limits = limits;
		this.json = json;
		this.signer = signer;
	}

	/**
	 * Authorise a connection.
	 * @param fields the fields of the request
	 * @return the answer
	 * @throws ApiException if a field is missing or not right
	 * @throws com.lattestream.InvalidRequestException if the socket id or the name is not
	 * valid or the channel is public
	 */
	String issue(ApiFields fields) {
		String socketId = fields.requiredText("socket_id", "socketId");
		String channel = new ChannelName(fields.requiredText("channel_name", "channelName")).value();
		this.limits.checkChannel(channel);
		String channelData = channelData(fields.value("channel_data", "channelData"));
		if (ChannelType.of(channel) == ChannelType.PRESENCE) {
			if (channelData == null) {
				throw ApiException.badRequest("Presence channels take channel_data with a user_id");
			}
			channelData = member(channelData);
		}
		String answer = "{\"auth\":" + Json.quote(this.signer.issueToken(socketId, channel, channelData));
		return (channelData != null) ? answer + ",\"channel_data\":" + Json.quote(channelData) + "}" : answer + "}";
	}

	private @Nullable String channelData(@Nullable String value) {
		String text = this.json.string(value);
		String data = (text != null) ? text : value;
		if (data != null && !this.json.isValue(data)) {
			throw ApiException.badRequest("channel_data must be JSON");
		}
		return data;
	}

	/**
	 * Check a member. It stays as it is, unless its fields have the spelling that clients
	 * and hubs do not know.
	 */
	private String member(String channelData) {
		ApiFields fields = ApiFields.of(channelData, this.json, "channel_data");
		String id = fields.value("user_id", "userId");
		String info = fields.value("user_info", "userInfo");
		String text = this.json.string(id);
		String userId = (text != null) ? text : id;
		if (userId == null || userId.isEmpty() || userId.length() > PresenceMember.MAX_ID_LENGTH
				|| (text == null && !isNumber(userId))) {
			throw ApiException
				.badRequest("user_id must be a text or number of 1 to " + PresenceMember.MAX_ID_LENGTH + " characters");
		}
		if (info != null && info.getBytes(StandardCharsets.UTF_8).length > this.limits.memberSize()) {
			throw ApiException.badRequest("user_info must have at most " + this.limits.memberSize() + " bytes");
		}
		if (!fields.has("userId") && !fields.has("userInfo")) {
			return channelData;
		}
		return "{\"user_id\":" + id + ((info != null) ? ",\"user_info\":" + info + "}" : "}");
	}

	private static boolean isNumber(String json) {
		char first = json.charAt(0);
		return first == '-' || (first >= '0' && first <= '9');
	}

}
