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

import java.time.Clock;

import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of the hub in Pusher's dialect that shows the very frames it gets.
 */
public final class PusherSocket implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final ChannelSigner signer;

	private final BareSocket socket;

	private final String socketId;

	public PusherSocket(int port, AppCredentials credentials) {
		this.signer = new ChannelSigner(credentials, Clock.systemUTC());
		this.socket = new BareSocket("ws://localhost:" + port + "/app/" + credentials.key() + "?protocol=7");
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
		send("{\"event\":\"pusher:subscribe\",\"data\":" + data + "}");
		assertThat(next()).startsWith("{\"event\":\"pusher_internal:subscription_succeeded\"");
		return this;
	}

	/**
	 * Take the next frame.
	 * @return the frame as it came
	 */
	public String next() {
		return this.socket.next();
	}

	public void send(String frame) {
		this.socket.send(frame);
	}

	/**
	 * Check that nothing came before the answer to a ping that is sent now.
	 */
	public void assertQuiet() {
		send("{\"event\":\"pusher:ping\",\"data\":{}}");
		assertThat(next()).startsWith("{\"event\":\"pusher:pong\"");
	}

	public int closeCode() throws Exception {
		return this.socket.closeCode();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
