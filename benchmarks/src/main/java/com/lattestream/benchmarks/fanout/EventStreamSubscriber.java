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
import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * A {@link Subscriber} to a stream of events. It looks for numbers wherever they are: the
 * server may cut its stream into pieces as it likes.
 */
final class EventStreamSubscriber extends Subscriber {

	private final ByteBuf piece = Unpooled.buffer(Numbers.LENGTH, Numbers.LENGTH);

	private final StringBuilder beginning = new StringBuilder();

	private boolean chunked;

	/** Of the chunk. */
	private long remaining;

	/** The line break after a chunk. */
	private int trailer;

	EventStreamSubscriber(Wire wire, String channel, Crowd crowd) {
		super(wire, channel, crowd);
	}

	@Override
	String headers() {
		return "Accept: text/event-stream\r\n";
	}

	@Override
	boolean accepts(String head) {
		this.chunked = head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked\r\n");
		return head.startsWith("HTTP/1.1 200");
	}

	@Override
	void send(ChannelHandlerContext ctx, String text) {
		throw new IllegalStateException("Nothing can be sent over an event stream");
	}

	@Override
	void read(ChannelHandlerContext ctx, ByteBuf in) {
		if (!this.chunked) {
			content(ctx, in, in.readableBytes());
			return;
		}
		while (in.isReadable()) {
			if (this.remaining > 0) {
				int length = (int) Math.min(this.remaining, in.readableBytes());
				this.remaining -= length;
				content(ctx, in, length);
			}
			else if (this.trailer > 0) {
				in.skipBytes(1);
				this.trailer--;
			}
			else {
				int length = in.bytesBefore((byte) '\n');
				if (length < 0) {
					return;
				}
				String size = in.readCharSequence(length + 1, StandardCharsets.US_ASCII).toString().trim();
				this.remaining = Long.parseLong(size, 16);
				this.trailer = 2;
			}
		}
	}

	private void content(ChannelHandlerContext ctx, ByteBuf in, int length) {
		int index = in.readerIndex();
		int end = index + length;
		in.readerIndex(end);
		if (!isSubscribed()) {
			this.beginning.append(in.toString(index, length, StandardCharsets.ISO_8859_1));
			while (answered(ctx, this.beginning.toString())) {
				this.beginning.setLength(0);
			}
			return;
		}
		while (this.piece.isReadable() && index < end) {
			index = complete(in, index);
		}
		while (index < end) {
			index = in.indexOf(index, end, Message.FIRST);
			if (index < 0) {
				return;
			}
			if (end - index < Numbers.LENGTH) {
				this.piece.writeBytes(in, index, end - index);
				return;
			}
			if (Numbers.isAt(in, index)) {
				delivered(Numbers.at(in, index));
				index += Numbers.LENGTH;
			}
			else {
				index++;
			}
		}
	}

	private int complete(ByteBuf in, int index) {
		this.piece.writeByte(in.getByte(index));
		if (this.piece.readableBytes() == 2 && !Numbers.isAt(this.piece, 0)) {
			// Not the mark, and what came now may be the beginning of it
			this.piece.clear();
			return index;
		}
		if (this.piece.readableBytes() == Numbers.LENGTH) {
			delivered(Numbers.at(this.piece, 0));
			this.piece.clear();
		}
		return index + 1;
	}

}
