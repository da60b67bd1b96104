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
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.HandshakeParser;
import com.lattestream.web.OriginPolicy;
import com.lattestream.web.SseEndpoint;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The endpoints that stream, on a container and nothing around them.
 */
final class StreamingServer implements AutoCloseable {

	static final String SOCKET = "/app/key?protocol=7";

	static final String STREAM = "/sse?api_key=key&channels=news";

	private final LatteStreamHub hub;

	private final LaneExecutors lanes = new LaneExecutors(2);

	private final WebServer server;

	StreamingServer(ServletWebServerFactory factory, HubSettings settings) {
		this.hub = LatteStreamHub.builder(new AppCredentials("app", "key", "secret"), settings).build();
		this.hub.start();
		OriginPolicy origins = new OriginPolicy(List.of());
		ConnectionLogins logins = new ConnectionLogins(null);
		ConnectionCustomizers customizers = new ConnectionCustomizers(List.of(),
				new CallbackExecutor(new SimpleAsyncTaskExecutor()));
		HttpRequestHandler sockets = new ServletWebSocketHandler(this.hub,
				new ServletHandshakes(new HandshakeParser(this.hub, origins), logins, null, customizers), this.lanes,
				null, true);
		ChannelGrants grants = new ChannelGrants((request) -> Mono.just(ChannelAuthorization.denied()),
				JsonMapper.builder().build());
		HttpRequestHandler streams = new ServletSseHandler(this.hub, new SseEndpoint(this.hub, grants), logins,
				customizers, this.lanes);
		this.server = factory.getWebServer((context) -> {
			register(context.addServlet("sockets", new HandlerServlet(sockets)), "/app/*");
			register(context.addServlet("streams", new HandlerServlet(streams)), "/sse");
		});
		this.server.start();
	}

	private static void register(ServletRegistration.Dynamic servlet, String path) {
		servlet.setAsyncSupported(true);
		servlet.addMapping(path);
	}

	LatteStreamHub hub() {
		return this.hub;
	}

	RawClient client() {
		return new RawClient(this.server.getPort(), 0);
	}

	/**
	 * Return a client that takes little unless it reads.
	 * @return the client
	 */
	RawClient slowClient() {
		return new RawClient(this.server.getPort(), 4096);
	}

	int publish(String data) {
		Integer reached = this.hub.broadcast("news", data).block(Duration.ofSeconds(10));
		return (reached != null) ? reached : 0;
	}

	@Override
	public void close() {
		this.hub.stop(Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
		this.server.stop();
		this.lanes.close();
	}

	private static final class HandlerServlet extends HttpServlet {

		private final transient HttpRequestHandler handler;

		HandlerServlet(HttpRequestHandler handler) {
			this.handler = handler;
		}

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response)
				throws ServletException, IOException {
			String path = request.getRequestURI();
			request.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE,
					Map.of("key", path.substring(path.lastIndexOf('/') + 1)));
			this.handler.handleRequest(request, response);
		}

	}

}
