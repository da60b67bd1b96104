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

package com.lattestream.web.reactive;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import com.lattestream.TransportType;
import com.lattestream.hub.Connection;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.SseLines;
import com.lattestream.web.StreamIds;
import com.lattestream.web.WriteBuffer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;

/**
 * An event stream as the body of a response: what was written is handed on when the
 * response asks for more. All of it happens on the connection's lane.
 */
final class SseTransport implements Transport, Publisher<Publisher<DataBuffer>>, Subscription {

	private static final Log logger = LogFactory.getLog(SseTransport.class);

	private final StreamIds ids;

	private final DataBufferFactory bufferFactory;

	private final ConnectionOpener opener;

	private final Response response;

	private WriteBuffer buffer = new WriteBuffer();

	private @Nullable Subscriber<? super Publisher<DataBuffer>> subscriber;

	private @Nullable Connection connection;

	private @Nullable Disposable timeout;

	private long requested;

	private boolean closing;

	private boolean completed;

	/**
	 * Create a transport.
	 * @param ids makes the events' ids
	 * @param bufferFactory makes buffers for the response
	 * @param opener opens the connection, on the lane
	 * @param response the response
	 */
	SseTransport(StreamIds ids, DataBufferFactory bufferFactory, ConnectionOpener opener, Response response) {
		this.ids = ids;
		this.bufferFactory = bufferFactory;
		this.opener = opener;
		this.response = response;
	}

	@Override
	public void subscribe(Subscriber<? super Publisher<DataBuffer>> subscriber) {
		onLane(() -> {
			this.subscriber = subscriber;
			subscriber.onSubscribe(this);
			if (!this.completed) {
				this.buffer.add(SseLines.retry());
				this.connection = this.opener.open(this, this.response.lane());
				this.response.opened(this.connection);
			}
		});
	}

	@Override
	public void request(long n) {
		onLane(() -> {
			this.requested = Operators.addCap(this.requested, n);
			flush();
			completeIfDone();
			if (this.connection != null) {
				this.connection.writable();
			}
		});
	}

	@Override
	public void cancel() {
		onLane(() -> {
			this.completed = true;
			if (this.connection != null) {
				this.connection.closed();
			}
		});
	}

	@Override
	public TransportType type() {
		return TransportType.SSE;
	}

	@Override
	public boolean isWritable() {
		return this.requested > 0 && this.response.isWritable() && !this.buffer.isFull();
	}

	@Override
	public void write(EncodedFrame frame) {
		this.buffer.add(this.ids.next(frame));
		this.buffer.add(frame.serverSentEvent());
	}

	@Override
	public void flush() {
		if (this.requested == 0 || this.buffer.isEmpty() || this.completed || this.subscriber == null) {
			return;
		}
		WriteBuffer written = this.buffer;
		this.buffer = new WriteBuffer();
		this.requested--;
		// Not before the response takes it: if the client is gone it never does, and
		// nobody would release the memory
		this.subscriber.onNext(Mono.fromSupplier(() -> toDataBuffer(written)));
	}

	private DataBuffer toDataBuffer(WriteBuffer written) {
		DataBuffer bytes = this.bufferFactory.allocateBuffer(written.size());
		written.drainTo(bytes::write);
		return bytes;
	}

	@Override
	public void ping() {
		this.buffer.add(SseLines.heartbeat());
		flush();
	}

	/**
	 * End the response. Clients come back after a time of their own, not all at once.
	 */
	@Override
	public void close(CloseCode code, String reason) {
		if (this.closing || this.completed || this.subscriber == null) {
			return;
		}
		this.closing = true;
		this.buffer.add(SseLines.retry());
		// A client that does not read would keep the rest, and the response, for ever
		this.timeout = this.response.abortAfter(CLOSE_TIMEOUT);
		flush();
		completeIfDone();
	}

	private void completeIfDone() {
		if (this.closing && !this.completed && this.subscriber != null && this.buffer.isEmpty()) {
			this.completed = true;
			this.subscriber.onComplete();
		}
	}

	/**
	 * The response has ended; other requests may use its connection.
	 */
	void ended() {
		onLane(() -> {
			if (this.timeout != null) {
				this.timeout.dispose();
			}
			this.response.ended();
			// A response that fails before its first byte does not cancel its body
			if (!this.completed) {
				cancel();
			}
		});
	}

	private void onLane(Runnable task) {
		try {
			this.response.lane().execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application stops", ex);
		}
	}

	/**
	 * What the events are part of.
	 */
	interface Response {

		/**
		 * Return the lane.
		 * @return runs tasks one after the other, in order, on one thread; the same
		 * object for all connections of the lane
		 */
		Executor lane();

		/**
		 * Return whether the socket takes more. Responses ask for dozens of pieces ahead,
		 * and may copy each of them at once, whether it does or not.
		 * @return {@code false} if it is full and the connection is told later
		 */
		default boolean isWritable() {
			return true;
		}

		/**
		 * Note the connection that is to be told when the socket takes more again. Called
		 * on the lane.
		 * @param connection the connection
		 */
		default void opened(Connection connection) {
		}

		/**
		 * Note that the response has ended. Called on the lane.
		 */
		default void ended() {
		}

		/**
		 * Close the connection later, whatever has not left by then.
		 * @param delay how much later
		 * @return to be disposed of when the response has ended
		 */
		Disposable abortAfter(Duration delay);

	}

}
