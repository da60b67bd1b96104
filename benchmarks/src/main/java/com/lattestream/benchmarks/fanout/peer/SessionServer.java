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

package com.lattestream.benchmarks.fanout.peer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.lattestream.benchmarks.fanout.Peer;
import com.lattestream.benchmarks.fanout.Wire;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * WebSocket as the reference of Spring's servlet stack has it, on Tomcat: a handler that
 * keeps its sessions, and whoever publishes sends to all of them, one after the other.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocket
@RestController
public class SessionServer {

	private static final int SEND_TIME_LIMIT = 10_000;

	private static final int BUFFER_SIZE_LIMIT = 512 * 1024;

	private final Map<String, Map<String, WebSocketSession>> channels = new ConcurrentHashMap<>();

	/**
	 * Start it.
	 * @param args the port
	 */
	public static void main(String[] args) {
		ServerApplication.run(SessionServer.class, WebApplicationType.SERVLET, args);
	}

	static Peer peer() {
		return Peer.java("MVC, session by session", SessionServer.class, List.of(), List.of(),
				new QueryWire(Wire.Transport.WEBSOCKET, "/ws", "subscribed"));
	}

	@Bean
	WebSocketConfigurer webSocketConfigurer() {
		return (registry) -> registry.addHandler(new Handler(), "/ws")
			.setHandshakeHandler(ServerApplication.webSocketOnTomcat());
	}

	@PostMapping("/publish")
	void publish(@RequestParam String channel, @RequestBody String data) {
		TextMessage message = new TextMessage(Envelope.of(channel, data));
		for (WebSocketSession session : this.channels.getOrDefault(channel, Map.of()).values()) {
			try {
				session.sendMessage(message);
			}
			catch (IOException | IllegalStateException ex) {
				subscribers(session).remove(session.getId());
			}
		}
	}

	private Map<String, WebSocketSession> subscribers(WebSocketSession session) {
		String channel = UriComponentsBuilder.fromUri(session.getUri()).build().getQueryParams().getFirst("channel");
		return this.channels.computeIfAbsent(String.valueOf(channel), (name) -> new ConcurrentHashMap<>());
	}

	private final class Handler extends TextWebSocketHandler {

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws IOException {
			WebSocketSession decorated = new ConcurrentWebSocketSessionDecorator(session, SEND_TIME_LIMIT,
					BUFFER_SIZE_LIMIT);
			subscribers(session).put(session.getId(), decorated);
			decorated.sendMessage(new TextMessage(Envelope.SUBSCRIBED));
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			subscribers(session).remove(session.getId());
		}

	}

}
