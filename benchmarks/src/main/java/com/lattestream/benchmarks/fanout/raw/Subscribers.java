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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;

/**
 * Connections by channel. What is published before the event loop is done with what has
 * come is flushed at once.
 */
final class Subscribers {

	private final EventLoop loop;

	private final boolean joined;

	private final Map<String, Channel> channels = new HashMap<>();

	private List<Channel> unflushed = new ArrayList<>();

	Subscribers(EventLoop loop, boolean joined) {
		this.loop = loop;
		this.joined = joined;
	}

	void add(String name, ChannelHandlerContext connection) {
		Channel channel = this.channels.computeIfAbsent(name, (key) -> new Channel());
		channel.connections.add(connection);
		connection.channel().closeFuture().addListener((future) -> channel.connections.remove(connection));
	}

	boolean has(String name) {
		Channel channel = this.channels.get(name);
		return channel != null && !channel.connections.isEmpty();
	}

	/**
	 * Write a frame to all of a channel.
	 * @param name the name of the channel
	 * @param frame the frame; it is released
	 */
	void publish(String name, ByteBuf frame) {
		Channel channel = this.channels.get(name);
		if (this.unflushed.isEmpty()) {
			this.loop.execute(this::flush);
		}
		if (!channel.isUnflushed) {
			channel.isUnflushed = true;
			this.unflushed.add(channel);
		}
		if (this.joined) {
			channel.frames.add(frame);
		}
		else {
			channel.write(frame);
		}
	}

	private void flush() {
		List<Channel> written = this.unflushed;
		this.unflushed = new ArrayList<>();
		for (Channel channel : written) {
			channel.isUnflushed = false;
			if (this.joined) {
				channel.write(channel.join());
			}
			channel.connections.forEach(ChannelHandlerContext::flush);
		}
	}

	private static final class Channel {

		private final List<ChannelHandlerContext> connections = new ArrayList<>();

		private final List<ByteBuf> frames = new ArrayList<>();

		private boolean isUnflushed;

		private ByteBuf join() {
			ByteBuf joined = Unpooled.directBuffer(this.frames.stream().mapToInt(ByteBuf::readableBytes).sum());
			for (ByteBuf frame : this.frames) {
				joined.writeBytes(frame);
				frame.release();
			}
			this.frames.clear();
			return joined;
		}

		private void write(ByteBuf frame) {
			for (ChannelHandlerContext connection : this.connections) {
				connection.write(frame.retainedDuplicate(), connection.voidPromise());
			}
			frame.release();
		}

	}

}
