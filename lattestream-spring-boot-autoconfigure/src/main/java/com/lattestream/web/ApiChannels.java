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

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.broker.CachedPublication;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.BinaryData;
import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers questions about channels. LatteStream gives each attribute where there is one;
 * Pusher has numbers of users for presence channels and numbers of subscriptions for all
 * others.
 */
final class ApiChannels {

	private final LatteStreamHub hub;

	private final Dialect dialect;

	ApiChannels(LatteStreamHub hub, Dialect dialect) {
		this.hub = hub;
		this.dialect = dialect;
	}

	/**
	 * Read the attributes that a caller asks for.
	 * @param info their names, with commas between them
	 * @return the attributes
	 * @throws ApiException if there is no such attribute
	 */
	static Set<ChannelAttribute> attributes(@Nullable String info) {
		Set<ChannelAttribute> attributes = EnumSet.noneOf(ChannelAttribute.class);
		for (String name : ((info != null) ? info : "").split(",")) {
			switch (name.strip()) {
				case "user_count", "userCount" -> attributes.add(ChannelAttribute.USER_COUNT);
				case "subscription_count", "subscriptionCount" -> attributes.add(ChannelAttribute.SUBSCRIPTION_COUNT);
				case "cache" -> attributes.add(ChannelAttribute.CACHE);
				case "" -> {
					// Nothing is asked for
				}
				default -> throw ApiException.badRequest("info may ask for user_count, subscription_count and cache");
			}
		}
		return attributes;
	}

	/**
	 * Tell which channels have subscriptions.
	 * @param parameters the query parameters
	 * @return the answer
	 * @throws ApiException if an attribute is asked for that not all of them have
	 */
	Mono<String> list(Map<String, String> parameters) {
		String prefix = parameters.getOrDefault("filter_by_prefix", "");
		Set<ChannelAttribute> wanted = attributes(parameters.get("info"));
		if (this.dialect == Dialect.PUSHER && wanted.contains(ChannelAttribute.USER_COUNT)
				&& ChannelType.of(prefix) != ChannelType.PRESENCE) {
			throw ApiException.badRequest("user_count takes a filter_by_prefix that begins with presence-");
		}
		return this.hub.channels(prefix).concatMap((channel) -> attributes(channel, wanted).map((fields) -> {
			if (this.dialect == Dialect.LATTESTREAM) {
				fields.add(0, "\"occupied\":true");
			}
			return Json.quote(channel) + ":" + object(fields);
		})).collectList().map((channels) -> "{\"channels\":" + object(channels) + "}");
	}

	/**
	 * Tell about one channel.
	 * @param name the name of the channel
	 * @param parameters the query parameters
	 * @return the answer
	 * @throws ApiException if an attribute is asked for that it does not have
	 */
	Mono<String> describe(String name, Map<String, String> parameters) {
		String channel = check(name);
		Set<ChannelAttribute> wanted = attributes(parameters.get("info"));
		if (this.dialect == Dialect.PUSHER && wanted.contains(ChannelAttribute.USER_COUNT)
				&& ChannelType.of(channel) != ChannelType.PRESENCE) {
			throw ApiException.badRequest("Only presence channels have a user_count");
		}
		return attributes(channel, wanted)
			.flatMap((fields) -> this.hub.subscriptionCount(channel)
				.doOnNext((count) -> fields.add(0, "\"occupied\":" + (count > 0)))
				.thenReturn(fields))
			.flatMap((fields) -> withCache(channel, wanted, fields))
			.map(ApiChannels::object);
	}

	/**
	 * Tell who is in a presence channel.
	 * @param name the name of the channel
	 * @return the answer
	 * @throws ApiException if it is no presence channel
	 */
	Mono<String> users(String name) {
		String channel = check(name);
		if (ChannelType.of(channel) != ChannelType.PRESENCE) {
			throw ApiException.badRequest("Only presence channels have users");
		}
		return this.hub.members(channel)
			.map((snapshot) -> "{\"users\":[" + String.join(",", snapshot.members().stream().map(this::user).toList())
					+ "]}");
	}

	/**
	 * Return the attributes of a channel.
	 * @param channel the name of the channel
	 * @param wanted those asked for
	 * @return the fields of a JSON object, those that it has
	 */
	Mono<List<String>> attributes(String channel, Set<ChannelAttribute> wanted) {
		boolean presence = (ChannelType.of(channel) == ChannelType.PRESENCE);
		List<String> fields = new ArrayList<>(3);
		Mono<?> subscriptions = Mono.empty();
		if (wanted.contains(ChannelAttribute.SUBSCRIPTION_COUNT)
				&& (!presence || this.dialect == Dialect.LATTESTREAM)) {
			subscriptions = this.hub.subscriptionCount(channel)
				.doOnNext((count) -> fields.add("\"subscription_count\":" + count));
		}
		Mono<?> members = Mono.empty();
		if (presence && wanted.contains(ChannelAttribute.USER_COUNT)) {
			members = this.hub.members(channel)
				.doOnNext((snapshot) -> fields.add("\"user_count\":" + snapshot.members().size()));
		}
		return subscriptions.then(members).thenReturn(fields);
	}

	/**
	 * Where there are several channels, their last events would be too much to tell.
	 */
	private Mono<List<String>> withCache(String channel, Set<ChannelAttribute> wanted, List<String> fields) {
		if (!wanted.contains(ChannelAttribute.CACHE)) {
			return Mono.just(fields);
		}
		return this.hub.lastEvent(channel).doOnNext((cached) -> fields.add(cache(cached))).thenReturn(fields);
	}

	/**
	 * Pusher's subscribers get the very text in question; LatteStream's API has the name
	 * of the event besides, and data is always the text of a JSON value.
	 */
	private String cache(CachedPublication cached) {
		Publication publication = cached.publication();
		String data = BinaryData.join(publication.data(), publication.bytes());
		String end = ",\"ttl\":" + cached.ttl().toSeconds() + "}";
		if (this.dialect == Dialect.LATTESTREAM) {
			return "\"cache\":{\"event\":" + Json.quote(publication.event()) + ",\"data\":" + Json.quote(data) + end;
		}
		return "\"cache\":{\"data\":" + (publication.verbatim() ? data : Json.quote(data)) + end;
	}

	static String object(List<String> fields) {
		return "{" + String.join(",", fields) + "}";
	}

	private String check(String name) {
		String channel = new ChannelName(name).value();
		this.hub.settings().limits().checkChannel(channel);
		return channel;
	}

	private String user(Member member) {
		String id = "{\"id\":" + Json.quote(member.userId());
		return (this.dialect == Dialect.LATTESTREAM) ? id + ",\"info\":" + member.userInfo() + "}" : id + "}";
	}

}
