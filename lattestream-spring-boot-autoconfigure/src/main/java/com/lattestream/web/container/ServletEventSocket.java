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
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.StreamIds;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection and the socket that was taken away from HTTP behind the head of its
 * response. It takes a fraction of the memory of a response that is kept open, and tells
 * at once when the client goes. All is done on the lane.
 */
public final class ServletEventSocket implements UpgradedSocket.Listener, ServletSseTransport.Response {

	private static final Log logger = LogFactory.getLog(ServletEventSocket.class);

	private static final int PIECE = 64;

	private final UpgradedSocket socket;

	private final Executor lane;

	private final ServletSseTransport transport;

	private final ConnectionOpener opener;

	private @Nullable Connection connection;

	private boolean ended;

	/**
	 * Create one.
	 * @param socket the socket, after the head of the response
	 * @param ids makes the events' ids
	 * @param lanes has the lane
	 * @param opener opens the connection
	 */
	public ServletEventSocket(UpgradedSocket socket, StreamIds ids, LaneExecutors lanes, ConnectionOpener opener) {
		this.socket = socket;
		this.lane = lanes.next();
		this.transport = new ServletSseTransport(ids, socket, this, lanes, this.lane);
		this.opener = opener;
	}

	/**
	 * Create one behind the head of a response in chunks.
	 * @param socket the socket, after the head of the response
	 * @param ids makes the events' ids
	 * @param lanes has the lane
	 * @param opener opens the connection
	 * @return is to be told of the socket's state
	 */
	public static ServletEventSocket chunked(UpgradedSocket socket, StreamIds ids, LaneExecutors lanes,
			ConnectionOpener opener) {
		return new ServletEventSocket(new ChunkedSocket(socket), ids, lanes, opener);
	}

	@Override
	public void readable() {
		onLane(this::read);
	}

	@Override
	public void writable() {
		onLane(() -> {
			if (this.ended) {
				return;
			}
			this.transport.ready();
			if (this.connection == null) {
				this.connection = this.opener.open(this.transport, this.lane);
			}
			this.connection.writable();
		});
	}

	@Override
	public void failed(Throwable cause) {
		logger.debug("A client is gone", cause);
		onLane(this::end);
	}

	/**
	 * Clients have nothing to say here. If they say something, they are not listened to.
	 */
	private void read() {
		byte[] piece = new byte[PIECE];
		try {
			int size = this.ended ? 0 : this.socket.read(piece);
			if (size < 0) {
				end();
			}
			else if (size > 0) {
				readable();
			}
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A client is gone", ex);
			end();
		}
	}

	@Override
	public void complete() {
		end();
	}

	@Override
	public void abort() {
		end();
	}

	@Override
	public void failed() {
		// Later: the connection may be in the middle of something
		onLane(this::end);
	}

	private void end() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.transport.ended();
		this.socket.close();
		if (this.connection != null) {
			this.connection.closed();
		}
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
