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

package com.example.contract;

import io.netty.channel.ChannelOption;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Sockets that take little of what their clients do not read, and each the same. Left to
 * itself the system takes megabytes, at times more and at times less.
 */
@Configuration(proxyBeanMethods = false)
class SmallSendBuffers {

	private static final int SIZE = 64 * 1024;

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> smallSendBuffersOfReactorNetty() {
		return (factory) -> factory.addServerCustomizers((server) -> server.childOption(ChannelOption.SO_SNDBUF, SIZE));
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> smallSendBuffersOfTomcat() {
		return (factory) -> factory
			.addConnectorCustomizers((connector) -> connector.setProperty("socket.txBufSize", Integer.toString(SIZE)));
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> smallSendBuffersOfJetty() {
		return (factory) -> factory.addServerCustomizers((server) -> {
			for (Connector connector : server.getConnectors()) {
				((ServerConnector) connector).setAcceptedSendBufferSize(SIZE);
			}
		});
	}

}
