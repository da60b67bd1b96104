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

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.TestJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client, what it asked for and what it knows of channels by the frames it got. Nothing
 * it does waits for the hub.
 */
final class MemberView {

	private final HubFixture fixture;

	private final TestClient client;

	private final String userId;

	private final Map<String, Place> places = new HashMap<>();

	private final Map<String, Known> known = new HashMap<>();

	MemberView(HubFixture fixture, TestClient client, String userId) {
		this.fixture = fixture;
		this.client = client;
		this.userId = userId;
		if (client.connection().dialect() == Dialect.LATTESTREAM) {
			send("{'api_key':'" + HubFixture.CREDENTIALS.key() + "'}");
		}
	}

	TestClient client() {
		return this.client;
	}

	String userId() {
		return this.userId;
	}

	void join(String channel) {
		this.places.computeIfAbsent(channel, (name) -> new Place());
		String channelData = "{'user_id':'" + this.userId + "'}";
		send("{'event':'" + prefix() + ":subscribe','data':{'channel':'" + channel + "','auth':'"
				+ this.fixture.auth(this.client.socketId(), channel, channelData) + "','channel_data':" + channelData
				+ "}}");
	}

	void leave(String channel) {
		this.places.remove(channel);
		send("{'event':'" + prefix() + ":unsubscribe','data':{'channel':'" + channel + "'}}");
	}

	void type(String channel, boolean typing, long now) {
		Place place = this.places.get(channel);
		if (place != null) {
			place.typing = typing;
			place.saidAt = now;
			place.handledBy = Long.MAX_VALUE;
		}
		send("{'event':'" + prefix() + ":typing','channel':'" + channel + "','data':{'typing':" + typing + "}}");
	}

	private void send(String json) {
		onLane(() -> this.client.connection().received(TestJson.of(json)));
	}

	/**
	 * Do something on the lane of the connection, in its turn.
	 * @param task what to do
	 */
	void onLane(Runnable task) {
		this.client.connection().lane().executeLater(task);
	}

	boolean isIn(String channel) {
		return this.places.containsKey(channel);
	}

	/**
	 * All that was said is handled.
	 * @param now the time in milliseconds
	 */
	void settled(long now) {
		this.places.values().forEach((place) -> place.handledBy = Math.min(place.handledBy, now));
	}

	/**
	 * Return whether the client's user types.
	 * @param channel the name of the channel
	 * @param now the time in milliseconds
	 * @param ttl how long it lasts
	 * @param certainly whether that has to be rather than can be
	 * @return whether it types
	 */
	boolean typesFor(String channel, long now, Duration ttl, boolean certainly) {
		Place place = this.places.get(channel);
		return place != null && place.typing && ((certainly) ? place.saidAt : place.handledBy) + ttl.toMillis() > now;
	}

	/**
	 * Check that the frames so far made sense and led to the truth.
	 * @param channel the name of the channel
	 * @param members who is present in truth
	 * @param typing who types in truth
	 */
	void check(String channel, Set<String> members, Set<String> typing) {
		this.client.transport().take().forEach((frame) -> handle(JsonMapper.shared().readTree(frame.json())));
		if (!isIn(channel)) {
			return;
		}
		Known view = this.known.get(channel);
		assertThat(view).as("view of %s", channel).isNotNull();
		assertThat(view.members).as("members of %s as %s sees them", channel, this.client.socketId())
			.containsExactlyInAnyOrderElementsOf(members);
		if (this.client.connection().dialect() == Dialect.LATTESTREAM) {
			assertThat(view.typing).as("who types in %s as %s sees it", channel, this.client.socketId())
				.isEqualTo(typing.stream()
					.filter((candidate) -> !candidate.equals(this.userId))
					.collect(Collectors.toSet()));
		}
	}

	private void handle(JsonNode frame) {
		String event = frame.get("event").stringValue();
		JsonNode data = frame.get("data");
		JsonNode payload = (data.isString()) ? JsonMapper.shared().readTree(data.stringValue()) : data;
		Known view = this.known.computeIfAbsent(frame.path("channel").asString(""), (name) -> new Known());
		switch (event.substring(event.indexOf(':') + 1)) {
			case "subscription_succeeded" -> view.reset(payload.get("presence"));
			case "member_added" -> assertThat(view.members.add(user(payload))).as("news of %s", frame).isTrue();
			case "member_removed" -> assertThat(view.members.remove(user(payload))).as("news of %s", frame).isTrue();
			case "typing" -> view.typing(user(payload), payload.get("typing").booleanValue(), frame);
			case "connection_established", "error" -> {
			}
			default -> throw new AssertionError(frame);
		}
	}

	private static String user(JsonNode payload) {
		return payload.get("user_id").stringValue();
	}

	private String prefix() {
		return (this.client.connection().dialect() == Dialect.PUSHER) ? "pusher" : "lattestream";
	}

	/**
	 * A channel that the client asked for.
	 */
	private static final class Place {

		private boolean typing;

		private long saidAt;

		private long handledBy;

	}

	/**
	 * What the client was told of a channel.
	 */
	private final class Known {

		private final Set<String> members = new HashSet<>();

		private final Set<String> typing = new HashSet<>();

		void reset(JsonNode presence) {
			this.members.clear();
			presence.get("ids").forEach((id) -> this.members.add(id.stringValue()));
			assertThat(this.members).as("members with me").contains(MemberView.this.userId);
			this.typing.clear();
			presence.path("typing").forEach((id) -> this.typing.add(id.stringValue()));
		}

		void typing(String user, boolean on, JsonNode frame) {
			assertThat(user).as("others than me").isNotEqualTo(MemberView.this.userId);
			boolean changed = (on) ? this.typing.add(user) : this.typing.remove(user);
			// Snapshots for Pusher clients do not tell who types
			if (MemberView.this.client.connection().dialect() == Dialect.LATTESTREAM || on) {
				assertThat(changed).as("news of %s", frame).isTrue();
			}
		}

	}

}
