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

import java.io.EOFException;

import com.lattestream.hub.LaneExecutors;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.StreamIds;
import com.lattestream.web.WebSocketHandshake;
import com.lattestream.web.container.AsyncResponse;
import com.lattestream.web.container.ContainerConnection;
import com.lattestream.web.container.ServletEventSocket;
import com.lattestream.web.container.ServletWebSocket;
import com.lattestream.web.container.UpgradedSocket;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tomcat and Jetty. They give the sockets of WebSockets away with the answer to the
 * request, and those of event streams behind the head of the response, as they do on the
 * servlet stack: from there on the hub reads and writes by itself, on one of its lanes.
 * Streams of HTTP/2 and older versions stay responses; that their clients are gone is
 * noticed by the next heartbeat.
 */
final class ContainerServer implements StreamingServer {

	private final LaneExecutors lanes;

	private final int maxMessageSize;

	/**
	 * Create one.
	 * @param lanes has the threads of the connections
	 * @param maxMessageSize how large a message from the client may be, in bytes
	 */
	ContainerServer(LaneExecutors lanes, int maxMessageSize) {
		this.lanes = lanes;
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public Mono<Void> webSocket(ServerWebExchange exchange, @Nullable PerMessageDeflate deflate,
			ConnectionOpener opener) {
		ServerHttpResponse response = exchange.getResponse();
		String key = exchange.getRequest().getHeaders().getFirst(WebSocketHandshake.KEY_HEADER);
		ContainerConnection connection = connection(exchange);
		response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
		response.getHeaders().set(HttpHeaders.UPGRADE, "websocket");
		response.getHeaders().set(HttpHeaders.CONNECTION, "Upgrade");
		response.getHeaders().set(WebSocketHandshake.ACCEPT_HEADER, WebSocketHandshake.accept(String.valueOf(key)));
		return head(response, connection,
				(socket) -> ServletWebSocket.open(socket, this.lanes, this.maxMessageSize, deflate, opener));
	}

	@Override
	public Mono<Void> eventStream(ServerWebExchange exchange, StreamIds ids, ConnectionOpener opener) {
		ContainerConnection connection = connection(exchange);
		return connection.canLeaveHttp() ? eventSocket(exchange, connection, ids, opener)
				: new ContainerEventStream(exchange, ids, this.lanes).start(opener);
	}

	private Mono<Void> eventSocket(ServerWebExchange exchange, ContainerConnection connection, StreamIds ids,
			ConnectionOpener opener) {
		ServerHttpResponse response = exchange.getResponse();
		boolean chunked = connection.staysOpenBehindAsynchronousAnswer();
		ServletEventSocket socket = chunked ? ServletEventSocket.chunked(ids, this.lanes)
				: ServletEventSocket.of(ids, this.lanes);
		response.setStatusCode(HttpStatus.OK);
		if (!chunked) {
			// The end of the connection is that of the response, which has no other
			response.getHeaders().set(HttpHeaders.CONNECTION, "close");
		}
		AsyncResponse async = AsyncResponse.begun(nativeRequest(exchange)).listen();
		return socket.open(opener)
			.then(async.exclusively(head(response, connection, socket::take)))
			.doOnError(socket::failed)
			.doOnCancel(() -> socket.failed(new EOFException("Cancelled")));
	}

	/**
	 * Let the head leave, and nothing else; behind it the socket is given away.
	 * Completing a response without writing to it would not wait for the container, and
	 * Tomcat closes the connection if that is done before it has asked for the first
	 * byte.
	 */
	private static Mono<Void> head(ServerHttpResponse response, ContainerConnection connection,
			UpgradedSocket.Opener opener) {
		response.beforeCommit(() -> Mono.fromCallable(() -> {
			connection.upgrade(opener);
			return null;
		}));
		return response.writeAndFlushWith(Mono.just(Mono.empty()));
	}

	private static ContainerConnection connection(ServerWebExchange exchange) {
		return ContainerConnection.of(nativeRequest(exchange));
	}

	private static Object nativeRequest(ServerWebExchange exchange) {
		return ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
	}

}
