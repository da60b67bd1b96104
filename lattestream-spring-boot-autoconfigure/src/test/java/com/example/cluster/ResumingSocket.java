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

package com.example.cluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.lattestream.signature.ChannelSigner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client in Pusher's dialect without any help of a library. When its connection ends it
 * makes another one, and recovers what it missed. It may be in a room, too, where it
 * writes down who comes and goes.
 */
final class ResumingSocket implements WebSocket.Listener, AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final long PAUSE = 50;

	private static final ChannelSigner signer = new ChannelSigner(Cluster.CREDENTIALS, Clock.systemUTC());

	private final HttpClient http;

	private final int port;

	private final @Nullable String channel;

	private final @Nullable String user;

	private final Sequence sequence;

	private final List<String> changes = new ArrayList<>();

	private final CompletableFuture<Void> joined = new CompletableFuture<>();

	private final StringBuilder partial = new StringBuilder();

	private volatile boolean closed;

	private volatile @Nullable WebSocket socket;

	private @Nullable ObjectNode position;

	/**
	 * Connect.
	 * @param http makes the connections
	 * @param port where to
	 * @param channel the channel with a history; {@code null} for none
	 * @param user who joins the room; {@code null} to stay outside
	 * @param sequence takes the events of the channel
	 */
	ResumingSocket(HttpClient http, int port, @Nullable String channel, @Nullable String user, Sequence sequence) {
		this.http = http;
		this.port = port;
		this.channel = channel;
		this.user = user;
		this.sequence = sequence;
		connect();
	}

	/**
	 * Wait until it is in the room.
	 * @return this
	 */
	ResumingSocket inRoom() {
		this.joined.orTimeout(60, TimeUnit.SECONDS).join();
		return this;
	}

	/**
	 * Return who came, with a plus before, and who left, with a minus before.
	 * @return the changes in order
	 */
	List<String> changes() {
		synchronized (this.changes) {
			return List.copyOf(this.changes);
		}
	}

	private void connect() {
		this.http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/app/" + Cluster.KEY + "?protocol=7"), this)
			.whenComplete((opened, ex) -> {
				if (ex != null) {
					again();
				}
			});
	}

	private void again() {
		if (!this.closed) {
			CompletableFuture.delayedExecutor(PAUSE, TimeUnit.MILLISECONDS).execute(this::connect);
		}
	}

	@Override
	public void onOpen(WebSocket webSocket) {
		this.partial.setLength(0);
		this.socket = webSocket;
		if (this.closed) {
			webSocket.abort();
		}
		webSocket.request(Long.MAX_VALUE);
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			JsonNode frame = JSON.readTree(this.partial.toString());
			this.partial.setLength(0);
			take(webSocket, frame);
		}
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		again();
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		again();
	}

	private void take(WebSocket webSocket, JsonNode frame) {
		String event = frame.get("event").stringValue();
		JsonNode data = frame.path("data");
		if (frame.has("offset")) {
			this.position = JSON.createObjectNode()
				.put("epoch", frame.get("epoch").stringValue())
				.put("offset", frame.get("offset").asLong());
		}
		switch (event) {
			case Cluster.EVENT -> this.sequence.add(parsed(data).asLong());
			case "pusher:connection_established" -> subscribe(webSocket, parsed(data).get("socket_id").stringValue());
			case "pusher_internal:subscription_succeeded" -> subscribed(frame.get("channel").stringValue(), data);
			case "pusher_internal:member_added" -> changed("+", data);
			case "pusher_internal:member_removed" -> changed("-", data);
			case "pusher:ping" -> webSocket.sendText("{\"event\":\"pusher:pong\",\"data\":{}}", true);
			default -> {
				this.sequence.failed(frame.toString());
				this.joined.completeExceptionally(new IllegalStateException(frame.toString()));
			}
		}
	}

	private void subscribe(WebSocket webSocket, String socketId) {
		List<ObjectNode> frames = new ArrayList<>();
		if (this.channel != null) {
			ObjectNode data = JSON.createObjectNode().put("channel", this.channel);
			if (this.position != null) {
				data.set("recover", this.position);
			}
			frames.add(data);
		}
		if (this.user != null) {
			String member = JSON.createObjectNode().put("user_id", this.user).toString();
			frames.add(JSON.createObjectNode()
				.put("channel", Cluster.ROOM)
				.put("auth", signer.sign(socketId, Cluster.ROOM, member))
				.put("channel_data", member));
		}
		CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
		for (ObjectNode data : frames) {
			String frame = JSON.createObjectNode().put("event", "pusher:subscribe").set("data", data).toString();
			sent = sent.thenCompose((before) -> webSocket.sendText(frame, true));
		}
	}

	private void subscribed(String name, JsonNode data) {
		if (name.equals(Cluster.ROOM)) {
			this.joined.complete(null);
		}
		else if (this.position != null) {
			this.sequence.resumed(ResumingStream.outcome(data));
		}
		else {
			this.position = (ObjectNode) parsed(data).get("position");
		}
	}

	private void changed(String sign, JsonNode data) {
		synchronized (this.changes) {
			this.changes.add(sign + parsed(data).get("user_id").stringValue());
		}
	}

	private static JsonNode parsed(JsonNode data) {
		return data.isString() ? JSON.readTree(data.stringValue()) : data;
	}

	@Override
	public void close() {
		this.closed = true;
		WebSocket open = this.socket;
		if (open != null) {
			open.abort();
		}
	}

}
