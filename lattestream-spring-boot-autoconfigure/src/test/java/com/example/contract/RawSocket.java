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

package com.example.contract;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A WebSocket of the JDK that speaks frames and nothing more.
 */
final class RawSocket implements WebSocket.Listener, AutoCloseable {

	static final int TIMEOUT_SECONDS = 30;

	private static final int ABNORMAL_CLOSURE = 1006;

	private final String dialect;

	private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

	private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();

	private final ByteArrayOutputStream partialBinary = new ByteArrayOutputStream();

	private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final StringBuilder partial = new StringBuilder();

	private volatile WebSocket socket;

	private volatile String socketId;

	RawSocket(String dialect) {
		this.dialect = dialect;
	}

	@Override
	public void onOpen(WebSocket webSocket) {
		this.socket = webSocket;
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
	public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.partialBinary.writeBytes(bytes);
		if (last) {
			this.binaries.add(this.partialBinary.toByteArray());
			this.partialBinary.reset();
		}
		return null;
	}

	@Override
	public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
		this.pongs.add(StandardCharsets.UTF_8.decode(message).toString());
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.complete(ABNORMAL_CLOSURE);
	}

	/**
	 * Take the greeting.
	 * @return this
	 */
	RawSocket greeted() {
		this.socketId = Json.data(next(this.dialect + ":connection_established")).get("socket_id").stringValue();
		return this;
	}

	String socketId() {
		return this.socketId;
	}

	WebSocket socket() {
		return this.socket;
	}

	String nextText() {
		String text = poll(this.frames);
		assertThat(text).as("next frame").isNotNull();
		return text;
	}

	JsonNode next() {
		return Json.parse(nextText());
	}

	/**
	 * Take the next frame, which has to be of this event.
	 * @param event the full name of the event
	 * @return the frame
	 */
	JsonNode next(String event) {
		JsonNode frame = next();
		assertThat(frame.path("event").asString()).as("event of %s", frame).isEqualTo(event);
		return frame;
	}

	JsonNode nextProtocol(String name) {
		return next(this.dialect + ":" + name);
	}

	JsonNode nextInternal(String name) {
		return next(this.dialect + "_internal:" + name);
	}

	JsonNode nextError() {
		return nextProtocol("error").get("data");
	}

	/**
	 * Take the next binary message, which has to be an envelope around an event.
	 * @return what is in it
	 */
	BinaryMessage nextBinary() {
		byte[] message = poll(this.binaries);
		assertThat(message).as("next binary message").isNotNull();
		ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
		assertThat(buffer.getInt()).as("type").isEqualTo(2);
		assertThat(buffer.getInt()).as("length").isEqualTo(buffer.remaining());
		byte[] metadata = new byte[buffer.getInt()];
		buffer.get(metadata);
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return new BinaryMessage(Json.parse(new String(metadata, StandardCharsets.UTF_8)), bytes);
	}

	RawSocket sendBinary(byte[] message) {
		this.socket.sendBinary(ByteBuffer.wrap(message), true).join();
		return this;
	}

	/**
	 * Send an event with bytes.
	 * @param metadata the event
	 * @param bytes the bytes
	 * @return this
	 */
	RawSocket sendEvent(String metadata, byte[] bytes) {
		byte[] json = metadata.getBytes(StandardCharsets.UTF_8);
		ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES + json.length + bytes.length)
			.order(ByteOrder.LITTLE_ENDIAN);
		return sendBinary(envelope(2, payload.putInt(json.length).put(json).put(bytes).array()));
	}

	static byte[] envelope(int type, byte[] payload) {
		ByteBuffer message = ByteBuffer.allocate(2 * Integer.BYTES + payload.length).order(ByteOrder.LITTLE_ENDIAN);
		return message.putInt(type).putInt(payload.length).put(payload).array();
	}

	String nextPong() {
		return poll(this.pongs);
	}

	RawSocket send(String text) {
		this.socket.sendText(text, true).join();
		return this;
	}

	RawSocket sendProtocol(String name, String data) {
		return send("{\"event\":\"" + this.dialect + ":" + name + "\",\"data\":" + data + "}");
	}

	RawSocket subscribe(String channel) {
		return sendProtocol("subscribe", "{\"channel\":" + Json.quote(channel) + "}");
	}

	RawSocket subscribe(String channel, String auth) {
		return sendProtocol("subscribe", "{\"channel\":" + Json.quote(channel) + ",\"auth\":" + Json.quote(auth) + "}");
	}

	RawSocket subscribe(String channel, String auth, String channelData) {
		return sendProtocol("subscribe", "{\"channel\":" + Json.quote(channel) + ",\"auth\":" + Json.quote(auth)
				+ ",\"channel_data\":" + Json.quote(channelData) + "}");
	}

	/**
	 * Sign in.
	 * @param auth the authorisation
	 * @param userData the user
	 * @return this
	 */
	RawSocket signIn(String auth, String userData) {
		return sendProtocol("signin", "{\"auth\":" + Json.quote(auth) + ",\"user_data\":" + Json.quote(userData) + "}");
	}

	RawSocket signIn(String userData) {
		return signIn(Signatures.ofUser(this.socketId, userData), userData);
	}

	/**
	 * Sign in and wait for the acknowledgement.
	 * @param userData the user
	 * @return this
	 */
	RawSocket signedIn(String userData) {
		signIn(userData);
		assertThat(nextProtocol("signin_success").get("data").get("user_data").stringValue()).isEqualTo(userData);
		return this;
	}

	RawSocket unsubscribe(String channel) {
		return sendProtocol("unsubscribe", "{\"channel\":" + Json.quote(channel) + "}");
	}

	/**
	 * Subscribe with what it takes and wait for the acknowledgement.
	 * @param channel a public or private channel
	 * @return this
	 */
	RawSocket subscribed(String channel) {
		if (channel.startsWith("private-")) {
			subscribe(channel, Signatures.of(this.socketId, channel));
		}
		else {
			subscribe(channel);
		}
		assertThat(nextInternal("subscription_succeeded").get("channel").stringValue()).isEqualTo(channel);
		return this;
	}

	/**
	 * Subscribe to a presence channel and wait for the acknowledgement.
	 * @param channel the channel
	 * @param channelData the member
	 * @return the acknowledgement
	 */
	JsonNode joined(String channel, String channelData) {
		subscribe(channel, Signatures.of(this.socketId, channel, channelData), channelData);
		return nextInternal("subscription_succeeded");
	}

	RawSocket trigger(String event, String channel, String data) {
		return send(
				"{\"event\":" + Json.quote(event) + ",\"channel\":" + Json.quote(channel) + ",\"data\":" + data + "}");
	}

	/**
	 * Check that nothing came before the answer to a ping that is sent now, hence that
	 * nothing was on its way.
	 * @return this
	 */
	RawSocket quiet() {
		sendProtocol("ping", "{}");
		nextProtocol("pong");
		return this;
	}

	int closeCode() {
		try {
			return this.closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			throw new AssertionError("The socket was not closed", ex);
		}
	}

	boolean isClosed() {
		return this.closed.isDone();
	}

	@Override
	public void close() {
		if (this.socket != null) {
			this.socket.abort();
		}
	}

	private static <T> T poll(BlockingQueue<T> queue) {
		try {
			return queue.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An event with bytes.
	 *
	 * @param metadata the event
	 * @param bytes the bytes
	 */
	record BinaryMessage(JsonNode metadata, byte[] bytes) {

	}

}
