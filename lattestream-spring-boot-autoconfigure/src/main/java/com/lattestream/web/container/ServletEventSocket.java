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

import com.lattestream.hub.LaneExecutors;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.StreamIds;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An event stream on a socket that has left HTTP behind the head of the response. That
 * the client is gone shows by its end of the stream.
 */
public final class ServletEventSocket
		implements UpgradedSocket.Listener, NonBlockingSink, ServletSseTransport.Response {

	private static final Log logger = LogFactory.getLog(ServletEventSocket.class);

	private static final int PIECE = 64;

	private final ServletSseTransport transport;

	private final boolean chunked;

	/** Is there before anything is read or written. */
	private volatile @Nullable UpgradedSocket socket;

	private boolean closed;

	private ServletEventSocket(StreamIds ids, LaneExecutors lanes, boolean chunked) {
		this.transport = new ServletSseTransport(ids, this, this, lanes, lanes.next());
		this.chunked = chunked;
	}

	/**
	 * Create a stream that ends with its socket.
	 * @param ids makes the events' ids
	 * @param lanes has the lane
	 * @return the stream
	 */
	public static ServletEventSocket of(StreamIds ids, LaneExecutors lanes) {
		return new ServletEventSocket(ids, lanes, false);
	}

	/**
	 * Create a stream of chunks.
	 * @param ids makes the events' ids
	 * @param lanes has the lane
	 * @return the stream
	 */
	public static ServletEventSocket chunked(StreamIds ids, LaneExecutors lanes) {
		return new ServletEventSocket(ids, lanes, true);
	}

	/**
	 * Open the connection. After that, the head of the response is to leave.
	 * @param opener opens the connection
	 * @return completes on the lane when the connection is open; fails if the application
	 * stops
	 */
	public Mono<Void> open(ConnectionOpener opener) {
		return this.transport.open(opener);
	}

	/**
	 * Take the socket behind the head of the response.
	 * @param upgraded the socket
	 * @return this
	 */
	public UpgradedSocket.Listener take(UpgradedSocket upgraded) {
		this.socket = this.chunked ? new ChunkedSocket(upgraded) : upgraded;
		return this;
	}

	@Override
	public void readable() {
		this.transport.onLane(this::read);
	}

	@Override
	public void writable() {
		this.transport.writable();
	}

	@Override
	public void failed(Throwable cause) {
		logger.debug("A client is gone", cause);
		this.transport.closed();
	}

	/**
	 * Clients have nothing to say here. If they say something, they are not listened to.
	 */
	private void read() {
		UpgradedSocket taken = this.socket;
		if (this.closed || taken == null) {
			return;
		}
		try {
			int size = taken.read(new byte[PIECE]);
			if (size < 0) {
				this.transport.closed();
			}
			else if (size > 0) {
				readable();
			}
		}
		catch (IOException | IllegalStateException ex) {
			failed(ex);
		}
	}

	private UpgradedSocket socket() throws IOException {
		UpgradedSocket taken = this.socket;
		if (taken == null) {
			throw new IOException("There is no socket yet");
		}
		return taken;
	}

	@Override
	public boolean isReady() throws IOException {
		return socket().isReady();
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		socket().write(bytes);
	}

	@Override
	public void complete() {
		lost();
	}

	@Override
	public void abort() {
		lost();
	}

	@Override
	public void lost() {
		UpgradedSocket taken = this.socket;
		this.closed = true;
		if (taken != null) {
			taken.close();
		}
	}

}
