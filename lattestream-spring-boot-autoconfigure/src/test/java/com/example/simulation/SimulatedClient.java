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

package com.example.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.lattestream.StreamPosition;
import com.lattestream.TransportType;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * A client that comes back whenever it lost its connection, to any node, and goes on
 * where it was. For the thread of the world.
 */
final class SimulatedClient {

	private static final int RETRY_DELAY = 200;

	private final World world;

	private final String name;

	private final Schedule.Client plan;

	private final Map<String, Place> places = new HashMap<>();

	private final Map<String, Room> rooms = new HashMap<>();

	private final Map<String, LiveEvents> live = new HashMap<>();

	private final Set<String> subscribed = new HashSet<>();

	private @Nullable ClientSession session;

	private @Nullable String socketId;

	private @Nullable String formerSocketId;

	private @Nullable String lastEventId;

	private int sent;

	private boolean stopped;

	SimulatedClient(World world, int number, Schedule.Client plan) {
		this.world = world;
		this.name = "c" + number;
		this.plan = plan;
		for (String channel : plan.channels()) {
			if (Channels.hasHistory(channel)) {
				this.places.put(channel, new Place(this, world.model(channel)));
			}
			else {
				this.live.put(channel, new LiveEvents(this));
			}
			if (Channels.isRoom(channel)) {
				this.rooms.put(channel, new Room(this));
			}
		}
	}

	World world() {
		return this.world;
	}

	String name() {
		return this.name;
	}

	String user() {
		return this.plan.user();
	}

	boolean isOn(SimulatedNode node) {
		return this.session != null && this.session.node() == node;
	}

	boolean isIn(String channel) {
		return this.plan.channels().contains(channel);
	}

	void connect() {
		if (this.session != null || this.stopped) {
			return;
		}
		SimulatedNode node = this.world.openNode();
		if (node == null) {
			this.world.later(RETRY_DELAY, this::connect);
			return;
		}
		note("connects to " + node);
		this.live.values().forEach(LiveEvents::begin);
		if (this.plan.type() == TransportType.SSE) {
			this.plan.channels().forEach(this::ask);
			this.session = ClientSession.stream(this, node, this.plan.channels(), this.lastEventId);
		}
		else {
			this.session = ClientSession.webSocket(this, node, this.plan.dialect());
			if (this.plan.dialect() == Dialect.LATTESTREAM) {
				send("{\"api_key\":\"" + SimulatedNode.CREDENTIALS.key() + "\"}");
			}
		}
	}

	/**
	 * Lose the connection, and come back.
	 * @param away for how many milliseconds
	 * @param unnoticed after how many milliseconds the node knows
	 */
	void disconnect(int away, int unnoticed) {
		ClientSession lost = this.session;
		if (lost == null) {
			return;
		}
		note("loses its connection");
		lost.cut();
		forgetSession();
		this.world.later(unnoticed, lost::closed);
		this.world.later(away, this::connect);
	}

	/**
	 * Go, and do not come back.
	 */
	void leave() {
		this.stopped = true;
		if (this.session != null) {
			this.session.closed();
			forgetSession();
		}
	}

	private void forgetSession() {
		this.session = null;
		this.formerSocketId = (this.socketId != null) ? this.socketId : this.formerSocketId;
		this.socketId = null;
		this.subscribed.clear();
		this.places.values().forEach(Place::forget);
		this.rooms.values().forEach(Room::forget);
	}

	void stopReading(int duration) {
		ClientSession slow = this.session;
		if (slow != null) {
			note("stops reading");
			slow.setWritable(false);
			this.world.later(duration, () -> slow.setWritable(true));
		}
	}

	/**
	 * Unsubscribe and subscribe again at once, if that can be done.
	 * @param channel the channel
	 */
	void resubscribe(String channel) {
		if (this.plan.type() == TransportType.WEBSOCKET && this.subscribed.remove(channel)) {
			sendEvent("unsubscribe", "{\"channel\":\"" + channel + "\"}");
			this.formerSocketId = this.socketId;
			if (this.places.containsKey(channel)) {
				this.places.get(channel).end();
			}
			subscribe(channel);
		}
	}

	void sendEvents(String channel, int count) {
		if (this.plan.type() != TransportType.WEBSOCKET || Channels.isOpen(channel)
				|| !this.subscribed.contains(channel)) {
			return;
		}
		for (int i = 0; i < count; i++) {
			String id = this.name + "-" + (++this.sent);
			this.world.asked(channel, id);
			send("{\"event\":\"client-e\",\"channel\":\"" + channel + "\",\"data\":{\"id\":\"" + id + "\"}}");
		}
	}

	void type(String channel, boolean typing) {
		if (Channels.isRoom(channel) && this.plan.type() == TransportType.WEBSOCKET
				&& this.subscribed.contains(channel)) {
			send("{\"event\":\"" + prefix() + ":typing\",\"channel\":\"" + channel + "\",\"data\":{\"typing\":" + typing
					+ "}}");
		}
	}

	private @Nullable StreamPosition ask(String channel) {
		if (this.rooms.containsKey(channel)) {
			this.rooms.get(channel).forget();
		}
		return this.places.containsKey(channel) ? this.places.get(channel).ask() : null;
	}

	private void subscribe(String channel) {
		StringBuilder data = new StringBuilder("{\"channel\":\"" + channel + "\"");
		if (!Channels.isOpen(channel)) {
			String member = Channels.isRoom(channel) ? "{\"user_id\":\"" + user() + "\"}" : null;
			data.append(",\"auth\":\"").append(SimulatedNode.sign(this.socketId, channel, member)).append('"');
			if (member != null) {
				data.append(",\"channel_data\":\"").append(member.replace("\"", "\\\"")).append('"');
			}
		}
		StreamPosition position = ask(channel);
		if (position != null) {
			data.append(",\"recover\":{\"epoch\":\"" + position.epoch() + "\",\"offset\":" + position.offset());
			data.append((this.formerSocketId != null) ? ",\"socket_id\":\"" + this.formerSocketId + "\"}" : "}");
		}
		sendEvent("subscribe", data.append('}').toString());
	}

	private void sendEvent(String event, String data) {
		send("{\"event\":\"" + prefix() + ":" + event + "\",\"data\":" + data + "}");
	}

	private String prefix() {
		return this.plan.dialect().name().toLowerCase(Locale.ROOT);
	}

	private void send(String frame) {
		if (this.session != null) {
			note("sends " + frame);
			this.session.send(frame);
		}
	}

	void closed(ClientSession closed, CloseCode code, String reason) {
		if (closed == this.session) {
			note("is closed with " + code + " " + reason);
			forgetSession();
			this.world.later(RETRY_DELAY, this::connect);
		}
	}

	void received(ClientSession from, String text, String id) {
		if (from != this.session) {
			return;
		}
		note("gets " + text);
		if (!id.isEmpty()) {
			this.lastEventId = id;
		}
		Frame frame = Frame.parse(text);
		Room room = this.rooms.get(frame.channel());
		switch (frame.event()) {
			case ":connection_established" -> established(frame.text("socket_id"));
			case "_internal:subscription_succeeded" -> acknowledged(frame, room);
			case ":subscription_error" -> refused(from, frame);
			case "_internal:member_added" -> room.changed(frame, true);
			case "_internal:member_removed" -> room.changed(frame, false);
			case "_internal:typing" -> room.typed(frame);
			case ":position_lost" -> this.places.get(frame.channel()).lost(frame);
			case "e", "client-e" -> event(frame);
			default -> violated("does not know " + text);
		}
	}

	private void established(String socketId) {
		this.socketId = socketId;
		if (this.plan.type() == TransportType.WEBSOCKET) {
			this.plan.channels().forEach(this::subscribe);
		}
	}

	private void acknowledged(Frame frame, @Nullable Room room) {
		this.subscribed.add(frame.channel());
		if (room != null) {
			room.acknowledged(frame);
		}
		if (this.places.containsKey(frame.channel())) {
			this.places.get(frame.channel()).acknowledged(frame);
		}
	}

	private void refused(ClientSession from, Frame frame) {
		if (frame.data().path("status").asInt() != 503) {
			violated("was refused: " + frame);
		}
		this.world.later(RETRY_DELAY, () -> {
			if (from != this.session) {
				return;
			}
			if (this.plan.type() == TransportType.SSE) {
				disconnect(0, 0);
			}
			else if (!this.subscribed.contains(frame.channel())) {
				subscribe(frame.channel());
			}
		});
	}

	private void event(Frame frame) {
		String event = frame.text("id");
		if (this.places.containsKey(frame.channel())) {
			this.places.get(frame.channel()).received(frame, event);
		}
		else {
			this.live.get(frame.channel()).received(event);
		}
	}

	/**
	 * Return what the client still waits for.
	 * @param channel the channel
	 * @param end where the channel stands; {@code null} if it has no history
	 * @param members who is in it, if it is a presence channel
	 * @return what, or {@code null} if nothing
	 */
	@Nullable String waitsFor(String channel, @Nullable StreamPosition end, Set<String> members) {
		if (!this.subscribed.contains(channel)) {
			return this + " for " + channel;
		}
		if (end != null && !this.places.get(channel).isAt(end)) {
			return this + " for " + channel + " at " + end + ", is " + this.places.get(channel);
		}
		if (this.rooms.containsKey(channel) && !this.rooms.get(channel).isSettled(members)) {
			return this + " for " + channel + " with " + members + ", knows " + this.rooms.get(channel);
		}
		return null;
	}

	private void note(String what) {
		this.world.note(this + " " + what);
	}

	void violated(String what) {
		this.world.violated(this + " " + what);
	}

	@Override
	public String toString() {
		return this.name + ((this.session != null) ? "@" + this.session.node() : "");
	}

}
