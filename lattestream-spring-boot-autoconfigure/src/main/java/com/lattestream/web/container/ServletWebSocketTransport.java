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
import java.time.Duration;
import java.util.concurrent.Executor;

import com.lattestream.TransportType;
import com.lattestream.hub.JoinedFrames;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCompressor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Writes to a WebSocket. Frames that are ready leave as they are. It ends when the client
 * has answered the close frame, when the socket fails, or after a while.
 */
final class ServletWebSocketTransport implements Transport {

	private static final Log logger = LogFactory.getLog(ServletWebSocketTransport.class);

	private final UpgradedSocket socket;

	private final NonBlockingOutput output;

	private final LaneExecutors lanes;

	private final Executor lane;

	private final @Nullable FrameCompressor compressor;

	private final Runnable onEnd;

	private @Nullable Disposable timeout;

	/** Whether a close frame was written, after which there is nothing. */
	private boolean closing;

	/** Whether the client's close frame came. */
	private boolean answered;

	private boolean broken;

	private boolean ended;

	/**
	 * Create a transport.
	 * @param socket the socket, which will tell when it takes the first bytes
	 * @param lanes has the time
	 * @param lane the connection's lane
	 * @param compressor compresses frames, if that was agreed on
	 * @param onEnd called once when the socket is closed, on the lane
	 */
	ServletWebSocketTransport(UpgradedSocket socket, LaneExecutors lanes, Executor lane,
			@Nullable FrameCompressor compressor, Runnable onEnd) {
		this.socket = socket;
		this.output = new NonBlockingOutput(socket);
		this.lanes = lanes;
		this.lane = lane;
		this.compressor = compressor;
		this.onEnd = onEnd;
	}

	@Override
	public TransportType type() {
		return TransportType.WEBSOCKET;
	}

	@Override
	public boolean isWritable() {
		return !this.closing && !this.broken && this.output.isWritable();
	}

	@Override
	public void write(EncodedFrame frame) {
		if (!this.closing) {
			this.output.add((this.compressor != null) ? frame.webSocket(this.compressor) : frame.webSocket());
		}
	}

	@Override
	public void write(JoinedFrames frames) {
		if (!this.closing) {
			this.output.add(frames.webSocket(this.compressor));
		}
	}

	@Override
	public void flush() {
		attempt(this.output::flush);
	}

	@Override
	public void ping() {
		send(WebSocketFrames.ping());
	}

	/**
	 * Answer a ping, unless the client does not read: then a later one may be answered.
	 * @param payload what it brought
	 */
	void pong(byte[] payload) {
		if (isWritable()) {
			send(WebSocketFrames.pong(payload));
		}
	}

	@Override
	public void close(CloseCode code, String reason) {
		if (!this.closing) {
			send(WebSocketFrames.close(code.code(), reason));
			closing();
		}
	}

	/**
	 * The client's close frame came. The server is the one to close the socket.
	 * @param code the code in it, or nothing
	 */
	void closedByClient(byte[] code) {
		this.answered = true;
		if (!this.closing) {
			send(WebSocketFrames.close(code));
			closing();
		}
		endIfDone();
	}

	private void closing() {
		this.closing = true;
		this.timeout = this.lanes.schedule(this.lane, this::end, CLOSE_TIMEOUT);
	}

	/**
	 * The socket has taken what it was given.
	 */
	void ready() {
		attempt(this.output::ready);
		endIfDone();
	}

	private void endIfDone() {
		if (this.answered && this.output.isDone()) {
			end();
		}
	}

	/**
	 * Close the socket, if it is not closed yet.
	 */
	void end() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.broken = true;
		if (this.timeout != null) {
			this.timeout.dispose();
		}
		this.socket.close();
		this.onEnd.run();
	}

	boolean isEnded() {
		return this.ended;
	}

	private void send(byte[] frame) {
		if (!this.closing) {
			this.output.add(frame);
			flush();
		}
	}

	private void attempt(Write write) {
		if (this.broken) {
			return;
		}
		try {
			write.run();
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A client is gone", ex);
			this.broken = true;
			// Later: the connection may be in the middle of something
			this.lanes.schedule(this.lane, this::end, Duration.ZERO);
		}
	}

	/**
	 * Something that fails when the client is gone.
	 */
	private interface Write {

		void run() throws IOException;

	}

}
