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

package com.example.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import org.awaitility.Awaitility;

/**
 * A client of the hub, on a bare WebSocket.
 */
final class HubClient implements WebSocket.Listener, AutoCloseable {

	private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\?\":\\\\?\"([0-9.]+)");

	private final List<String> frames = new CopyOnWriteArrayList<>();

	private final StringBuilder partial = new StringBuilder();

	private final ChannelSigner signer;

	private final WebSocket socket;

	private HubClient(int port, AppCredentials credentials) {
		this.signer = new ChannelSigner(credentials, Clock.systemUTC());
		CompletableFuture<WebSocket> opened = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + port + "/app/" + credentials.key() + "?protocol=7"), this);
		this.socket = opened.join();
	}

	static HubClient connect(int port, AppCredentials credentials) {
		HubClient client = new HubClient(port, credentials);
		client.awaitFrame("connection_established");
		return client;
	}

	String socketId() {
		Matcher matcher = SOCKET_ID.matcher(this.frames.get(0));
		if (!matcher.find()) {
			throw new IllegalStateException("No socket id in " + this.frames.get(0));
		}
		return matcher.group(1);
	}

	void subscribe(String channel) {
		send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
		awaitFrame("subscription_succeeded\",\"channel\":\"" + channel);
	}

	void join(String channel, String user) {
		String data = "{\"user_id\":\"" + user + "\"}";
		String auth = this.signer.sign(socketId(), channel, data);
		send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\",\"auth\":\"" + auth
				+ "\",\"channel_data\":\"" + data.replace("\"", "\\\"") + "\"}}");
		awaitFrame("subscription_succeeded\",\"channel\":\"" + channel);
	}

	void send(String frame) {
		this.socket.sendText(frame, true).join();
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
	}

	private void awaitFrame(String part) {
		Awaitility.await().until(() -> this.frames.stream().anyMatch((frame) -> frame.contains(part)));
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.frames.add(this.partial.toString());
			this.partial.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

}
