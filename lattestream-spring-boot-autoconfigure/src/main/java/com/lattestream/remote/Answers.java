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

package com.lattestream.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import com.lattestream.AccessToken;
import com.lattestream.CachedEvent;
import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelHistory;
import com.lattestream.ChannelInfo;
import com.lattestream.ChannelToken;
import com.lattestream.HistoryEvent;
import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what the service answers. Services differ in how they spell fields, with
 * underscores or in camel case.
 */
final class Answers {

	private static final JsonMapper JSON = new JsonMapper();

	private Answers() {
	}

	/**
	 * Read the answer to a query for one channel.
	 * @param request the query
	 * @param body the body of the answer
	 * @param channel the name of the channel
	 * @param attributes what was asked for
	 * @return the channel
	 */
	static ChannelInfo channel(ApiRequest request, byte[] body, String channel,
			Collection<ChannelAttribute> attributes) {
		return read(request, body, (json) -> channel(channel, json, attributes, false));
	}

	/**
	 * Read the answer to a query for channels.
	 * @param request the query
	 * @param body the body of the answer
	 * @param attributes what was asked for
	 * @return the channels
	 */
	static List<ChannelInfo> channels(ApiRequest request, byte[] body, Collection<ChannelAttribute> attributes) {
		return read(request, body, (json) -> {
			List<ChannelInfo> channels = new ArrayList<>();
			object(json.path("channels")).forEachEntry((name, channel) -> {
				ChannelInfo info = channel(name, channel, attributes, true);
				if (info.occupied()) {
					channels.add(info);
				}
			});
			return List.copyOf(channels);
		});
	}

	/**
	 * Read the answer to a query for the history of a channel.
	 * @param request the query
	 * @param body the body of the answer
	 * @return the page
	 */
	static ChannelHistory history(ApiRequest request, byte[] body) {
		return read(request, body, (json) -> {
			List<HistoryEvent> events = new ArrayList<>();
			for (JsonNode event : array(json.path("events"))) {
				JsonNode user = first(event, "user_id", "userId");
				events.add(new HistoryEvent(text(first(event, "name", "event")), data(event.path("data")),
						position(event), (user != null && !user.isNull()) ? text(user) : null));
			}
			JsonNode gap = json.get("gap");
			return new ChannelHistory(position(json.path("position")), events,
					(gap != null) ? ChannelHistory.Gap.valueOf(text(gap).toUpperCase(Locale.ROOT)) : null);
		});
	}

	/**
	 * Read a position.
	 * @param json an object with epoch and offset
	 * @return the position
	 * @throws IllegalArgumentException if it is none
	 */
	static StreamPosition position(JsonNode json) {
		if (!json.path("offset").canConvertToLong()) {
			throw new IllegalArgumentException("An offset is missing");
		}
		return new StreamPosition(text(json.get("epoch")), json.get("offset").asLong());
	}

	/**
	 * Read the answer to a query for the members of a channel.
	 * @param request the query
	 * @param body the body of the answer
	 * @return the members
	 */
	static List<User> users(ApiRequest request, byte[] body) {
		return read(request, body, (json) -> {
			List<User> users = new ArrayList<>();
			for (JsonNode user : array(json.path("users"))) {
				JsonNode info = first(user, "info", "user_info", "userInfo");
				users.add(new User(text(first(user, "id", "user_id", "userId")),
						(info == null || info.isNull()) ? null : info));
			}
			return List.copyOf(users);
		});
	}

	/**
	 * Read the answer to a request for a channel authorisation.
	 * @param request the request
	 * @param body the body of the answer
	 * @param channelData the member as it was sent
	 * @param sharedSecret the key of an encrypted channel
	 * @return the authorisation
	 */
	static ChannelToken channelToken(ApiRequest request, byte[] body, @Nullable String channelData,
			@Nullable String sharedSecret) {
		return read(request, body, (json) -> {
			JsonNode data = first(json, "channel_data", "channelData");
			return new ChannelToken(text(json.get("auth")),
					(data != null && data.isString()) ? data.asString() : channelData, sharedSecret);
		});
	}

	/**
	 * Read the answer to a request for a client token.
	 * @param request the request
	 * @param body the body of the answer
	 * @return the token
	 */
	static AccessToken accessToken(ApiRequest request, byte[] body) {
		return read(request, body, (json) -> {
			JsonNode type = first(json, "token_type", "tokenType");
			JsonNode expiry = first(json, "expires_in", "expiresIn");
			JsonNode tenant = first(json, "tenant_id", "tenantId");
			return new AccessToken(text(first(json, "access_token", "accessToken")),
					(type != null) ? text(type) : AccessToken.BEARER,
					(expiry != null && expiry.canConvertToLong()) ? Duration.ofSeconds(expiry.asLong()) : null,
					(tenant != null && !tenant.isNull()) ? text(tenant) : null);
		});
	}

	private static <T> T read(ApiRequest request, byte[] body, Function<JsonNode, T> reader) {
		try {
			return reader.apply(object(JSON.readTree(body)));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw Failures.wrongAnswer(request, ex);
		}
	}

	private static ChannelInfo channel(String name, JsonNode json, Collection<ChannelAttribute> attributes,
			boolean listed) {
		Integer subscriptions = count(object(json), "subscription_count", "subscriptionCount");
		Integer users = count(json, "user_count", "userCount");
		boolean occupied = listed || isPositive(subscriptions) || isPositive(users);
		return new ChannelInfo(name, json.path("occupied").asBoolean(occupied),
				attributes.contains(ChannelAttribute.SUBSCRIPTION_COUNT) ? subscriptions : null,
				attributes.contains(ChannelAttribute.USER_COUNT) ? users : null,
				attributes.contains(ChannelAttribute.CACHE) ? cached(json.path("cache")) : null);
	}

	private static @Nullable CachedEvent cached(JsonNode cache) {
		JsonNode data = cache.get("data");
		if (data == null) {
			return null;
		}
		JsonNode event = cache.get("event");
		return new CachedEvent((event != null && event.isString()) ? event.asString() : null, data(data),
				Duration.ofSeconds(cache.path("ttl").asLong(0)));
	}

	/**
	 * The data is the text of a JSON value. Other services may send the value, or text
	 * that is no JSON.
	 */
	private static String data(JsonNode data) {
		return (data.isString() && isJson(data.asString())) ? data.asString() : data.toString();
	}

	private static boolean isJson(String text) {
		try {
			return !JSON.readTree(text).isMissingNode();
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private static boolean isPositive(@Nullable Integer count) {
		return count != null && count > 0;
	}

	private static @Nullable Integer count(JsonNode json, String... names) {
		JsonNode count = first(json, names);
		return (count != null && count.canConvertToInt()) ? count.asInt() : null;
	}

	private static @Nullable JsonNode first(JsonNode json, String... names) {
		for (String name : names) {
			if (json.has(name)) {
				return json.get(name);
			}
		}
		return null;
	}

	private static JsonNode object(JsonNode json) {
		if (!json.isObject()) {
			throw new IllegalArgumentException("An object is missing");
		}
		return json;
	}

	private static JsonNode array(JsonNode json) {
		if (!json.isArray()) {
			throw new IllegalArgumentException("An array is missing");
		}
		return json;
	}

	private static String text(@Nullable JsonNode json) {
		if (json == null || !(json.isString() || json.isNumber()) || json.asString().isEmpty()) {
			throw new IllegalArgumentException("A text is missing");
		}
		return json.asString();
	}

	/**
	 * A member.
	 *
	 * @param id the id
	 * @param info the info; not to be changed
	 */
	record User(String id, @Nullable JsonNode info) {

	}

}
