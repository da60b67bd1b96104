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

import java.util.List;
import java.util.Map;

import com.lattestream.benchmarks.fanout.Peer;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/**
 * Takes requests to publish and to subscribe. Subscribers leave the pipeline for
 * messages: what they get is written where bytes are.
 */
final class RequestHandler extends SimpleChannelInboundHandler<Object> {

	private final Broadcast broadcast;

	RequestHandler(Broadcast broadcast) {
		this.broadcast = broadcast;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, Object message) {
		if (message instanceof FullHttpRequest request) {
			handle(ctx, request);
		}
		else if (message instanceof PingWebSocketFrame ping) {
			ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
		}
		else if (message instanceof CloseWebSocketFrame) {
			ctx.close();
		}
	}

	private void handle(ChannelHandlerContext ctx, FullHttpRequest request) {
		Map<String, List<String>> parameters = new QueryStringDecoder(request.uri()).parameters();
		String channel = parameters.get("channel").get(0);
		if (request.method() == HttpMethod.POST) {
			byte[] body = ByteBufUtil.getBytes(request.content());
			Peer.channels(channel, Integer.parseInt(parameters.get("count").get(0)))
				.forEach((each) -> this.broadcast.publish(each, body));
			DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
					Unpooled.EMPTY_BUFFER);
			HttpUtil.setContentLength(response, 0);
			ctx.writeAndFlush(response);
		}
		else if (request.headers().contains(HttpHeaderNames.UPGRADE)) {
			WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(null, null, false)
				.newHandshaker(request);
			handshaker.handshake(ctx.channel(), request)
				.addListener((future) -> this.broadcast.webSockets()
					.add(channel, ctx.pipeline().context(WebSocketFrameEncoder.class)));
		}
		else {
			HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
			response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM);
			HttpUtil.setTransferEncodingChunked(response, true);
			ctx.writeAndFlush(response)
				.addListener((future) -> this.broadcast.eventStreams()
					.add(channel, ctx.pipeline().context(HttpServerCodec.class)));
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		ctx.close();
	}

}
