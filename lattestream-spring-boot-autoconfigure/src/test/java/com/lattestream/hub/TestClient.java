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

import java.util.List;

import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.TestJson;

/**
 * A client at the far end of a {@link FakeTransport}. All JSON has single quotes here.
 */
final class TestClient {

	private final HubFixture fixture;

	private final FakeTransport transport;

	private final Connection connection;

	TestClient(HubFixture fixture, FakeTransport transport, Connection connection) {
		this.fixture = fixture;
		this.transport = transport;
		this.connection = connection;
	}

	FakeTransport transport() {
		return this.transport;
	}

	Connection connection() {
		return this.connection;
	}

	String socketId() {
		return this.connection.socketId();
	}

	/**
	 * Send a message and let the hub do what it brings about.
	 * @param json the message
	 */
	void send(String json) {
		this.connection.received(TestJson.of(json));
		this.fixture.run();
	}

	/**
	 * Send an event of the protocol.
	 * @param event its name without the prefix
	 * @param data the data
	 */
	void sendEvent(String event, String data) {
		send("{'event':'" + prefix() + ":" + event + "','data':" + data + "}");
	}

	void subscribe(String channel) {
		sendEvent("subscribe", "{'channel':'" + channel + "'}");
	}

	/**
	 * Subscribe with a good signature.
	 * @param channel the name of the channel
	 * @param channelData the channel data, or {@code null}
	 */
	void subscribe(String channel, String channelData) {
		String auth = this.fixture.auth(socketId(), channel, channelData);
		String data = (channelData != null) ? ",'channel_data':'" + channelData.replace("'", "\\'") + "'" : "";
		sendEvent("subscribe", "{'channel':'" + channel + "','auth':'" + auth + "'" + data + "}");
	}

	/**
	 * Join a presence channel.
	 * @param channel the name of the channel
	 * @param userId the user's id
	 */
	void join(String channel, String userId) {
		subscribe(channel, "{'user_id':'" + userId + "','user_info':{'name':'" + userId + "'}}");
	}

	/**
	 * Sign in with a good signature.
	 * @param userData the user, with single quotes
	 */
	void signIn(String userData) {
		signIn(this.fixture.userSigner().sign(socketId(), TestJson.of(userData)), userData);
	}

	void signIn(String auth, String userData) {
		sendEvent("signin", "{'auth':'" + auth + "','user_data':'" + userData.replace("'", "\\'") + "'}");
	}

	void signInAs(String userId) {
		signIn("{'id':'" + userId + "'}");
	}

	void unsubscribe(String channel) {
		sendEvent("unsubscribe", "{'channel':'" + channel + "'}");
	}

	/**
	 * Say whether the user types.
	 * @param channel the name of the channel
	 * @param typing whether the user types
	 */
	void type(String channel, boolean typing) {
		send("{'event':'" + prefix() + ":typing','channel':'" + channel + "','data':{'typing':" + typing + "}}");
	}

	/**
	 * The socket is closed, without another word from the client.
	 */
	void disconnect() {
		this.connection.closed();
		this.fixture.run();
	}

	/**
	 * Take the frames that came since the last time.
	 * @return the frames
	 */
	List<String> take() {
		return this.transport.take().stream().map((frame) -> frame.toString().replace('"', '\'')).toList();
	}

	/**
	 * Return the frame that acknowledges a subscription.
	 * @param channel the name of the channel
	 * @return the frame
	 */
	String succeeded(String channel) {
		String data = (this.connection.dialect() == Dialect.PUSHER) ? "'{}'" : "{}";
		return "{'event':'" + prefix() + "_internal:subscription_succeeded','channel':'" + channel + "','data':" + data
				+ "}";
	}

	String subscriptionError(String channel, String type, String error, int status) {
		return "{'event':'" + prefix() + ":subscription_error','channel':'" + channel + "','data':{'type':'" + type
				+ "','error':'" + error + "','status':" + status + "}}";
	}

	String error(Integer code, String message) {
		return "{'event':'" + prefix() + ":error','data':{'code':" + code + ",'message':'" + message + "'}}";
	}

	String pong() {
		return (this.connection.dialect() == Dialect.PUSHER) ? "{'event':'pusher:pong','data':'{}'}"
				: "{'event':'lattestream:pong','data':{}}";
	}

	/**
	 * Return the frame that an event of the server comes in.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param number its data
	 * @return the frame
	 */
	String event(String channel, String event, int number) {
		String data = (this.connection.dialect() == Dialect.PUSHER) ? "'" + number + "'" : String.valueOf(number);
		return "{'event':'" + event + "','channel':'" + channel + "','data':" + data + "}";
	}

	CloseCode closeCode() {
		return this.transport.closeCode();
	}

	private String prefix() {
		return (this.connection.dialect() == Dialect.PUSHER) ? "pusher" : "lattestream";
	}

}
