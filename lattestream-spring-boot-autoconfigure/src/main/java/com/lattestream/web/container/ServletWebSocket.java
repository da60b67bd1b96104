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

package com.lattestream.web.container;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import com.lattestream.hub.Connection;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.protocol.CloseCode;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.PerMessageDeflate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A connection and its socket. The container's threads only tell that there is something
 * to do; all of it is done on the lane, reading and writing, too.
 */
public final class ServletWebSocket implements UpgradedSocket.Listener, WebSocketFrameReader.Listener {

	private static final Log logger = LogFactory.getLog(ServletWebSocket.class);

	/** One for each lane, not for each connection. */
	private static final ThreadLocal<byte[]> PIECE = ThreadLocal.withInitial(() -> new byte[8192]);

	private final UpgradedSocket socket;

	private final Executor lane;

	private final ServletWebSocketTransport transport;

	private final WebSocketFrameReader reader;

	private @Nullable Connection connection;

	private ServletWebSocket(UpgradedSocket socket, LaneExecutors lanes, Executor lane, int maxMessageSize,
			@Nullable PerMessageDeflate deflate) {
		this.socket = socket;
		this.lane = lane;
		this.transport = new ServletWebSocketTransport(socket, lanes, lane, deflate, this::ended);
		this.reader = new WebSocketFrameReader(maxMessageSize, deflate, this);
	}

	/**
	 * Open a connection on a socket.
	 * @param socket the socket
	 * @param lanes has the lane
	 * @param maxMessageSize how large a message from the client may be, in bytes
	 * @param deflate compresses messages, if that was agreed on
	 * @param opener opens the connection, on the lane
	 * @return is to be told of the socket's state
	 */
	public static ServletWebSocket open(UpgradedSocket socket, LaneExecutors lanes, int maxMessageSize,
			@Nullable PerMessageDeflate deflate, ConnectionOpener opener) {
		Executor lane = lanes.next();
		ServletWebSocket opened = new ServletWebSocket(socket, lanes, lane, maxMessageSize, deflate);
		opened.onLane(() -> opened.connection = opener.open(opened.transport, lane));
		return opened;
	}

	@Override
	public void readable() {
		onLane(this::read);
	}

	@Override
	public void writable() {
		onLane(this::written);
	}

	@Override
	public void failed(Throwable cause) {
		onLane(() -> {
			if (!this.transport.isEnded()) {
				logger.debug("A client is gone", cause);
				this.transport.end();
			}
		});
	}

	private void read() {
		byte[] piece = PIECE.get();
		try {
			int size = 1;
			while (size > 0 && size < piece.length) {
				size = this.transport.isEnded() ? 0 : this.socket.read(piece);
				this.reader.read(piece, size);
			}
			if (size < 0) {
				this.transport.end();
			}
			else if (size > 0) {
				// After the answers have left
				readable();
			}
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A client is gone", ex);
			this.transport.end();
		}
	}

	private void written() {
		this.transport.ready();
		if (this.connection != null) {
			this.connection.writable();
		}
	}

	private void ended() {
		if (this.connection != null) {
			this.connection.closed();
		}
	}

	@Override
	public void text(String message) {
		connection().received(message);
	}

	@Override
	public void binary(byte[] message) {
		connection().receivedBinary(message);
	}

	@Override
	public void ping(byte[] payload) {
		connection().alive();
		this.transport.pong(payload);
	}

	@Override
	public void pong() {
		connection().alive();
	}

	@Override
	public void close(byte[] code) {
		connection().closed();
		this.transport.closedByClient(code);
	}

	@Override
	public void violated(CloseCode code) {
		connection().close(code, code.reason());
	}

	private Connection connection() {
		Assert.state(this.connection != null, "Not open yet");
		return this.connection;
	}

	private void onLane(Runnable task) {
		try {
			this.lane.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The application stops, and nobody else uses the socket any more
			this.socket.close();
		}
	}

}
