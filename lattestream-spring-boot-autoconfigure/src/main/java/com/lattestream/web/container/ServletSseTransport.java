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

import com.lattestream.TransportType;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.web.SseLines;
import com.lattestream.web.StreamIds;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Writes server-sent events to a response that does not block.
 */
public final class ServletSseTransport implements Transport {

	private static final Log logger = LogFactory.getLog(ServletSseTransport.class);

	private final StreamIds ids;

	private final NonBlockingOutput output;

	private final LaneExecutors lanes;

	private final Executor lane;

	private final Response response;

	private @Nullable Disposable timeout;

	private boolean closing;

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

	@Override
	public TransportType type() {
		return TransportType.SSE;
	}

	@Override
	public boolean isWritable() {
		return !this.closing && !this.ended && this.output.isWritable();
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
		if (this.closing || this.ended) {
			return;
		}
		this.output.add(SseLines.retry());
		flush();
		this.closing = true;
		this.timeout = this.lanes.schedule(this.lane, this::abort, CLOSE_TIMEOUT);
		completeIfDone();
	}

	/**
	 * The response has taken what it was given.
	 */
	public void ready() {
		attempt(this.output::ready);
		completeIfDone();
	}

	private void completeIfDone() {
		if (this.closing && !this.ended && this.output.isDone()) {
			this.response.complete();
		}
	}

	/**
	 * The client does not read. Completing the response would make a thread wait for it.
	 */
	private void abort() {
		if (!this.ended) {
			this.response.abort();
		}
	}

	/**
	 * The response has ended.
	 */
	public void ended() {
		this.ended = true;
		if (this.timeout != null) {
			this.timeout.dispose();
		}
	}

	private void attempt(Write write) {
		if (this.ended) {
			return;
		}
		try {
			write.run();
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A client is gone", ex);
			this.ended = true;
			this.response.failed();
		}
	}

	/**
	 * What the events are part of.
	 */
	public interface Response {

		/**
		 * Complete the response.
		 */
		void complete();

		/**
		 * Close the connection, whatever has not left yet.
		 */
		void abort();

		/**
		 * The client is gone.
		 */
		void failed();

	}

	/**
	 * Something that fails when the client is gone.
	 */
	private interface Write {

		void run() throws IOException;

	}

}
