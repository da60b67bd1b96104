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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelHistory;
import com.lattestream.ChannelInfo;
import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.InvalidRequestException;
import com.lattestream.PresenceMember;
import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.UriUtils;

/**
 * Asks the service about channels, unless the answer is in the cache.
 */
final class ChannelQueries {

	private final RestApi api;

	private final @Nullable RequestCache cache;

	private final JsonMapper jsonMapper;

	/**
	 * Create queries.
	 * @param api sends requests
	 * @param cache keeps the answers; {@code null} to always ask
	 * @param jsonMapper reads what the application has told of members
	 */
	ChannelQueries(RestApi api, @Nullable RequestCache cache, JsonMapper jsonMapper) {
		this.api = api;
		this.cache = cache;
		this.jsonMapper = jsonMapper;
	}

	Mono<ChannelInfo> channel(String channel, ChannelAttribute... attributes) {
		return Mono.defer(() -> {
			boolean presence = new ChannelName(channel).type() == ChannelType.PRESENCE;
			Set<ChannelAttribute> asked = attributes(attributes, presence);
			ApiRequest request = ApiRequest.get("/channels/" + encode(channel) + query("", asked),
					"/channels/{channel}");
			return cached(request,
					this.api.fetch(request).map((body) -> Answers.channel(request, body, channel, asked)));
		});
	}

	Mono<List<ChannelInfo>> channels(String prefix, ChannelAttribute... attributes) {
		return Mono.defer(() -> {
			String presence = ChannelType.PRESENCE.prefix();
			Set<ChannelAttribute> asked = attributes(attributes,
					prefix.startsWith(presence) || presence.startsWith(prefix));
			asked.remove(ChannelAttribute.CACHE);
			ApiRequest request = ApiRequest.get("/channels" + query(prefix, asked), "/channels");
			return cached(request, this.api.fetch(request).map((body) -> Answers.channels(request, body, asked)));
		});
	}

	/**
	 * Read a history. It is not kept: whoever reads wants to know what is new.
	 * @param channel the name of the channel
	 * @param since the position to begin after
	 * @param limit how many events to return at most
	 * @return the page
	 */
	Mono<ChannelHistory> history(String channel, @Nullable StreamPosition since, int limit) {
		return Mono.defer(() -> {
			ChannelHistory.checkLimit(limit);
			String query = "?limit=" + limit
					+ ((since != null) ? "&epoch=" + since.epoch() + "&offset=" + since.offset() : "");
			ApiRequest request = ApiRequest.get(
					"/channels/" + encode(new ChannelName(channel).value()) + "/history" + query,
					"/channels/{channel}/history");
			return this.api.fetch(request).map((body) -> Answers.history(request, body));
		});
	}

	Mono<List<PresenceMember>> users(String channel) {
		return Mono.defer(() -> {
			if (new ChannelName(channel).type() != ChannelType.PRESENCE) {
				throw new InvalidRequestException("Only presence channels have users");
			}
			ApiRequest request = ApiRequest.get("/channels/" + encode(channel) + "/users", "/channels/{channel}/users");
			return cached(request, this.api.fetch(request).map((body) -> Answers.users(request, body)));
		}).map((users) -> users.stream().map((user) -> new PresenceMember(user.id(), value(user.info()))).toList());
	}

	/**
	 * Forget what is known of channels.
	 */
	void forget() {
		if (this.cache != null) {
			this.cache.clear();
		}
	}

	private <T> Mono<T> cached(ApiRequest request, Mono<T> query) {
		return (this.cache != null) ? this.cache.get(request.path(), query) : query;
	}

	/**
	 * A new value for each caller: what is in the cache stays as it is.
	 */
	private @Nullable Object value(@Nullable JsonNode info) {
		return (info != null) ? this.jsonMapper.treeToValue(info, Object.class) : null;
	}

	/**
	 * Services refuse to count users where there can be none.
	 */
	private static Set<ChannelAttribute> attributes(ChannelAttribute[] attributes, boolean presence) {
		Set<ChannelAttribute> asked = EnumSet.noneOf(ChannelAttribute.class);
		asked.addAll(Arrays.asList(attributes));
		if (!presence) {
			asked.remove(ChannelAttribute.USER_COUNT);
		}
		return asked;
	}

	private static String query(String prefix, Set<ChannelAttribute> attributes) {
		String query = prefix.isEmpty() ? "" : "filter_by_prefix=" + encode(prefix);
		if (!attributes.isEmpty()) {
			query += (query.isEmpty() ? "info=" : "&info=")
					+ attributes.stream().map((attribute) -> switch (attribute) {
						case USER_COUNT -> "user_count";
						case SUBSCRIPTION_COUNT -> "subscription_count";
						case CACHE -> "cache";
					}).collect(Collectors.joining(","));
		}
		return query.isEmpty() ? "" : "?" + query;
	}

	private static String encode(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

}
