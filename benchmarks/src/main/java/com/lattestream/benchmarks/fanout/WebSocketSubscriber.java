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

package com.lattestream.benchmarks.fanout;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * A {@link Subscriber} over WebSocket. Its frames are masked with zeros, which leaves
 * them as they are.
 */
final class WebSocketSubscriber extends Subscriber {

	private static final int TEXT = 1;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	/** Where the mark was in the last message; mostly it is there again. */
	private int hint;

	WebSocketSubscriber(Wire wire, String channel, Crowd crowd) {
		super(wire, channel, crowd);
	}

	@Override
	String headers() {
		return "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
	}

	@Override
	boolean accepts(String head) {
		return head.startsWith("HTTP/1.1 101");
	}

	@Override
	void read(ChannelHandlerContext ctx, ByteBuf in) {
		int index = in.readerIndex();
		int end = in.writerIndex();
		while (end - index >= 2) {
			int header = 2;
			long length = in.getByte(index + 1) & 0x7f;
			if (length == 126) {
				header = 4;
				length = (end - index >= header) ? in.getUnsignedShort(index + 2) : Integer.MAX_VALUE;
			}
			else if (length == 127) {
				header = 10;
				length = (end - index >= header) ? in.getLong(index + 2) : Integer.MAX_VALUE;
			}
			if (end - index < header + length) {
				break;
			}
			received(ctx, in.getByte(index) & 0xf, in, index + header, (int) length);
			index += header + (int) length;
		}
		in.readerIndex(index);
	}

	private void received(ChannelHandlerContext ctx, int opcode, ByteBuf in, int index, int length) {
		if (opcode == PING) {
			send(ctx, PONG, in.copy(index, length));
		}
		else if (opcode == CLOSE) {
			String reason = (length > 2) ? in.toString(index + 2, length - 2, StandardCharsets.UTF_8) : "";
			exceptionCaught(ctx, new IllegalStateException("Closed by the server: " + reason));
		}
		else if (opcode < CLOSE) {
			received(ctx, in, index, length);
		}
	}

	private void received(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
		int last = length - Numbers.LENGTH;
		if (this.hint <= last && Numbers.isAt(in, index + this.hint)) {
			delivered(Numbers.at(in, index + this.hint));
			return;
		}
		for (int i = 0; i <= last; i++) {
			if (Numbers.isAt(in, index + i)) {
				this.hint = i;
				delivered(Numbers.at(in, index + i));
				return;
			}
		}
		String text = in.toString(index, length, StandardCharsets.UTF_8);
		if (!wire().ping().isEmpty() && wire().ping().equals(text)) {
			send(ctx, wire().pong());
		}
		else {
			answered(ctx, text);
		}
	}

	@Override
	void send(ChannelHandlerContext ctx, String text) {
		send(ctx, TEXT, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
	}

	private static void send(ChannelHandlerContext ctx, int opcode, ByteBuf payload) {
		int length = payload.readableBytes();
		ByteBuf frame = ctx.alloc().buffer(length + 8).writeByte(0x80 | opcode);
		if (length < 126) {
			frame.writeByte(0x80 | length);
		}
		else {
			frame.writeByte(0x80 | 126).writeShort(length);
		}
		frame.writeInt(0).writeBytes(payload);
		payload.release();
		ctx.writeAndFlush(frame);
	}

}
