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

import java.util.List;
import java.util.Map;

import com.lattestream.benchmarks.fanout.Peer;
import com.lattestream.benchmarks.fanout.Wire;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * WebSocket as the reference of WebFlux has it: a sink for each channel, and for each
 * session a flux of it that is sent.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class NaiveWebSocketServer implements WebFluxConfigurer {

	private final ChannelSinks<String> channels = new ChannelSinks<>();

	/**
	 * Start it.
	 * @param args the port
	 */
	public static void main(String[] args) {
		ServerApplication.run(NaiveWebSocketServer.class, WebApplicationType.REACTIVE, args);
	}

	static Peer peer() {
		return Peer
			.java("Naive WebFlux", NaiveWebSocketServer.class, ServerApplication.ON_REACTOR_NETTY, List.of(),
					new QueryWire(Wire.Transport.WEBSOCKET, "/ws", "subscribed"))
			.withCounts();
	}

	@Bean
	HandlerMapping webSocketMapping() {
		WebSocketHandler handler = this::handle;
		return new SimpleUrlHandlerMapping(Map.of("/ws", handler), -1);
	}

	@Override
	public WebSocketService getWebSocketService() {
		// There are other servers on the class path
		return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
	}

	private Mono<Void> handle(WebSocketSession session) {
		MultiValueMap<String, String> query = UriComponentsBuilder.fromUri(session.getHandshakeInfo().getUri())
			.build()
			.getQueryParams();
		Flux<String> messages = this.channels.flux(String.valueOf(query.getFirst("channel")))
			.startWith(Envelope.SUBSCRIBED);
		// Done as soon as one of them is
		return Mono.zip(session.receive().then(), session.send(messages.map(session::textMessage))).then();
	}

	@PostMapping("/publish")
	void publish(@RequestParam String channel, @RequestParam int count, @RequestBody String data) {
		Peer.channels(channel, count).forEach((each) -> this.channels.emit(each, Envelope.of(each, data)));
	}

}
