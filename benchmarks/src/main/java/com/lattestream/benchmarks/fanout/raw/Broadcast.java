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

package com.lattestream.benchmarks.fanout.raw;

import java.nio.charset.StandardCharsets;

import com.lattestream.benchmarks.fanout.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;

/**
 * Makes frames of what is published and hands them to subscribers: each frame once.
 */
final class Broadcast {

	private final Subscribers webSockets;

	private final Subscribers eventStreams;

	private long count;

	/**
	 * Create.
	 * @param loop the thread of all connections
	 * @param joined whether to join what is written at once
	 */
	Broadcast(EventLoop loop, boolean joined) {
		this.webSockets = new Subscribers(loop, joined);
		this.eventStreams = new Subscribers(loop, joined);
	}

	Subscribers webSockets() {
		return this.webSockets;
	}

	Subscribers eventStreams() {
		return this.eventStreams;
	}

	void publish(String channel, byte[] data) {
		String json = "{\"event\":\"" + Message.EVENT + "\",\"channel\":\"" + channel + "\",\"data\":"
				+ new String(data, StandardCharsets.UTF_8) + "}";
		if (this.webSockets.has(channel)) {
			this.webSockets.publish(channel, webSocket(json.getBytes(StandardCharsets.UTF_8)));
		}
		if (this.eventStreams.has(channel)) {
			// As many bytes as the hub writes
			this.eventStreams.publish(channel, chunk(("id: 21693466583535.25765394651227-" + (++this.count)
					+ "\nevent: " + Message.EVENT + "\ndata: " + json + "\n\n")
				.getBytes(StandardCharsets.UTF_8)));
		}
	}

	private static ByteBuf webSocket(byte[] text) {
		ByteBuf frame = Unpooled.directBuffer(text.length + 4).writeByte(0x81);
		if (text.length < 126) {
			frame.writeByte(text.length);
		}
		else {
			frame.writeByte(126).writeShort(text.length);
		}
		return frame.writeBytes(text);
	}

	private static ByteBuf chunk(byte[] event) {
		byte[] size = (Integer.toHexString(event.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		return Unpooled.directBuffer(size.length + event.length + 2)
			.writeBytes(size)
			.writeBytes(event)
			.writeByte('\r')
			.writeByte('\n');
	}

}
