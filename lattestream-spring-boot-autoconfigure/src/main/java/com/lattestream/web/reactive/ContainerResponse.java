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

import java.time.Duration;
import java.util.concurrent.Executor;

import com.lattestream.hub.LaneExecutors;
import com.lattestream.web.container.ContainerConnection;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A response of a container, which uses its parts again for others once it is over; so
 * what is done to it from outside, and that it is over, exclude each other.
 */
final class ContainerResponse implements SseTransport.Response {

	private final ContainerConnection connection;

	private final LaneExecutors lanes;

	private final Executor lane;

	private final Sinks.Empty<Void> aborted = Sinks.empty();

	private boolean over;

	/**
	 * Create a response.
	 * @param connection the connection that it leaves by
	 * @param lanes has the lane, and the time
	 */
	ContainerResponse(ContainerConnection connection, LaneExecutors lanes) {
		this.connection = connection;
		this.lanes = lanes;
		this.lane = lanes.next();
	}

	@Override
	public Executor lane() {
		return this.lane;
	}

	@Override
	public Disposable abortAfter(Duration delay) {
		return this.lanes.schedule(this.lane, this::abort, delay);
	}

	private void abort() {
		synchronized (this) {
			if (this.over) {
				return;
			}
			this.connection.abort();
		}
		this.aborted.tryEmitEmpty();
	}

	/**
	 * Return the end of what is not waited for any longer.
	 * @return completes when the connection was closed
	 */
	Mono<Void> aborted() {
		return this.aborted.asMono();
	}

	synchronized void over() {
		this.over = true;
	}

}
