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

package com.lattestream.protocol;

import java.io.Writer;
import java.util.Collection;
import java.util.stream.Collectors;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the JSON of server frames. In the LatteStream dialect data is a value; in
 * Pusher's it is the text of that value in a string, but for errors and sign-in.
 */
final class FrameWriter {

	private static final int PROTOCOL_VERSION = 7;

	private static final String REPLY = "lattestream:reply";

	private final JsonFactory factory = new JsonFactory();

	private final JsonText json;

	FrameWriter(JsonText json) {
		this.json = json;
	}

	/**
	 * Write a frame.
	 * @param frame the frame
	 * @param dialect the dialect
	 * @param out gets the text
	 * @return the name of the event as written
	 */
	String write(ServerFrame frame, Dialect dialect, Writer out) {
		Content content = content(frame, dialect);
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(), out)) {
			generator.writeStartObject();
			generator.writeStringProperty("event", content.event());
			if (content.channel() != null) {
				generator.writeStringProperty("channel", content.channel());
			}
			generator.writeName("data");
			if (dialect == Dialect.PUSHER && !content.verbatim()) {
				generator.writeString(content.data());
			}
			else {
				generator.writeRawValue(content.data());
			}
			if (content.userId() != null) {
				generator.writeStringProperty("user_id", content.userId());
			}
			if (frame instanceof ServerFrame.ChannelEvent event && event.position() != null) {
				generator.writeStringProperty("epoch", event.position().epoch());
				generator.writeNumberProperty("offset", event.position().offset());
			}
			if (frame instanceof ServerFrame.Reply reply) {
				finish(reply, generator);
			}
			generator.writeEndObject();
		}
		return content.event();
	}

	private void finish(ServerFrame.Reply reply, JsonGenerator generator) {
		if (reply.ref() != null) {
			generator.writeName("ref");
			generator.writeRawValue(reply.ref());
		}
		if (reply.error() != null) {
			generator.writeName("error");
			generator.writeRawValue(error(reply.error()));
		}
	}

	private Content content(ServerFrame frame, Dialect dialect) {
		if (frame instanceof ServerFrame.ChannelEvent event) {
			return new Content(event.event(), event.channel(), event.data(), event.verbatim(), event.userId());
		}
		if (frame instanceof ServerFrame.DirectEvent event) {
			String channel = (dialect == Dialect.PUSHER) ? event.pusherChannel() : null;
			return new Content(event.event(), channel, event.data(), event.verbatim(), null);
		}
		if (frame instanceof ServerFrame.SubscriptionSucceeded succeeded) {
			return Content.of(dialect.internalEvent("subscription_succeeded"), succeeded.channel(),
					"{" + start(succeeded.start(), "") + "}");
		}
		if (frame instanceof ServerFrame.PresenceSucceeded succeeded) {
			return Content.of(dialect.internalEvent("subscription_succeeded"), succeeded.channel(),
					presence(succeeded, dialect));
		}
		if (frame instanceof ServerFrame.SignInSucceeded succeeded) {
			String data = "{\"user_data\":" + this.json.quote(succeeded.userData()) + "}";
			return new Content(dialect.event("signin_success"), null, data, true, null);
		}
		if (frame instanceof ServerFrame.WatchlistEvents events) {
			return Content.of(dialect.internalEvent("watchlist_events"), null, watchlist(events));
		}
		if (frame instanceof ServerFrame.MemberAdded added) {
			return Content.of(dialect.internalEvent("member_added"), added.channel(),
					member(added.userId(), added.userInfo(), dialect));
		}
		if (frame instanceof ServerFrame.MemberRemoved removed) {
			return Content.of(dialect.internalEvent("member_removed"), removed.channel(),
					(dialect == Dialect.PUSHER) ? "{\"user_id\":" + this.json.quote(removed.userId()) + "}"
							: member(removed.userId(), removed.userInfo(), dialect));
		}
		if (frame instanceof ServerFrame.Typing typing) {
			return Content.of(dialect.internalEvent("typing"), typing.channel(), typing(typing, dialect));
		}
		if (frame instanceof ServerFrame.PositionLost lost) {
			return Content.of(dialect.event("position_lost"), lost.channel(),
					"{" + position(lost.position()) + ",\"reason\":" + this.json.quote(lost.reason().wire()) + "}");
		}
		if (frame instanceof ServerFrame.CacheMiss miss) {
			return Content.of(dialect.event("cache_miss"), miss.channel(), "{}");
		}
		if (frame instanceof ServerFrame.SubscriptionCount count) {
			return Content.of(dialect.internalEvent("subscription_count"), count.channel(),
					"{\"subscription_count\":" + count.count() + "}");
		}
		if (frame instanceof ServerFrame.SubscriptionError error) {
			String data = "{\"type\":" + this.json.quote(error.type()) + ",\"error\":" + this.json.quote(error.error())
					+ ",\"status\":" + error.status() + "}";
			return new Content(dialect.event("subscription_error"), error.channel(), data, true, null);
		}
		if (frame instanceof ServerFrame.Reply reply) {
			return Content.of(REPLY, reply.channel(), reply.data());
		}
		if (frame instanceof ServerFrame.ErrorFrame error) {
			return new Content(dialect.event("error"), null, error(error), true, null);
		}
		if (frame instanceof ServerFrame.ConnectionEstablished established) {
			return Content.of(dialect.event("connection_established"), null, established(established, dialect));
		}
		return Content.of(dialect.event("pong"), null, "{}");
	}

	private String error(ServerFrame.ErrorFrame frame) {
		return "{\"code\":" + frame.code() + ",\"message\":" + this.json.quote(frame.message()) + "}";
	}

	private String established(ServerFrame.ConnectionEstablished frame, Dialect dialect) {
		String data = "{\"socket_id\":\"" + frame.socketId() + "\",\"activity_timeout\":" + frame.activityTimeout();
		return (dialect == Dialect.PUSHER) ? data + "}" : data + ",\"protocol\":" + PROTOCOL_VERSION + "}";
	}

	private String presence(ServerFrame.PresenceSucceeded frame, Dialect dialect) {
		StringBuilder ids = new StringBuilder();
		StringBuilder hash = new StringBuilder();
		frame.members().forEach((userId, userInfo) -> {
			String separator = (ids.isEmpty()) ? "" : ",";
			String id = this.json.quote(userId);
			ids.append(separator).append(id);
			hash.append(separator).append(id).append(':').append(userInfo);
		});
		String presence = "{\"presence\":{\"count\":" + frame.members().size() + ",\"ids\":[" + ids + "],\"hash\":{"
				+ hash + "}";
		if (dialect == Dialect.LATTESTREAM) {
			presence += ",\"me\":{\"id\":" + this.json.quote(frame.me()) + ",\"info\":"
					+ frame.members().get(frame.me()) + "}";
			if (!frame.typing().isEmpty()) {
				presence += ",\"typing\":"
						+ frame.typing().stream().map(this.json::quote).collect(Collectors.joining(",", "[", "]"));
			}
		}
		return presence + "}" + start(frame.start(), ",") + "}";
	}

	/**
	 * Write where a subscription starts, as properties of an object.
	 */
	private String start(StartPoint start, String separator) {
		StringBuilder properties = new StringBuilder();
		if (start.position() != null) {
			properties.append(separator).append("\"position\":{").append(position(start.position())).append('}');
		}
		if (start.recovered() != null) {
			properties.append(properties.isEmpty() ? separator : ",")
				.append("\"recovered\":")
				.append(start.recovered());
		}
		if (start.failure() != null) {
			properties.append(",\"reason\":").append(this.json.quote(start.failure().wire()));
		}
		return properties.toString();
	}

	private String position(StreamPosition position) {
		return "\"epoch\":" + this.json.quote(position.epoch()) + ",\"offset\":" + position.offset();
	}

	private String watchlist(ServerFrame.WatchlistEvents frame) {
		String separator = (frame.online().isEmpty() || frame.offline().isEmpty()) ? "" : ",";
		return "{\"events\":[" + watchlist("online", frame.online()) + separator + watchlist("offline", frame.offline())
				+ "]}";
	}

	private String watchlist(String name, Collection<String> userIds) {
		if (userIds.isEmpty()) {
			return "";
		}
		String ids = userIds.stream().map(this.json::quote).collect(Collectors.joining(","));
		return "{\"name\":\"" + name + "\",\"user_ids\":[" + ids + "]}";
	}

	private String member(String userId, @Nullable String userInfo, Dialect dialect) {
		String id = this.json.quote(userId);
		String named = "\"user_id\":" + id + ",\"user_info\":" + userInfo + "}";
		return (dialect == Dialect.PUSHER) ? "{" + named : "{\"id\":" + id + ",\"info\":" + userInfo + "," + named;
	}

	private String typing(ServerFrame.Typing frame, Dialect dialect) {
		String id = this.json.quote(frame.userId());
		String named = "\"user_id\":" + id + ",\"typing\":" + frame.typing() + "}";
		return (dialect == Dialect.PUSHER) ? "{" + named : "{\"id\":" + id + "," + named;
	}

	/**
	 * What all frames have.
	 *
	 * @param event the name of the event
	 * @param channel the name of the channel, if it is about one
	 * @param data the data as JSON text
	 * @param verbatim whether Pusher clients, too, get the data as a value
	 * @param userId the member that sent the event
	 */
	private record Content(String event, @Nullable String channel, String data, boolean verbatim,
			@Nullable String userId) {

		static Content of(String event, @Nullable String channel, String data) {
			return new Content(event, channel, data, false, null);
		}

	}

}
