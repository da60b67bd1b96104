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

import com.lattestream.benchmarks.fanout.Peer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * STOMP as the reference of Spring has it, on Tomcat and with the simple broker. What
 * several publish at a time may reach two subscribers in different orders, as it may by
 * default; to keep the order saves nothing.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
@RestController
public class StompServer implements WebSocketMessageBrokerConfigurer {

	private static final String TOPIC = "/topic/";

	private final ObjectProvider<SimpMessagingTemplate> template;

	StompServer(ObjectProvider<SimpMessagingTemplate> template) {
		this.template = template;
	}

	/**
	 * Start it.
	 * @param args the port
	 */
	public static void main(String[] args) {
		ServerApplication.run(StompServer.class, WebApplicationType.SERVLET, args);
	}

	static Peer peer() {
		// Each connection takes about 100 kB
		return Peer
			.java("STOMP, simple broker", StompServer.class, List.of("-Xms512m", "-Xmx3g"), List.of(),
					new StompWire(TOPIC))
			.withCounts();
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp").setHandshakeHandler(ServerApplication.webSocketOnTomcat());
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableSimpleBroker(TOPIC);
	}

	@Override
	public void configureClientInboundChannel(ChannelRegistration registration) {
		registration.interceptors(new SubscriptionReceipts());
	}

	@PostMapping("/publish")
	void publish(@RequestParam String channel, @RequestParam int count, @RequestBody String data) {
		Peer.channels(channel, count).forEach((each) -> this.template.getObject().convertAndSend(TOPIC + each, data));
	}

}
