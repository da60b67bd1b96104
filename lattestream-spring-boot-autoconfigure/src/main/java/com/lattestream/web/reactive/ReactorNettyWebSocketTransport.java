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

import java.util.concurrent.TimeUnit;

import com.lattestream.TransportType;
import com.lattestream.hub.JoinedFrames;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCompressor;
import com.lattestream.web.WriteBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Writes frames to the Netty channel, past the WebSocket encoder: they are encoded
 * already, once for all. The frames of one flush leave in one write.
 */
final class ReactorNettyWebSocketTransport implements Transport {

	private final WebsocketOutbound out;

	private final Channel channel;

	/** From here down there is TLS, if any, but no encoder. */
	private final ChannelHandlerContext encoder;

	private final @Nullable FrameCompressor compressor;

	private final WriteBuffer buffer = new WriteBuffer();

	/**
	 * Create a transport.
	 * @param out closes the socket
	 * @param compressor compresses frames, if that was agreed on
	 */
	ReactorNettyWebSocketTransport(WebsocketOutbound out, @Nullable FrameCompressor compressor) {
		Channel[] holder = new Channel[1];
		out.withConnection((connection) -> holder[0] = connection.channel());
		this.out = out;
		this.channel = holder[0];
		this.compressor = compressor;
		this.encoder = this.channel.pipeline().context(WebSocketFrameEncoder.class);
	}

	Channel channel() {
		return this.channel;
	}

	Mono<Void> closed() {
		return FutureMono.from(this.channel.closeFuture());
	}

	@Override
	public TransportType type() {
		return TransportType.WEBSOCKET;
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable() && !this.buffer.isFull();
	}

	@Override
	public void write(EncodedFrame frame) {
		this.buffer.add((this.compressor != null) ? frame.webSocket(this.compressor) : frame.webSocket());
	}

	@Override
	public void write(JoinedFrames frames) {
		this.buffer.add(frames.webSocket(this.compressor));
	}

	@Override
	public void flush() {
		if (!this.buffer.isEmpty()) {
			ByteBuf bytes = this.channel.alloc().directBuffer(this.buffer.size());
			this.buffer.drainTo(bytes::writeBytes);
			this.encoder.writeAndFlush(bytes);
		}
	}

	@Override
	public void ping() {
		this.channel.writeAndFlush(new PingWebSocketFrame());
	}

	void pong(ByteBuf payload) {
		this.channel.writeAndFlush(new PongWebSocketFrame(payload.retain()));
	}

	@Override
	public void close(CloseCode code, String reason) {
		// It fails when the channel is closed below, which is nobody's concern
		this.out.sendClose(code.code(), reason).onErrorComplete().subscribe();
		// A peer that does not read would keep the close frame, and the socket, for ever
		Future<?> timeout = this.channel.eventLoop()
			.schedule(() -> this.channel.close(), CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
		this.channel.closeFuture().addListener((future) -> timeout.cancel(false));
	}

}
