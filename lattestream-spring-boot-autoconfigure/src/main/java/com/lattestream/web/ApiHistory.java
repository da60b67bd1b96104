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
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.lattestream.ChannelHistory;
import com.lattestream.ChannelName;
import com.lattestream.InvalidRequestException;
import com.lattestream.StreamPosition;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.Publication;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.BinaryData;
import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers questions about the history of channels, page by page.
 */
final class ApiHistory {

	private static final int DEFAULT_LIMIT = 100;

	/** After so many characters of data, the rest is for the next page. */
	private static final int PAGE_SIZE = 512 * 1024;

	private final LatteStreamHub hub;

	private final Dialect dialect;

	ApiHistory(LatteStreamHub hub, Dialect dialect) {
		this.hub = hub;
		this.dialect = dialect;
	}

	/**
	 * Tell the events of a channel after a position.
	 * @param name the name of the channel
	 * @param parameters the query parameters
	 * @return the answer; it has fewer events than asked for if these are much data
	 * @throws ApiException if a parameter is not right
	 * @throws InvalidRequestException if the name of the channel is not valid; as error
	 * if it has no history
	 */
	Mono<String> read(String name, Map<String, String> parameters) {
		String channel = new ChannelName(name).value();
		this.hub.settings().limits().checkChannel(channel);
		return this.hub.history(channel, since(parameters), limit(parameters.get("limit"))).map(this::page);
	}

	/**
	 * Write positions.
	 * @param channels the names of channels
	 * @param positions the positions of those that have a history
	 * @return an object with these, in the order of the channels
	 */
	static String positions(List<String> channels, Map<String, StreamPosition> positions) {
		List<String> fields = new ArrayList<>(positions.size());
		for (String channel : channels) {
			StreamPosition position = positions.get(channel);
			if (position != null) {
				fields.add(Json.quote(channel) + ":{" + fields(position) + "}");
			}
		}
		return ApiChannels.object(fields);
	}

	private static @Nullable StreamPosition since(Map<String, String> parameters) {
		String epoch = parameters.get("epoch");
		String offset = parameters.get("offset");
		if (epoch == null && offset == null) {
			return null;
		}
		if (epoch == null || offset == null) {
			throw ApiException.badRequest("A position has both epoch and offset");
		}
		try {
			return new StreamPosition(epoch, Long.parseLong(offset));
		}
		catch (NumberFormatException ex) {
			throw ApiException.badRequest("offset must be a number");
		}
		catch (IllegalArgumentException ex) {
			throw ApiException.badRequest(String.valueOf(ex.getMessage()));
		}
	}

	private static int limit(@Nullable String value) {
		if (value == null) {
			return DEFAULT_LIMIT;
		}
		try {
			int limit = Integer.parseInt(value);
			ChannelHistory.checkLimit(limit);
			return limit;
		}
		catch (NumberFormatException ex) {
			throw ApiException.badRequest("limit must be a number from 1 to " + ChannelHistory.MAX_EVENTS);
		}
	}

	private String page(HistoryPage all) {
		HistoryPage page = bounded(all);
		List<String> events = page.publications().stream().map(this::event).toList();
		String gap = (page.gap() != null) ? ",\"gap\":\"" + page.gap().name().toLowerCase(Locale.ROOT) + "\"" : "";
		return "{\"position\":{" + fields(page.position()) + "},\"events\":[" + String.join(",", events)
				+ "],\"has_more\":" + page.hasMore() + gap + "}";
	}

	private static HistoryPage bounded(HistoryPage page) {
		List<Publication> publications = page.publications();
		long size = 0;
		for (int i = 0; i < publications.size(); i++) {
			byte[] bytes = publications.get(i).bytes();
			size += publications.get(i).data().length() + ((bytes != null) ? bytes.length : 0);
			if (i > 0 && size > PAGE_SIZE) {
				return new HistoryPage(page.position(), publications.subList(0, i), page.gap());
			}
		}
		return page;
	}

	/**
	 * Data is the text of a JSON value, but Pusher's is the very text that subscribers
	 * get, as with the last events of cache channels.
	 */
	private String event(Publication publication) {
		String data = BinaryData.join(publication.data(), publication.bytes());
		boolean verbatim = this.dialect == Dialect.PUSHER && publication.verbatim();
		String userId = (publication.userId() != null) ? ",\"user_id\":" + Json.quote(publication.userId()) : "";
		StreamPosition position = publication.position();
		return "{\"name\":" + Json.quote(publication.event()) + ",\"data\":" + (verbatim ? data : Json.quote(data))
				+ ((position != null) ? "," + fields(position) : "") + userId + "}";
	}

	private static String fields(StreamPosition position) {
		return "\"epoch\":\"" + position.epoch() + "\",\"offset\":" + position.offset();
	}

}
