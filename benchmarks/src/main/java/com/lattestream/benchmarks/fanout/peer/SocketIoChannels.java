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

package com.lattestream.benchmarks.fanout.peer;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

import com.corundumstudio.socketio.SocketIOChannelInitializer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Takes requests to publish at the port of Socket.IO. Connections of others are left
 * alone from their first request on.
 */
final class SocketIoChannels extends SocketIOChannelInitializer {

	private final BiConsumer<String, String> publish;

	/**
	 * Create it.
	 * @param publish takes the name of a channel, and the data
	 */
	SocketIoChannels(BiConsumer<String, String> publish) {
		this.publish = publish;
	}

	@Override
	protected void addSocketioHandlers(ChannelPipeline pipeline) {
		super.addSocketioHandlers(pipeline);
		pipeline.addBefore(PACKET_HANDLER, "publish", new PublishHandler());
	}

	private final class PublishHandler extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof FullHttpRequest request && request.uri().startsWith("/publish?")) {
				publish(context, request);
			}
			else {
				context.fireChannelRead(message);
				context.pipeline().remove(this);
			}
		}

		private void publish(ChannelHandlerContext context, FullHttpRequest request) {
			try {
				String channel = new QueryStringDecoder(request.uri()).parameters().get("channel").get(0);
				SocketIoChannels.this.publish.accept(channel, request.content().toString(StandardCharsets.UTF_8));
			}
			finally {
				ReferenceCountUtil.release(request);
			}
			FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
			HttpUtil.setContentLength(response, 0);
			context.writeAndFlush(response);
		}

	}

}
