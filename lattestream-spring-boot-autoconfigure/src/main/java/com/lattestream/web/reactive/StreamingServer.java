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

import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.StreamIds;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;

/**
 * How a server keeps connections open that last. WebFlux has ways of its own, the same
 * for all servers; they do not tell of pings, set limits for all endpoints at once, and
 * may wait for a client to close.
 */
interface StreamingServer {

	/**
	 * Make a WebSocket of a request that asks for one.
	 * @param exchange the exchange; the headers of the response say if messages are
	 * compressed
	 * @param deflate compresses messages, if that was agreed on
	 * @param opener opens the connection, on its lane
	 * @return completes when the server is done with the exchange
	 */
	Mono<Void> webSocket(ServerWebExchange exchange, @Nullable PerMessageDeflate deflate, ConnectionOpener opener);

	/**
	 * Write an event stream.
	 * @param exchange the exchange; the headers of the response are set
	 * @param ids makes the events' ids
	 * @param opener opens the connection, on its lane
	 * @return completes when the response has ended
	 */
	Mono<Void> eventStream(ServerWebExchange exchange, StreamIds ids, ConnectionOpener opener);

}
