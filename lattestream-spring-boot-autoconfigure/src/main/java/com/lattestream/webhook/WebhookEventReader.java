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

package com.lattestream.webhook;

import java.util.LinkedHashMap;
import java.util.Map;

import com.lattestream.CacheMissed;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.ClientEventReceived;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.PresenceMember;
import com.lattestream.SubscriptionCountChanged;
import com.lattestream.WebhookReceived;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one event of a webhook, in every spelling there is. Nothing is dropped: what is
 * not known, or lacks what its name promises, becomes a {@link WebhookReceived}.
 */
final class WebhookEventReader {

	private static final String CHANNEL = "channel";

	private final JsonMapper jsonMapper;

	WebhookEventReader(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
	}

	/**
	 * Read an event.
	 * @param node the event, an object
	 * @return the application event, or {@code null} if it has no name
	 */
	@Nullable Object read(JsonNode node) {
		// An event at top level may have its name in "event"
		String nameField = (text(node.get("name")) != null) ? "name" : "event";
		String name = text(node.get(nameField));
		if (name == null || name.isEmpty()) {
			return null;
		}
		String channel = text(node.get(CHANNEL));
		Object event = (channel != null) ? known(name, channel, node) : null;
		return (event != null) ? event : new WebhookReceived(name, channel, attributes(node, nameField, channel));
	}

	private @Nullable Object known(String name, String channel, JsonNode node) {
		return switch (name) {
			case "channel_occupied" -> new ChannelOccupied(channel);
			case "channel_vacated" -> new ChannelVacated(channel);
			case "member_added" -> {
				PresenceMember member = member(node);
				yield (member != null) ? new MemberAdded(channel, member) : null;
			}
			case "member_removed" -> {
				PresenceMember member = member(node);
				yield (member != null) ? new MemberRemoved(channel, member) : null;
			}
			case "subscription_count" -> subscriptionCount(channel, node);
			case "cache_miss" -> new CacheMissed(channel);
			case "client_event" -> clientEvent(channel, node);
			default -> null;
		};
	}

	private static @Nullable PresenceMember member(JsonNode node) {
		String id = userId(node);
		boolean valid = (id != null && !id.isEmpty() && id.length() <= PresenceMember.MAX_ID_LENGTH);
		return valid ? PresenceMember.of(id) : null;
	}

	private static @Nullable SubscriptionCountChanged subscriptionCount(String channel, JsonNode node) {
		// The third one is how the service's own types have it
		JsonNode count = first(node, "subscription_count", "subscriptionCount", "subcriptionCount");
		return (count != null && count.isInt()) ? new SubscriptionCountChanged(channel, count.intValue()) : null;
	}

	private @Nullable ClientEventReceived clientEvent(String channel, JsonNode node) {
		String event = text(node.get("event"));
		String socketId = text(first(node, "socket_id", "socketId"));
		if (event == null || socketId == null) {
			return null;
		}
		return new ClientEventReceived(channel, event, data(node.get("data")), socketId, userId(node));
	}

	/**
	 * Data comes as JSON in a string. Other services send the bare value, or text that is
	 * no JSON; listeners get JSON all the same.
	 */
	private String data(@Nullable JsonNode data) {
		if (data == null) {
			return "{}";
		}
		String text = text(data);
		return (text != null && isJson(text)) ? text : this.jsonMapper.writeValueAsString(data);
	}

	private boolean isJson(String text) {
		try {
			return !this.jsonMapper.readTree(text).isMissingNode();
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private Map<String, @Nullable Object> attributes(JsonNode node, String nameField, @Nullable String channel) {
		Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
		node.properties().forEach((property) -> {
			boolean told = property.getKey().equals(nameField)
					|| (property.getKey().equals(CHANNEL) && channel != null);
			if (!told) {
				attributes.put(property.getKey(), this.jsonMapper.treeToValue(property.getValue(), Object.class));
			}
		});
		return attributes;
	}

	/**
	 * Some services tell ids as the numbers they were in the member's JSON.
	 */
	private static @Nullable String userId(JsonNode node) {
		JsonNode id = first(node, "user_id", "userId");
		return (id != null && id.isIntegralNumber()) ? id.asString() : text(id);
	}

	/**
	 * Return the first of some fields that is there.
	 * @param node the object
	 * @param names the names of the fields
	 * @return its value, or {@code null} if none is there or it is null
	 */
	static @Nullable JsonNode first(JsonNode node, String... names) {
		for (String name : names) {
			JsonNode value = node.get(name);
			if (value != null && !value.isNull()) {
				return value;
			}
		}
		return null;
	}

	private static @Nullable String text(@Nullable JsonNode node) {
		return (node != null && node.isString()) ? node.stringValue() : null;
	}

}
