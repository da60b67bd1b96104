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

import java.util.List;

import com.lattestream.hub.Connection;
import com.lattestream.protocol.CloseCode;
import com.lattestream.web.InvalidMessageException;
import com.lattestream.web.PerMessageDeflate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of fragments, and inflates those that are compressed. Reactor Netty's
 * own way would report one that is too large as an error, and once more when the
 * connection is closed for it.
 */
final class MessageAggregator extends WebSocketFrameAggregator {

	/** The one of the reserved bits that compressed messages begin with. */
	private static final int COMPRESSED = 4;

	private final int maxSize;

	private final @Nullable PerMessageDeflate deflate;

	private final Connection connection;

	/** Whether a rule was broken, after which nothing is inflated any more. */
	private boolean closed;

	/**
	 * Create an aggregator.
	 * @param maxSize how large a message may be, in bytes
	 * @param deflate inflates messages, if that was agreed on
	 * @param connection is closed when a rule is broken
	 */
	MessageAggregator(int maxSize, @Nullable PerMessageDeflate deflate, Connection connection) {
		super((deflate != null) ? PerMessageDeflate.maxCompressedSize(maxSize) : maxSize);
		this.maxSize = maxSize;
		this.deflate = deflate;
		this.connection = connection;
	}

	@Override
	public boolean acceptInboundMessage(Object message) throws Exception {
		return super.acceptInboundMessage(message) || (message instanceof WebSocketFrame frame
				&& (frame.rsv() != 0 || (this.deflate != null && isStart(frame))));
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) throws Exception {
		if (!isAllowed(frame)) {
			close(ctx, CloseCode.PROTOCOL_ERROR);
			return;
		}
		if (super.acceptInboundMessage(frame)) {
			super.decode(ctx, frame, out);
		}
		else {
			out.add(frame.retain());
		}
		if (this.deflate != null && !out.isEmpty()) {
			WebSocketFrame message = (WebSocketFrame) out.remove(0);
			try {
				read(ctx, message, this.deflate, out);
			}
			catch (InvalidMessageException ex) {
				close(ctx, ex.code());
			}
			finally {
				message.release();
			}
		}
	}

	/**
	 * The reserved bits are for extensions.
	 */
	private boolean isAllowed(WebSocketFrame frame) {
		return frame.rsv() == 0 || (frame.rsv() == COMPRESSED && this.deflate != null && isStart(frame));
	}

	private void read(ChannelHandlerContext ctx, WebSocketFrame message, PerMessageDeflate deflate, List<Object> out)
			throws InvalidMessageException {
		if (this.closed) {
			return;
		}
		if (message.rsv() == 0) {
			if (message.content().readableBytes() <= this.maxSize) {
				out.add(message.retain());
			}
			else {
				close(ctx, CloseCode.MESSAGE_TOO_BIG);
			}
			return;
		}
		ByteBuf inflated = Unpooled
			.wrappedBuffer(deflate.inflate(ByteBufUtil.getBytes(message.content()), this.maxSize));
		out.add((message instanceof TextWebSocketFrame) ? new TextWebSocketFrame(inflated)
				: new BinaryWebSocketFrame(inflated));
	}

	/**
	 * A client that is gone in the middle of a message is nobody's concern.
	 */
	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		ctx.fireChannelInactive();
	}

	@Override
	protected void handleOversizedMessage(ChannelHandlerContext ctx, WebSocketFrame oversized) {
		close(ctx, CloseCode.MESSAGE_TOO_BIG);
	}

	private void close(ChannelHandlerContext ctx, CloseCode code) {
		this.closed = true;
		this.connection.close(code, code.reason());
		// Nobody else would read the client's answer
		ctx.read();
	}

	private static boolean isStart(Object message) {
		return message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame;
	}

}
