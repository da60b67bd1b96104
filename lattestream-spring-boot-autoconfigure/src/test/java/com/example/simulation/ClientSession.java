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

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.lattestream.TransportType;
import com.lattestream.hub.ClientDetails;
import com.lattestream.hub.Connection;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.web.SseEndpoint;
import com.lattestream.web.StreamIds;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client to a node, with the network between them. What was flushed
 * arrives unless the network is cut before.
 */
final class ClientSession implements Transport {

	private final SimulatedClient client;

	private final SimulatedNode node;

	private final SimulatedNode.Lane lane;

	private final TransportType type;

	private final List<Arrival> buffered = new ArrayList<>();

	private volatile boolean writable = true;

	private volatile boolean cut;

	private @Nullable Connection connection;

	private @Nullable StreamIds ids;

	private ClientSession(SimulatedClient client, SimulatedNode node, TransportType type) {
		this.client = client;
		this.node = node;
		this.lane = node.nextLane();
		this.type = type;
	}

	static ClientSession webSocket(SimulatedClient client, SimulatedNode node, Dialect dialect) {
		ClientSession session = new ClientSession(client, node, TransportType.WEBSOCKET);
		Handshake handshake = new Handshake(node.hub().nextSocketId(), dialect,
				(dialect == Dialect.PUSHER) ? SimulatedNode.CREDENTIALS.key() : null, null, null);
		session.open(handshake, (connection) -> {
		});
		return session;
	}

	/**
	 * Open a stream as the endpoint of servers does, with its real tokens.
	 * @param client the client
	 * @param node the node
	 * @param channels what it is to carry
	 * @param lastEventId the last id that the client got; {@code null} if it got none
	 * @return the session
	 */
	static ClientSession stream(SimulatedClient client, SimulatedNode node, List<String> channels,
			@Nullable String lastEventId) {
		ClientSession session = new ClientSession(client, node, TransportType.SSE);
		Principal principal = client::user;
		Map<String, List<String>> query = Map.of("api_key", List.of(SimulatedNode.CREDENTIALS.key()), "channel",
				channels);
		SseEndpoint.SseStream stream = node.sse()
			.open(query, lastEventId, principal, ClientDetails.UNKNOWN, new Object())
			.block();
		session.ids = stream.ids();
		session.open(stream.handshake(), (connection) -> connection.subscribe(stream.grants()));
		return session;
	}

	private void open(Handshake handshake, Consumer<Connection> opened) {
		this.lane.execute(() -> {
			Connection connection = this.node.hub().open(handshake, this, this.lane);
			this.connection = connection;
			opened.accept(connection);
		});
	}

	SimulatedNode node() {
		return this.node;
	}

	void send(String frame) {
		onLane((connection) -> connection.received(frame));
	}

	/**
	 * Lose the network. Nothing arrives any more, and the node does not know yet.
	 */
	void cut() {
		this.cut = true;
	}

	/**
	 * The node notices that the client is gone.
	 */
	void closed() {
		cut();
		onLane(Connection::closed);
	}

	void setWritable(boolean writable) {
		this.writable = writable;
		if (writable) {
			onLane(Connection::writable);
		}
	}

	private void onLane(Consumer<Connection> task) {
		this.lane.execute(() -> {
			if (this.connection != null) {
				task.accept(this.connection);
			}
		});
	}

	@Override
	public TransportType type() {
		return this.type;
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public void write(EncodedFrame frame) {
		String id = (this.ids != null) ? new String(this.ids.next(frame), StandardCharsets.US_ASCII) : "";
		this.buffered.add(new Arrival(frame.toString(), id.startsWith("id: ") ? id.substring(4).strip() : id.strip()));
	}

	@Override
	public void flush() {
		List<Arrival> arrivals = List.copyOf(this.buffered);
		this.buffered.clear();
		arrive(() -> arrivals.forEach((arrival) -> this.client.received(this, arrival.text, arrival.id)));
	}

	@Override
	public void ping() {
		// Whoever is there answers
		onLane(Connection::alive);
	}

	@Override
	public void close(CloseCode code, String reason) {
		arrive(() -> this.client.closed(this, code, reason));
		onLane(Connection::closed);
	}

	private void arrive(Runnable task) {
		if (!this.cut) {
			this.client.world().execute(() -> {
				if (!this.cut) {
					task.run();
				}
			});
		}
	}

	private record Arrival(String text, String id) {

	}

}
