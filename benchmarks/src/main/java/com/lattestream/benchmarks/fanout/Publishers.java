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
import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen connections that publish, one event each at a time. Its state belongs to the
 * thread of the {@link Driver}.
 */
final class Publishers {

	private static final int CONNECTIONS = 16;

	private final Driver driver;

	private final int port;

	private final Deque<Channel> idle = new ArrayDeque<>();

	private final Deque<ByteBuf> waiting = new ArrayDeque<>();

	private int open;

	private boolean closed;

	private @Nullable String refusal;

	Publishers(Driver driver, int port) {
		this.driver = driver;
		this.port = port;
	}

	/**
	 * Publish an event as soon as a connection is free.
	 * @param channel the name of its channel, or what the names of its channels begin
	 * with
	 * @param count how many channels it goes to
	 * @param number its number
	 */
	void publish(String channel, int count, int number) {
		byte[] body = Message.of(number);
		String head = "POST /publish?channel=" + channel + "&count=" + count + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
		ByteBuf request = Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
		Channel connection = this.idle.poll();
		if (connection != null) {
			connection.writeAndFlush(request);
			return;
		}
		this.waiting.add(request);
		if (this.open < CONNECTIONS) {
			connect();
		}
	}

	private void connect() {
		this.open++;
		this.driver.connect(this.port, new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline().addLast(new HttpResponseDecoder(), new Answers());
			}

		}).addListener((future) -> {
			if (!future.isSuccess()) {
				this.refusal = String.valueOf(future.cause());
			}
		});
	}

	private void free(Channel connection) {
		ByteBuf request = this.waiting.poll();
		if (request != null) {
			connection.writeAndFlush(request);
		}
		else {
			this.idle.push(connection);
		}
	}

	/**
	 * Return what the server said when it did not accept an event.
	 * @return the status, or {@code null} if it always did
	 */
	@Nullable String refusal() {
		return this.refusal;
	}

	void close() {
		this.closed = true;
		this.idle.forEach(Channel::close);
		this.waiting.forEach(ByteBuf::release);
		this.waiting.clear();
	}

	private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			free(ctx.channel());
		}

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
			if (part instanceof HttpResponse response && response.status().codeClass() != HttpStatusClass.SUCCESS) {
				Publishers.this.refusal = response.status().toString();
			}
			if (part instanceof HttpContent && part instanceof LastHttpContent) {
				if (Publishers.this.closed) {
					ctx.close();
				}
				else if (ctx.channel().isActive()) {
					free(ctx.channel());
				}
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			Publishers.this.open--;
			Publishers.this.idle.remove(ctx.channel());
			if (!Publishers.this.closed && !Publishers.this.waiting.isEmpty()) {
				connect();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			Publishers.this.refusal = String.valueOf(cause);
			ctx.close();
		}

	}

}
