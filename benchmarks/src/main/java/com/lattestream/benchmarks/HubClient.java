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

package com.lattestream.benchmarks;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import com.lattestream.TransportType;
import com.lattestream.hub.Connection;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * A client without a socket, which always reads.
 */
final class HubClient implements Transport {

	private final Consumer<EncodedFrame> receiver;

	private final Executor lane;

	private @Nullable Connection connection;

	/**
	 * Connect a client.
	 * @param hub the hub
	 * @param lane a thread
	 * @param receiver takes what it gets, on that thread
	 */
	HubClient(LatteStreamHub hub, Executor lane, Consumer<EncodedFrame> receiver) {
		this.receiver = receiver;
		this.lane = lane;
		lane.execute(() -> this.connection = hub
			.open(new Handshake(hub.nextSocketId(), Dialect.LATTESTREAM, HubNode.KEY, null, null), this, lane));
	}

	/**
	 * Subscribe to a channel.
	 * @param channel the name of the channel
	 * @param more what else to say, as JSON after the name; empty for nothing
	 */
	void subscribe(String channel, String more) {
		send("{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"" + channel + "\"" + more + "}}");
	}

	void unsubscribe(String channel) {
		send("{\"event\":\"lattestream:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
	}

	private void send(String message) {
		this.lane.execute(() -> {
			if (this.connection != null) {
				this.connection.received(message);
			}
		});
	}

	/**
	 * Be gone.
	 */
	void disconnect() {
		this.lane.execute(() -> {
			if (this.connection != null) {
				this.connection.closed();
			}
		});
	}

	@Override
	public TransportType type() {
		return TransportType.WEBSOCKET;
	}

	@Override
	public boolean isWritable() {
		return true;
	}

	@Override
	public void write(EncodedFrame frame) {
		this.receiver.accept(frame);
	}

	@Override
	public void flush() {
	}

	@Override
	public void ping() {
		if (this.connection != null) {
			this.connection.alive();
		}
	}

	@Override
	public void close(CloseCode code, String reason) {
		if (code != CloseCode.RECONNECT) {
			System.err.println("A client was closed: " + code.code() + " " + reason);
		}
		disconnect();
	}

}
