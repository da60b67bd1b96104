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

import java.nio.charset.StandardCharsets;
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
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An event stream of HTTP/1.1 on Reactor Netty: whole chunks are written to the channel,
 * past the HTTP encoder, which has sent the head before and sends the last chunk after
 * them. All of it happens on the connection's lane.
 */
final class ChunkedSseTransport implements Transport {

	private static final byte[] LINE_END = { '\r', '\n' };

	private final StreamIds ids;

	private final HttpServerResponse response;

	private final Channel channel;

	/** From here down there is TLS, if any, but no encoder. */
	private final ChannelHandlerContext codec;

	private final WriteBuffer buffer = new WriteBuffer();

	private final Sinks.Empty<Void> end = Sinks.empty();

	private @Nullable Connection connection;

	private @Nullable WritabilityHandler writability;

	private @Nullable Future<?> timeout;

	private boolean begun;

	/** Whether something stands between that wants to see what is written. */
	private boolean encoded;

	private boolean closing;

	private boolean ended;

	private ChunkedSseTransport(StreamIds ids, HttpServerResponse response, Channel channel,
			ChannelHandlerContext codec) {
		this.ids = ids;
		this.response = response;
		this.channel = channel;
		this.codec = codec;
	}

	/**
	 * Create a transport.
	 * @param ids makes the events' ids
	 * @param response the response, not sent yet
	 * @param channel its channel
	 * @return the transport, or {@code null} if the version of HTTP has no chunks
	 */
	static @Nullable ChunkedSseTransport of(StreamIds ids, HttpServerResponse response, Channel channel) {
		ChannelHandlerContext codec = channel.pipeline().context(HttpServerCodec.class);
		return (codec != null && HttpVersion.HTTP_1_1.equals(response.version()))
				? new ChunkedSseTransport(ids, response, channel, codec) : null;
	}

	/**
	 * Open the connection and send the response. The head leaves when the connection is
	 * subscribed to all that takes nobody's time: who has seen it misses nothing.
	 * @param opener opens the connection, on the lane
	 * @return completes when the stream has ended
	 */
	Mono<Void> send(ConnectionOpener opener) {
		Scheduler lane = Schedulers.fromExecutor(this.channel.eventLoop());
		return Mono.<Void>fromRunnable(() -> open(opener))
			.subscribeOn(lane)
			// The first connection of a lane does nothing before tasks of its own
			.publishOn(lane)
			.then(Mono.defer(() -> this.response.sendHeaders().then()))
			.then(Mono.fromRunnable(this::begin))
			.then(Mono.firstWithSignal(this.end.asMono(), FutureMono.from(this.channel.closeFuture())))
			.doFinally((signal) -> this.channel.eventLoop().execute(this::ended));
	}

	private void open(ConnectionOpener opener) {
		this.buffer.add(SseLines.retry());
		this.connection = opener.open(this, this.channel.eventLoop());
		this.writability = new WritabilityHandler(this.connection);
		this.channel.pipeline().addFirst(this.writability);
	}

	private void begin() {
		this.begun = true;
		this.encoded = this.channel.pipeline().get(NettyPipeline.CompressionHandler) != null
				|| !this.response.responseHeaders()
					.contains(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED, true);
		if (this.closing) {
			finish();
		}
		else {
			flush();
		}
	}

	@Override
	public TransportType type() {
		return TransportType.SSE;
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable() && !this.buffer.isFull();
	}

	@Override
	public void write(EncodedFrame frame) {
		this.buffer.add(this.ids.next(frame));
		this.buffer.add(frame.serverSentEvent());
	}

	@Override
	public void flush() {
		if (this.begun && !this.closing && !this.ended && !this.buffer.isEmpty()) {
			send();
		}
	}

	private ChannelFuture send() {
		if (!this.encoded) {
			return this.codec.writeAndFlush(chunk());
		}
		ByteBuf content = this.channel.alloc().directBuffer(this.buffer.size());
		this.buffer.drainTo(content::writeBytes);
		return this.channel.writeAndFlush(new DefaultHttpContent(content));
	}

	/**
	 * Return what was written as one chunk (RFC 9112, section 7.1).
	 */
	private ByteBuf chunk() {
		byte[] size = Integer.toHexString(this.buffer.size()).getBytes(StandardCharsets.US_ASCII);
		ByteBuf chunk = this.channel.alloc()
			.directBuffer(size.length + this.buffer.size() + 2 * LINE_END.length)
			.writeBytes(size)
			.writeBytes(LINE_END);
		this.buffer.drainTo(chunk::writeBytes);
		return chunk.writeBytes(LINE_END);
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
		if (this.closing || this.ended) {
			return;
		}
		this.closing = true;
		this.buffer.add(SseLines.retry());
		// A client that does not read would keep the rest, and the response, for ever
		this.timeout = this.channel.eventLoop()
			.schedule(() -> this.channel.close(), CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
		if (this.begun) {
			finish();
		}
	}

	private void finish() {
		send().addListener((sent) -> this.end.tryEmitEmpty());
	}

	/**
	 * The response has ended; other requests may use its channel.
	 */
	private void ended() {
		this.ended = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
		if (this.writability != null && this.channel.pipeline().context(this.writability) != null) {
			this.channel.pipeline().remove(this.writability);
		}
		if (this.connection != null) {
			this.connection.closed();
		}
	}

}
