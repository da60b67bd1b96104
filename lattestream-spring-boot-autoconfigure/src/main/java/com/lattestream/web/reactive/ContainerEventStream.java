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

import java.io.IOException;
import java.util.concurrent.Executor;

import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.Transport;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.StreamIds;
import com.lattestream.web.container.AsyncResponse;
import com.lattestream.web.container.ServletSseTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * An event stream that stays a response of a servlet container.
 */
final class ContainerEventStream implements ServletSseTransport.Response {

	private static final Log logger = LogFactory.getLog(ContainerEventStream.class);

	private final ServerHttpResponse response;

	private final AsyncResponse async;

	private final LaneExecutors lanes;

	private final Executor lane;

	private final ContainerBody body;

	private final ServletSseTransport transport;

	private final Sinks.Empty<Void> done = Sinks.empty();

	/**
	 * Create a stream.
	 * @param exchange the exchange; the headers of the response are set
	 * @param ids makes the events' ids
	 * @param lanes has the lane
	 */
	ContainerEventStream(ServerWebExchange exchange, StreamIds ids, LaneExecutors lanes) {
		this.response = exchange.getResponse();
		this.lanes = lanes;
		this.lane = lanes.next();
		this.async = AsyncResponse.begun(ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest()),
				this.done::tryEmitEmpty, this::closed);
		this.body = new ContainerBody(this.async, this.response.bufferFactory(), this.lane, this::writable,
				this::closed);
		this.transport = new ServletSseTransport(ids, this.body, this, lanes, this.lane);
	}

	/**
	 * Open a connection that writes to the response.
	 * @param opener opens the connection
	 * @return completes when the response is to be completed
	 */
	Mono<Void> start(ConnectionOpener opener) {
		this.async.listen();
		return this.transport.open(opener)
			.then(this.async.exclusively(this.response.writeAndFlushWith(this.body)))
			.onErrorResume(ContainerEventStream::isOfConnection, this::failed)
			.takeUntilOther(this.done.asMono())
			.doFinally((signal) -> closed());
	}

	/**
	 * The client is gone, or the container gives up, as it does when it stops.
	 */
	private static boolean isOfConnection(Throwable ex) {
		return ex instanceof IOException || ex instanceof IllegalStateException;
	}

	private Mono<Void> failed(Throwable ex) {
		logger.debug("A client is gone", ex);
		closed();
		return Mono.never();
	}

	private void writable() {
		this.transport.writable();
	}

	private void closed() {
		this.transport.closed();
	}

	@Override
	public void complete() {
		this.body.complete();
	}

	@Override
	public void abort() {
		this.async.abort();
		lost();
	}

	/**
	 * Containers know what failed, and end it in their own way; unless they do not.
	 */
	@Override
	public void lost() {
		if (!this.async.isOver()) {
			this.lanes.schedule(this.lane, this.async::complete, Transport.CLOSE_TIMEOUT);
		}
	}

}
