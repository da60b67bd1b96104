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
import java.util.concurrent.RejectedExecutionException;

import com.lattestream.web.container.AsyncResponse;
import com.lattestream.web.container.NonBlockingSink;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;

/**
 * The body of a response of a servlet container. Only one may listen to when the
 * container takes bytes, and that is WebFlux, so bytes go by it. But WebFlux writes what
 * it is given even if the response is over: containers use its parts for somebody else
 * then, whose answer is lost. Nothing is handed on here that a response does not wait
 * for. All of it happens on the lane.
 */
final class ContainerBody implements NonBlockingSink, Publisher<Publisher<DataBuffer>>, Subscription {

	private static final Log logger = LogFactory.getLog(ContainerBody.class);

	/** Is not over while its monitor is held. */
	private final AsyncResponse response;

	private final DataBufferFactory bufferFactory;

	private final Executor lane;

	private final Runnable onRequest;

	private final Runnable onCancel;

	private @Nullable Subscriber<? super Publisher<DataBuffer>> subscriber;

	private long requested;

	/**
	 * Create a body.
	 * @param response the response
	 * @param bufferFactory makes its buffers
	 * @param lane the lane of the connection
	 * @param onRequest called when bytes may be written
	 * @param onCancel called when they may not any more, on any thread
	 */
	ContainerBody(AsyncResponse response, DataBufferFactory bufferFactory, Executor lane, Runnable onRequest,
			Runnable onCancel) {
		this.response = response;
		this.bufferFactory = bufferFactory;
		this.lane = lane;
		this.onRequest = onRequest;
		this.onCancel = onCancel;
	}

	@Override
	public void subscribe(Subscriber<? super Publisher<DataBuffer>> subscriber) {
		onLane(() -> {
			this.subscriber = subscriber;
			subscriber.onSubscribe(this);
		});
	}

	@Override
	public void request(long n) {
		onLane(() -> {
			this.requested = Operators.addCap(this.requested, n);
			this.onRequest.run();
		});
	}

	@Override
	public void cancel() {
		this.onCancel.run();
	}

	@Override
	public boolean isReady() {
		return this.requested > 0;
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		synchronized (this.response) {
			if (this.response.isOver() || this.subscriber == null) {
				throw new IOException("The response is over");
			}
			this.requested--;
			this.subscriber.onNext(Mono.just(this.bufferFactory.wrap(bytes)));
		}
	}

	/**
	 * Complete the response, unless it is over.
	 */
	void complete() {
		synchronized (this.response) {
			if (!this.response.isOver() && this.subscriber != null) {
				this.subscriber.onComplete();
			}
		}
	}

	private void onLane(Runnable task) {
		try {
			this.lane.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application stops", ex);
		}
	}

}
