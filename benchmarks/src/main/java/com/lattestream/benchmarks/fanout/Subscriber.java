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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * A client that has one channel. It looks at bytes only and makes nothing of them.
 */
abstract class Subscriber extends ByteToMessageDecoder {

	private static final byte[] END_OF_HEAD = { '\r', '\n', '\r', '\n' };

	/** Where its channel stands for it. */
	int position = -1;

	private final Wire wire;

	private final String channel;

	private final List<Wire.Exchange> exchanges;

	private final Crowd crowd;

	private boolean head = true;

	private int step = -1;

	private long now;

	Subscriber(Wire wire, String channel, Crowd crowd) {
		this.wire = wire;
		this.channel = channel;
		this.exchanges = wire.exchanges(channel);
		this.crowd = crowd;
	}

	static Subscriber of(Wire wire, String channel, Crowd crowd) {
		return (wire.transport() == Wire.Transport.WEBSOCKET) ? new WebSocketSubscriber(wire, channel, crowd)
				: new EventStreamSubscriber(wire, channel, crowd);
	}

	/**
	 * Return the header fields of a request of this kind.
	 * @return lines with their ends
	 */
	abstract String headers();

	/**
	 * Look at the head of the answer.
	 * @param head the whole head
	 * @return whether it is a good one
	 */
	abstract boolean accepts(String head);

	/**
	 * Read what comes after the head, as much as there is.
	 * @param ctx the context
	 * @param in the bytes
	 */
	abstract void read(ChannelHandlerContext ctx, ByteBuf in);

	abstract void send(ChannelHandlerContext ctx, String text);

	Wire wire() {
		return this.wire;
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		StringBuilder request = new StringBuilder("GET ").append(this.wire.target(this.channel))
			.append(" HTTP/1.1\r\nHost: localhost\r\n")
			.append(headers());
		this.wire.headers().forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
		ctx.writeAndFlush(Unpooled.copiedBuffer(request.append("\r\n"), StandardCharsets.US_ASCII));
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
		this.now = System.nanoTime();
		super.channelRead(ctx, msg);
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws IOException {
		if (this.head) {
			int length = in.bytesBefore(END_OF_HEAD[0]);
			while (length >= 0 && !startsWith(in, in.readerIndex() + length, END_OF_HEAD)) {
				int next = in.indexOf(in.readerIndex() + length + 1, in.writerIndex(), END_OF_HEAD[0]);
				length = (next >= 0) ? next - in.readerIndex() : -1;
			}
			if (length < 0) {
				return;
			}
			String text = in.readCharSequence(length + END_OF_HEAD.length, StandardCharsets.ISO_8859_1).toString();
			if (!accepts(text)) {
				throw new IOException("Refused: " + text);
			}
			this.head = false;
			proceed(ctx);
		}
		read(ctx, in);
	}

	private static boolean startsWith(ByteBuf in, int index, byte[] bytes) {
		if (in.writerIndex() - index < bytes.length) {
			return false;
		}
		for (int i = 0; i < bytes.length; i++) {
			if (in.getByte(index + i) != bytes[i]) {
				return false;
			}
		}
		return true;
	}

	final boolean isSubscribed() {
		return this.step == this.exchanges.size();
	}

	/**
	 * Look whether the server says what is waited for.
	 * @param ctx the context
	 * @param text what it says
	 * @return whether it does
	 */
	final boolean answered(ChannelHandlerContext ctx, String text) {
		if (this.step >= 0 && !isSubscribed() && text.contains(this.exchanges.get(this.step).expect())) {
			proceed(ctx);
			return true;
		}
		return false;
	}

	private void proceed(ChannelHandlerContext ctx) {
		while (++this.step < this.exchanges.size()) {
			Wire.Exchange exchange = this.exchanges.get(this.step);
			if (!exchange.send().isEmpty()) {
				send(ctx, exchange.send());
			}
			if (!exchange.expect().isEmpty()) {
				return;
			}
		}
		this.crowd.subscribed();
	}

	final void delivered(int number) {
		this.crowd.publications().received(this, number, this.now);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.crowd.ended(this, null);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		this.crowd.ended(this, cause);
		ctx.close();
	}

}
