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

package com.lattestream.web.servlet;

import com.lattestream.web.container.ContainerConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A response that outlives the call of its servlet. Never dispatched: nobody asks again
 * whether the client may have it, nor shows it an error page. Containers use the parts of
 * a response again for others once it is over; so what is done to it from outside, and
 * their saying that it is over, exclude each other.
 */
final class AsyncResponse implements AsyncListener {

	private static final Log logger = LogFactory.getLog(AsyncResponse.class);

	private final AsyncContext context;

	private final ContainerConnection container;

	private final Runnable onEnd;

	private boolean over;

	/**
	 * Create one.
	 * @param context the context
	 * @param container the connection that it leaves by
	 * @param onEnd called when it is over, on any thread, maybe more than once
	 */
	AsyncResponse(AsyncContext context, ContainerConnection container, Runnable onEnd) {
		this.context = context;
		this.container = container;
		this.onEnd = onEnd;
		context.setTimeout(0);
		context.addListener(this);
	}

	synchronized boolean isOver() {
		return this.over;
	}

	/**
	 * Complete the response.
	 */
	synchronized void complete() {
		if (this.over) {
			return;
		}
		this.over = true;
		try {
			this.context.complete();
		}
		catch (IllegalStateException ex) {
			logger.debug("The container has completed a response already", ex);
		}
	}

	/**
	 * Close the connection, whatever has not left yet. The container completes the
	 * response then.
	 */
	synchronized void abort() {
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
