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

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.lattestream.TransportType;
import com.lattestream.hub.Connection;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.SseLines;
import com.lattestream.web.StreamIds;
import com.lattestream.web.WriteBuffer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;

/**
 * An event stream as the body of a response: what was written is handed on when the
 * response asks for more. All of it happens on the connection's lane.
 */
final class SseTransport implements Transport, Publisher<Publisher<DataBuffer>>, Subscription {

	private final StreamIds ids;

	private final DataBufferFactory bufferFactory;

	private final ConnectionOpener opener;

	private final EventLoop lane;

	private final Channel channel;

	private WriteBuffer buffer = new WriteBuffer();

	private @Nullable Subscriber<? super Publisher<DataBuffer>> subscriber;

	private @Nullable Connection connection;

	private @Nullable WritabilityHandler writability;

	private @Nullable Future<?> timeout;

	private long requested;

	private boolean opened;

	private boolean completed;

	/**
	 * Create a transport.
	 * @param ids makes the events' ids
	 * @param bufferFactory makes buffers for the response
	 * @param opener opens the connection, on the lane
	 * @param channel the channel of the response; its event loop is the lane
	 */
	SseTransport(StreamIds ids, DataBufferFactory bufferFactory, ConnectionOpener opener, Channel channel) {
		this.ids = ids;
		this.bufferFactory = bufferFactory;
		this.opener = opener;
		this.channel = channel;
		this.lane = channel.eventLoop();
	}

	@Override
	public void subscribe(Subscriber<? super Publisher<DataBuffer>> subscriber) {
		this.lane.execute(() -> {
			this.subscriber = subscriber;
			subscriber.onSubscribe(this);
			if (!this.completed) {
				this.buffer.add(SseLines.retry());
				this.connection = this.opener.open(this, this.lane);
				this.writability = new WritabilityHandler(this.connection);
				this.channel.pipeline().addFirst(this.writability);
				// The first connection of a lane does nothing before tasks of its own
				this.lane.execute(this::begin);
			}
		});
	}

	/**
	 * Let the first piece go, and the response's head with it: who has seen it misses
	 * nothing.
	 */
	private void begin() {
		this.opened = true;
		flush();
	}

	@Override
	public void request(long n) {
		this.lane.execute(() -> {
			this.requested = Operators.addCap(this.requested, n);
			flush();
			if (this.connection != null) {
				this.connection.writable();
			}
		});
	}

	@Override
	public void cancel() {
		this.lane.execute(() -> {
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

	/**
	 * The response asks for dozens of pieces ahead and copies each of them at once,
	 * whether the socket takes them or not.
	 */
	@Override
	public boolean isWritable() {
		return this.requested > 0 && this.channel.isWritable() && !this.buffer.isFull();
	}

	@Override
	public void write(EncodedFrame frame) {
		this.buffer.add(this.ids.next(frame));
		this.buffer.add(frame.serverSentEvent());
	}

	@Override
	public void flush() {
		if (!this.opened || this.requested == 0 || this.buffer.isEmpty() || this.completed || this.subscriber == null) {
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
		this.buffer.add(SseLines.retry());
		flush();
		if (!this.completed && this.subscriber != null) {
			this.completed = true;
			// A client that does not read would keep the rest, and the response, for ever
			this.timeout = this.lane.schedule(() -> this.channel.close(), CLOSE_TIMEOUT.toNanos(),
					TimeUnit.NANOSECONDS);
			this.subscriber.onComplete();
		}
	}

	/**
	 * The response has ended; other requests may use its connection.
	 */
	void ended() {
		this.lane.execute(() -> {
			if (this.timeout != null) {
				this.timeout.cancel(false);
			}
			// Other requests may use the channel; one that is closed has no handlers
			if (this.writability != null && this.channel.pipeline().context(this.writability) != null) {
				this.channel.pipeline().remove(this.writability);
			}
			// A response that fails before its first byte does not cancel its body
			if (!this.completed) {
				cancel();
			}
		});
	}

}
