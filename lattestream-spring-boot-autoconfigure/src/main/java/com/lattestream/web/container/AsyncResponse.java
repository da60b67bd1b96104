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

package com.lattestream.web.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * A response that outlives the call of its servlet. Never dispatched: nobody asks again
 * whether the client may have it, nor shows it an error page. Containers use the parts of
 * a response again for others once it is over; so what is done to it from outside, and
 * their saying that it is over, exclude each other.
 */
public final class AsyncResponse implements AsyncListener {

	private static final Log logger = LogFactory.getLog(AsyncResponse.class);

	private final AsyncContext context;

	private final ContainerConnection container;

	private final Runnable completion;

	private final Runnable onEnd;

	private boolean over;

	private AsyncResponse(AsyncContext context, ContainerConnection container, Runnable completion, Runnable onEnd) {
		this.context = context;
		this.container = container;
		this.completion = completion;
		this.onEnd = onEnd;
	}

	/**
	 * Return a response that nobody else looks after.
	 * @param context the context
	 * @param container the connection that it leaves by
	 * @param onEnd called when it is over, on any thread, maybe more than once
	 * @return the response
	 */
	public static AsyncResponse of(AsyncContext context, ContainerConnection container, Runnable onEnd) {
		context.setTimeout(0);
		return new AsyncResponse(context, container, context::complete, onEnd);
	}

	/**
	 * Return a response that somebody else has begun, and completes in time.
	 * @param request the request, as the container has it
	 * @return the response
	 * @throws IllegalStateException if it is not of a servlet container
	 */
	public static AsyncResponse begun(Object request) {
		Runnable nothing = () -> {
		};
		return begun(request, nothing, nothing);
	}

	/**
	 * Return a response that somebody else has begun, and completes.
	 * @param request the request, as the container has it
	 * @param completion asks for it to be completed
	 * @param onEnd called when it is over, on any thread, maybe more than once
	 * @return the response
	 * @throws IllegalStateException if it is not of a servlet container
	 */
	public static AsyncResponse begun(Object request, Runnable completion, Runnable onEnd) {
		if (ContainerConnection.SERVLET && request instanceof HttpServletRequest servletRequest) {
			return new AsyncResponse(servletRequest.getAsyncContext(), ContainerConnection.of(request), completion,
					onEnd);
		}
		throw new IllegalStateException("Event streams are for Reactor Netty, Tomcat and Jetty only");
	}

	/**
	 * Begin to look after the response.
	 * @return this
	 */
	public AsyncResponse listen() {
		this.context.addListener(this);
		return this;
	}

	/**
	 * Return whether the response is over. It does not become so as long as this object's
	 * monitor is held.
	 * @return whether nothing of it may be touched any more
	 */
	public synchronized boolean isOver() {
		return this.over;
	}

	/**
	 * Do something that touches the response, and be over neither before nor meanwhile.
	 * @param work what to do, as far as it is done by whoever subscribes
	 * @return does it; if the response is over, never completes
	 */
	public Mono<Void> exclusively(Mono<Void> work) {
		return Mono.from((subscriber) -> {
			synchronized (this) {
				(this.over ? Mono.<Void>never() : work).subscribe(subscriber);
			}
		});
	}

	/**
	 * Complete the response, unless it is over.
	 */
	public synchronized void complete() {
		if (this.over) {
			return;
		}
		this.over = true;
		try {
			this.completion.run();
		}
		catch (IllegalStateException ex) {
			logger.debug("The container has completed a response already", ex);
		}
	}

	/**
	 * Close the connection, whatever has not left yet. The container completes the
	 * response then.
	 */
	public synchronized void abort() {
		if (!this.over) {
			this.container.abort();
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		synchronized (this) {
			this.over = true;
		}
		this.onEnd.run();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		end();
	}

	@Override
	public void onError(AsyncEvent event) {
		logger.debug("A client is gone", event.getThrowable());
		end();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
	}

	private void end() {
		complete();
		this.onEnd.run();
	}

}
