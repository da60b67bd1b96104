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
import java.security.Principal;

import com.lattestream.TransportType;
import com.lattestream.hub.Connection;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.Dialect;
import com.lattestream.web.ApiResponse;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogin;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.ConnectionOpener;
import com.lattestream.web.SseEndpoint;
import com.lattestream.web.container.ContainerConnection;
import com.lattestream.web.container.ServletEventSocket;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;

/**
 * Opens event streams. What is wrong with a request is answered before the stream starts.
 * With its head the socket leaves HTTP, if it can: no thread, no request and nothing of
 * Spring MVC belongs to the stream. Streams of HTTP/2 and older versions stay responses
 * that are written to without blocking; that their clients are gone is noticed by the
 * next heartbeat, unless the container tells before.
 */
public final class ServletSseHandler implements HttpRequestHandler {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	private final LatteStreamHub hub;

	private final SseEndpoint endpoint;

	private final ConnectionLogins logins;

	private final ConnectionCustomizers customizers;

	private final LaneExecutors lanes;

	/**
	 * Create a handler.
	 * @param hub the hub
	 * @param endpoint decides about streams
	 * @param logins tells whose they are
	 * @param customizers shows connections to the application
	 * @param lanes has the threads of the connections
	 */
	public ServletSseHandler(LatteStreamHub hub, SseEndpoint endpoint, ConnectionLogins logins,
			ConnectionCustomizers customizers, LaneExecutors lanes) {
		this.hub = hub;
		this.endpoint = endpoint;
		this.logins = logins;
		this.customizers = customizers;
		this.lanes = lanes;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!HttpMethod.GET.matches(request.getMethod())) {
			ServletResponses.methodNotAllowed(response, HttpMethod.GET);
			return;
		}
		try {
			SseEndpoint.SseStream stream = ServletResponses.await(decide(request, response));
			if (stream != null) {
				start(stream, request, response);
			}
			else {
				ServletResponses.write(response, ApiResponse.unavailable());
			}
		}
		catch (SseEndpoint.Refusal ex) {
			ServletResponses.write(response, ex.response());
		}
	}

	private Mono<SseEndpoint.SseStream> decide(HttpServletRequest request, HttpServletResponse response) {
		return this.logins.login(ServletConnectionRequests.query(request), Mono.justOrEmpty(request.getUserPrincipal()))
			.doOnNext(this.endpoint::check)
			.flatMap((login) -> open(login, request, response));
	}

	private Mono<SseEndpoint.SseStream> open(ConnectionLogin login, HttpServletRequest request,
			HttpServletResponse response) {
		Principal principal = login.principal();
		return this.customizers
			.apply(ServletConnectionRequests.of(request, TransportType.SSE, Dialect.LATTESTREAM, principal))
			.flatMap((shown) -> {
				shown.responseHeaders()
					.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
				return this.endpoint.open(ServletConnectionRequests.query(request), shown.header(LAST_EVENT_ID),
						principal, shown.details(), login.byTicket() ? new TicketRequest(request, principal) : request);
			});
	}

	private void start(SseEndpoint.SseStream stream, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform");
		response.setHeader("X-Accel-Buffering", "no");
		ConnectionOpener opener = (transport, lane) -> {
			Connection connection = this.hub.open(stream.handshake(), transport, lane);
			connection.subscribe(stream.grants());
			return connection;
		};
		ContainerConnection connection = ContainerConnection.of(request);
		if (connection.canLeaveHttp()) {
			leave(connection, response, ServletEventSocket.of(stream.ids(), this.lanes), opener);
		}
		else {
			ServletEventStream.start(request, response, stream.ids(), this.lanes, opener);
		}
	}

	private static void leave(ContainerConnection connection, HttpServletResponse response, ServletEventSocket socket,
			ConnectionOpener opener) throws IOException {
		ServletResponses.await(socket.open(opener));
		try {
			connection.upgrade(socket::take);
			response.setStatus(HttpServletResponse.SC_OK);
			// The end of the connection is that of the response, which has no other
			response.setHeader(HttpHeaders.CONNECTION, "close");
			response.flushBuffer();
		}
		catch (IOException | IllegalStateException ex) {
			socket.failed(ex);
			throw ex;
		}
	}

}
