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

package com.example.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of the hub in Pusher's dialect that shows the very frames it gets.
 */
public final class PusherSocket implements WebSocket.Listener, AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final StringBuilder partial = new StringBuilder();

	private final ChannelSigner signer;

	private final WebSocket socket;

	private final String socketId;

	public PusherSocket(int port, AppCredentials credentials) {
		this.signer = new ChannelSigner(credentials, Clock.systemUTC());
		this.socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + port + "/app/" + credentials.key() + "?protocol=7"), this)
			.join();
		JsonNode greeting = JSON.readTree(next());
		this.socketId = JSON.readTree(greeting.get("data").stringValue()).get("socket_id").stringValue();
	}

	public String socketId() {
		return this.socketId;
	}

	public PusherSocket subscribed(String channel) {
		return subscribed(channel, null);
	}

	public PusherSocket joined(String channel, String userId) {
		return subscribed(channel, "{\"user_id\":\"" + userId + "\"}");
	}

	private PusherSocket subscribed(String channel, String channelData) {
		boolean open = !channel.startsWith("private-") && !channel.startsWith("presence-");
		return subscribed(channel, open ? null : this.signer.sign(this.socketId, channel, channelData), channelData);
	}

	public PusherSocket subscribed(String channel, String auth, String channelData) {
		ObjectNode data = JSON.createObjectNode().put("channel", channel);
		if (auth != null) {
			data.put("auth", auth);
		}
		if (channelData != null) {
			data.put("channel_data", channelData);
		}
		this.socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":" + data + "}", true).join();
		assertThat(next()).startsWith("{\"event\":\"pusher_internal:subscription_succeeded\"");
		return this;
	}

	/**
	 * Take the next frame.
	 * @return the frame as it came
	 */
	public String next() {
		try {
			String frame = this.frames.poll(10, TimeUnit.SECONDS);
			assertThat(frame).as("next frame").isNotNull();
			return frame;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public void send(String frame) {
		this.socket.sendText(frame, true).join();
	}

	/**
	 * Check that nothing came before the answer to a ping that is sent now.
	 */
	public void assertQuiet() {
		this.socket.sendText("{\"event\":\"pusher:ping\",\"data\":{}}", true).join();
		assertThat(next()).startsWith("{\"event\":\"pusher:pong\"");
	}

	public int closeCode() throws Exception {
		return this.closed.get(10, TimeUnit.SECONDS);
	}

	@Override
	public void onOpen(WebSocket webSocket) {
		webSocket.request(Long.MAX_VALUE);
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.frames.add(this.partial.toString());
			this.partial.setLength(0);
		}
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode);
		return null;
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
