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

import java.io.IOException;
import java.util.concurrent.Executor;

import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.Transport;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.StreamIds;
import com.lattestream.web.container.AsyncResponse;
import com.lattestream.web.container.ContainerConnection;
import com.lattestream.web.container.ServletSseTransport;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * An event stream that stays a response.
 */
final class ServletEventStream implements WriteListener, ServletSseTransport.Response {

	private static final Log logger = LogFactory.getLog(ServletEventStream.class);

	private final AsyncResponse response;

	private final LaneExecutors lanes;

	private final Executor lane;

	private final ServletSseTransport transport;

	private ServletEventStream(HttpServletRequest request, HttpServletResponse response, StreamIds ids,
			LaneExecutors lanes) throws IOException {
		this.lanes = lanes;
		this.lane = lanes.next();
		this.response = AsyncResponse.of(request.startAsync(request, response), ContainerConnection.of(request),
				this::closed);
		this.transport = new ServletSseTransport(ids, new ServletSink(response.getOutputStream(), this.response), this,
				lanes, this.lane);
	}

	/**
	 * Open a connection that writes to a response.
	 * @param request the request
	 * @param response the response; its status and headers are set
	 * @param ids makes the events' ids
	 * @param lanes has the lane
	 * @param opener opens the connection
	 * @throws IOException if the client is gone
	 */
	static void start(HttpServletRequest request, HttpServletResponse response, StreamIds ids, LaneExecutors lanes,
			ConnectionOpener opener) throws IOException {
		ShallowEtagHeaderFilter.disableContentCaching(request);
		ServletEventStream stream = new ServletEventStream(request, response, ids, lanes);
		stream.response.listen();
		ServletResponses.await(stream.transport.open(opener));
		response.getOutputStream().setWriteListener(stream);
	}

	@Override
	public void onWritePossible() {
		this.transport.writable();
	}

	@Override
	public void onError(Throwable ex) {
		logger.debug("A client is gone", ex);
		closed();
	}

	private void closed() {
		this.transport.closed();
	}

	@Override
	public void complete() {
		this.response.complete();
	}

	@Override
	public void abort() {
		this.response.abort();
		lost();
	}

	/**
	 * Containers know what failed, and end it in their own way; unless they do not.
	 */
	@Override
	public void lost() {
		if (!this.response.isOver()) {
			this.lanes.schedule(this.lane, this.response::complete, Transport.CLOSE_TIMEOUT);
		}
	}

}
