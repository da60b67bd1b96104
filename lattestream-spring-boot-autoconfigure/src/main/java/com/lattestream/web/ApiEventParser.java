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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.lattestream.BatchEvent;
import com.lattestream.ChannelName;
import com.lattestream.InvalidRequestException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.TriggerRequest;
import com.lattestream.hub.Address;
import com.lattestream.hub.ChannelRules;
import com.lattestream.hub.HubSettings;
import com.lattestream.protocol.BinaryData;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncryptedData;
import com.lattestream.protocol.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Reads events. Their data is opaque: it reaches Pusher subscribers as the very text that
 * was sent. Most SDKs write data as JSON and put the text of it into a string;
 * LatteStream subscribers then get the value it stands for, and a string if it is no
 * JSON. What is for encrypted channels was encrypted by the sender, and the limit is for
 * what it was before.
 * <p>
 * LatteStream's API has binary events, too: {@code "binary": true} says that the data is
 * an object with the bytes in base64 as {@code binaryData}. A service that does not know
 * the field passes the object on, and its clients get what text-only clients get here.
 */
final class ApiEventParser {

	/** Stands in where only the other names are to be looked at. */
	private static final String ANY_CHANNEL = "a";

	private static final int MAX_USER_ID = 200;

	private final Dialect dialect;

	private final HubSettings.Limits limits;

	private final ChannelRules rules;

	private final JsonText json;

	private final EncryptedData encryptedData;

	ApiEventParser(Dialect dialect, HubSettings.Limits limits, ChannelRules rules, JsonText json) {
		this.dialect = dialect;
		this.limits = limits;
		this.rules = rules;
		this.json = json;
		this.encryptedData = new EncryptedData(json);
	}

	/**
	 * Read one event.
	 * @param fields its fields
	 * @return the event
	 * @throws ApiException if a field is missing or of the wrong kind
	 * @throws InvalidRequestException if a name or the socket id is not valid or there
	 * are too many channels
	 * @throws PayloadTooLargeException if there is too much data
	 */
	ApiEvent parse(ApiFields fields) {
		String value = fields.value("data", "data");
		if (value == null && (this.dialect == Dialect.PUSHER || !fields.has("data"))) {
			throw ApiFields.missing("data");
		}
		String info = fields.text("info", "info");
		if (this.dialect == Dialect.LATTESTREAM && isBinary(fields)) {
			return binaryEvent(channels(fields), name(fields), fields.text("socket_id", "socketId"), value, info);
		}
		return event(channels(fields), name(fields), fields.text("socket_id", "socketId"),
				(value != null) ? value : "null", info);
	}

	/**
	 * Read a batch.
	 * @param fields the fields of the body
	 * @return the events
	 * @throws ApiException as {@link #parse(ApiFields)}
	 * @throws InvalidRequestException if there are no or too many events
	 */
	List<ApiEvent> parseBatch(ApiFields fields) {
		List<String> batch = fields.elements("batch");
		if (batch == null) {
			throw ApiFields.missing("batch");
		}
		BatchEvent.checkCount(batch.size());
		List<ApiEvent> events = new ArrayList<>(batch.size());
		for (String event : batch) {
			events.add(parse(ApiFields.of(event, this.json, "Each event of a batch")));
		}
		return events;
	}

	/**
	 * Read an event whose data is the body.
	 * @param channel the name of the channel
	 * @param parameters the name of the event and the socket id
	 * @param body the text of the body
	 * @return the event
	 * @throws ApiException as {@link #parse(ApiFields)}
	 */
	ApiEvent parse(String channel, Map<String, String> parameters, String body) {
		String name = parameters.get("name");
		if (name == null) {
			throw ApiFields.missing("name");
		}
		return event(List.of(channel), name, parameters.get("socket_id"), this.json.quote(body),
				parameters.get("info"));
	}

	private ApiEvent event(List<String> names, String event, @Nullable String socketId, String value,
			@Nullable String info) {
		List<String> channels = check(names, event, socketId);
		String text = this.json.string(value);
		String data = (text != null) ? text : value;
		checkSize(channels, size(channels.get(0), data));
		boolean verbatim = text != null && !this.json.isValue(text);
		return new ApiEvent(channels, event, socketId, verbatim ? value : data, verbatim, null,
				ApiChannels.attributes(info));
	}

	private ApiEvent binaryEvent(List<String> names, String event, @Nullable String socketId, @Nullable String value,
			@Nullable String info) {
		List<String> channels = check(names, event, socketId);
		String text = this.json.string(value);
		String data = (text != null) ? text : value;
		BinaryData binary = (data != null && this.json.isValue(data)) ? BinaryData.split(data, this.json) : null;
		if (ChannelName.isEncrypted(channels.get(0))) {
			throw ApiException.badRequest("The data of events in encrypted channels cannot be bytes");
		}
		if (binary == null) {
			throw ApiException
				.badRequest("The data of a binary event must be an object with base64 as " + BinaryData.PROPERTY);
		}
		checkSize(channels, BinaryData.size(binary.data(), binary.bytes()));
		return new ApiEvent(channels, event, socketId, binary.data(), false, binary.bytes(),
				ApiChannels.attributes(info));
	}

	private static boolean isBinary(ApiFields fields) {
		String value = fields.value("binary", "binary");
		if (value != null && !value.equals("true") && !value.equals("false")) {
			throw ApiException.badRequest("binary must be true or false");
		}
		return "true".equals(value);
	}

	private void checkSize(List<String> channels, int size) {
		int limit = (this.dialect == Dialect.PUSHER) ? this.limits.pusherEventData() : this.limits.eventData();
		if (size > limit) {
			throw new PayloadTooLargeException(size, limit);
		}
		this.rules.checkEventData(channels, () -> size);
	}

	private int size(String channel, String data) {
		int plain = ChannelName.isEncrypted(channel) ? this.encryptedData.plainSize(data) : -1;
		return (plain >= 0) ? plain : data.getBytes(StandardCharsets.UTF_8).length;
	}

	private List<String> check(List<String> channels, String event, @Nullable String socketId) {
		if (this.dialect == Dialect.PUSHER && channels.size() == 1 && isUser(channels.get(0))) {
			new TriggerRequest(List.of(ANY_CHANNEL), event, null, socketId);
			return channels;
		}
		List<String> distinct = new TriggerRequest(channels, event, null, socketId).channels();
		distinct.forEach(this.limits::checkChannel);
		return distinct;
	}

	/**
	 * Pusher's SDKs send to a user by way of a channel that is none.
	 */
	private static boolean isUser(String channel) {
		Address address = Address.parse(channel);
		return address != null && address.kind() == Address.Kind.USER && !address.id().isBlank()
				&& address.id().length() <= MAX_USER_ID;
	}

	private List<String> channels(ApiFields fields) {
		List<String> channels = fields.texts("channels");
		String channel = fields.text("channel", "channel");
		if (channels != null && channel != null) {
			throw ApiException.badRequest("Give either channel or channels");
		}
		if (channels != null) {
			return channels;
		}
		if (channel == null) {
			throw ApiFields.missing("channel");
		}
		// One of LatteStream's SDKs joins the names; Pusher's have names with commas
		return (this.dialect == Dialect.LATTESTREAM) ? List.of(channel.split(",", -1)) : List.of(channel);
	}

	private String name(ApiFields fields) {
		return (this.dialect == Dialect.LATTESTREAM) ? fields.requiredText("event", "name")
				: fields.requiredText("name", "event");
	}

}
