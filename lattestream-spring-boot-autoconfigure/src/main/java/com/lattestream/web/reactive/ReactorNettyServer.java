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

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;

import com.lattestream.hub.Connection;
import com.lattestream.protocol.CloseCode;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.StreamIds;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Reactor Netty, by its own API: it is the event loop that becomes the lane, and frames
 * that are ready for the wire are written as they are. Other WebSocket endpoints of the
 * application are not touched.
 */
final class ReactorNettyServer implements StreamingServer {

	private static final Log logger = LogFactory.getLog(ReactorNettyServer.class);

	/** Decoders put it where there is no UTF-8; a client may also have sent it. */
	private static final char REPLACEMENT = '\uFFFD';

	private final WebsocketServerSpec spec;

	private final WebsocketServerSpec compressedSpec;

	private final int maxMessageSize;

	/**
	 * Create one.
	 * @param maxMessageSize how large a message from the client may be, in bytes
	 */
	ReactorNettyServer(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
		this.spec = spec(maxMessageSize);
		this.compressedSpec = spec(PerMessageDeflate.maxCompressedSize(maxMessageSize));
	}

	private static WebsocketServerSpec spec(int maxPayload) {
		// Pings come to us: they are signs of life
		return WebsocketServerSpec.builder().maxFramePayloadLength(maxPayload).handlePing(true).build();
	}

	static boolean isOf(Object response) {
		return response instanceof HttpServerResponse;
	}

	@Override
	public Mono<Void> webSocket(ServerWebExchange exchange, @Nullable PerMessageDeflate deflate,
			ConnectionOpener opener) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		return exchange.getResponse().setComplete().then(upgrade(response, deflate, opener));
	}

	/**
	 * Upgrade on the event loop. Filters may have moved the request elsewhere, for
	 * example to look for a session; from there, Reactor Netty is not ready for the first
	 * message at the time the client may send it.
	 */
	private Mono<Void> upgrade(HttpServerResponse response, @Nullable PerMessageDeflate deflate,
			ConnectionOpener opener) {
		WebsocketServerSpec spec = (deflate != null) ? this.compressedSpec : this.spec;
		return Mono.defer(() -> Mono.from(response.sendWebsocket((in, out) -> connect(opener, deflate, in, out), spec)))
			.subscribeOn(Schedulers.fromExecutor(channel(response).eventLoop()));
	}

	private Mono<Void> connect(ConnectionOpener opener, @Nullable PerMessageDeflate deflate, WebsocketInbound in,
			WebsocketOutbound out) {
		ReactorNettyWebSocketTransport transport = new ReactorNettyWebSocketTransport(out, deflate);
		Connection connection = opener.open(transport, transport.channel().eventLoop());
		transport.channel()
			.pipeline()
			.addBefore(NettyPipeline.ReactiveBridge, null, new WritabilityHandler(connection));
		transport.channel()
			.pipeline()
			.addBefore(NettyPipeline.ReactiveBridge, null,
					new MessageAggregator(this.maxMessageSize, deflate, connection));
		return in.receiveFrames()
			.doOnNext((frame) -> received(frame, connection, transport))
			.doFinally((signal) -> connection.closed())
			.then(transport.closed());
	}

	private static void received(WebSocketFrame frame, Connection connection,
			ReactorNettyWebSocketTransport transport) {
		if (frame instanceof TextWebSocketFrame text) {
			received(text, connection);
		}
		else if (frame instanceof PingWebSocketFrame) {
			connection.alive();
			transport.pong(frame.content());
		}
		else if (frame instanceof PongWebSocketFrame) {
			connection.alive();
		}
		else if (frame instanceof BinaryWebSocketFrame) {
			connection.receivedBinary(ByteBufUtil.getBytes(frame.content()));
		}
	}

	private static void received(TextWebSocketFrame frame, Connection connection) {
		String text = frame.text();
		if (text.indexOf(REPLACEMENT) >= 0 && !ByteBufUtil.isText(frame.content(), StandardCharsets.UTF_8)) {
			connection.close(CloseCode.INVALID_TEXT, CloseCode.INVALID_TEXT.reason());
		}
		else {
			connection.received(text);
		}
	}

	/**
	 * Filters may want to see or change what is written: then it is the body of their
	 * response.
	 */
	@Override
	public Mono<Void> eventStream(ServerWebExchange exchange, StreamIds ids, ConnectionOpener opener) {
		ServerHttpResponse response = exchange.getResponse();
		HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
		Channel channel = channel(nativeResponse);
		ChunkedSseTransport transport = (response instanceof ServerHttpResponseDecorator) ? null
				: ChunkedSseTransport.of(ids, nativeResponse, channel);
		return (transport != null) ? response.setComplete().then(transport.send(opener))
				: body(response, new SseTransport(ids, response.bufferFactory(), opener, channel));
	}

	private static Mono<Void> body(ServerHttpResponse response, SseTransport transport) {
		return response.writeAndFlushWith(transport)
			// What the hub closes while something waits in it; with HTTP/1.1, Reactor
			// Netty does not tell
			.onErrorResume(ClosedChannelException.class, (ex) -> {
				logger.debug("A client is gone", ex);
				return Mono.empty();
			})
			.doFinally((signal) -> transport.ended());
	}

	private static Channel channel(HttpServerResponse response) {
		Channel[] holder = new Channel[1];
		response.withConnection((connection) -> holder[0] = connection.channel());
		return holder[0];
	}

}
