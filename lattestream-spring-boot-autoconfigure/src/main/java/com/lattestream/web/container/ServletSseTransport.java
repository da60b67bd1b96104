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
import java.util.concurrent.RejectedExecutionException;

import com.lattestream.TransportType;
import com.lattestream.hub.Connection;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.SseLines;
import com.lattestream.web.StreamIds;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * An event stream on a response: its connection from the beginning to the end. The
 * connection is opened first, and only then the head of the response leaves: who has seen
 * it misses nothing. The container's threads only tell that there is something to do; all
 * of it is done on the lane.
 */
public final class ServletSseTransport implements Transport {

	private static final Log logger = LogFactory.getLog(ServletSseTransport.class);

	/** How long a response may take until it takes its first bytes. */
	private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

	private final StreamIds ids;

	private final NonBlockingOutput output;

	private final Response response;

	private final LaneExecutors lanes;

	private final Executor lane;

	private @Nullable Connection connection;

	private @Nullable Disposable timeout;

	private boolean closing;

	private boolean broken;

	private boolean ended;

	/**
	 * Create a transport.
	 * @param ids makes the events' ids
	 * @param sink takes the bytes
	 * @param response what they are part of
	 * @param lanes has the time
	 * @param lane the connection's lane
	 */
	public ServletSseTransport(StreamIds ids, NonBlockingSink sink, Response response, LaneExecutors lanes,
			Executor lane) {
		this.ids = ids;
		this.output = new NonBlockingOutput(sink);
		this.response = response;
		this.lanes = lanes;
		this.lane = lane;
		// The first bytes tell the client that the stream is open
		this.output.add(SseLines.retry());
	}

	/**
	 * Open the connection. What it has to say waits until the response is
	 * {@link #writable()} for the first time.
	 * @param opener opens the connection
	 * @return completes on the lane when the connection is subscribed to all that does
	 * not take anybody's time; fails if the application stops
	 */
	public Mono<Void> open(ConnectionOpener opener) {
		return Mono.<Void>fromRunnable(() -> {
			this.connection = opener.open(this, this.lane);
			this.timeout = this.lanes.schedule(this.lane, () -> end(this.response::lost), START_TIMEOUT);
		})
			.subscribeOn(Schedulers.fromExecutor(this.lane))
			// The first connection of a lane does nothing before tasks of its own
			.publishOn(Schedulers.fromExecutor(this.lane));
	}

	/**
	 * The response takes bytes, for the first time or again. To be called on any thread.
	 */
	public void writable() {
		onLane(() -> {
			if (this.ended) {
				this.response.lost();
				return;
			}
			if (!this.closing) {
				cancelTimeout();
			}
			attempt(this.output::ready);
			completeIfDone();
			if (this.connection != null) {
				this.connection.writable();
			}
		});
	}

	/**
	 * The client is gone, or the response is over. To be called on any thread.
	 */
	public void closed() {
		onLane(() -> end(this.response::lost));
	}

	@Override
	public TransportType type() {
		return TransportType.SSE;
	}

	@Override
	public boolean isWritable() {
		return !this.closing && !this.broken && !this.ended && this.output.isWritable();
	}

	@Override
	public void write(EncodedFrame frame) {
		this.output.add(this.ids.next(frame));
		this.output.add(frame.serverSentEvent());
	}

	@Override
	public void flush() {
		attempt(this.output::flush);
	}

	@Override
	public void ping() {
		this.output.add(SseLines.heartbeat());
		flush();
	}

	/**
	 * End the response. Clients come back after a time of their own, not all at once.
	 */
	@Override
	public void close(CloseCode code, String reason) {
		if (this.closing || this.broken || this.ended) {
			return;
		}
		this.output.add(SseLines.retry());
		flush();
		this.closing = true;
		cancelTimeout();
		// Completing the response of a client that does not read would make a thread wait
		this.timeout = this.lanes.schedule(this.lane, () -> end(this.response::abort), CLOSE_TIMEOUT);
		completeIfDone();
	}

	private void completeIfDone() {
		if (this.closing && !this.broken && this.output.isDone()) {
			end(this.response::complete);
		}
	}

	private void end(Runnable ending) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		cancelTimeout();
		ending.run();
		if (this.connection != null) {
			this.connection.closed();
		}
	}

	private void cancelTimeout() {
		if (this.timeout != null) {
			this.timeout.dispose();
			this.timeout = null;
		}
	}

	private void attempt(Write write) {
		if (this.broken || this.ended) {
			return;
		}
		try {
			write.run();
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A client is gone", ex);
			this.broken = true;
			// Later: the connection may be in the middle of something
			closed();
		}
	}

	/**
	 * Run a task on the lane.
	 * @param task the task
	 */
	void onLane(Runnable task) {
		try {
			this.lane.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The application stops, and nobody else uses the response any more
			this.response.complete();
		}
	}

	/**
	 * What the events are part of. It ends in one of three ways.
	 */
	public interface Response {

		/**
		 * Complete the response: everything has left.
		 */
		void complete();

		/**
		 * Close the connection, whatever has not left yet.
		 */
		void abort();

		/**
		 * The client is gone, or the response is over already. Called again if the
		 * response takes bytes after its end.
		 */
		void lost();

	}

	/**
	 * Something that fails when the client is gone.
	 */
	private interface Write {

		void run() throws IOException;

	}

}
