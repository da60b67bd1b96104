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

package com.lattestream.webhook;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Connections made by Reactor Netty, in a pool of their own: all in there went through
 * the check.
 */
final class ReactorNettyConnections {

	private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(20);

	/** So that a name that leads elsewhere by now is noticed. */
	private static final Duration MAX_LIFE_TIME = Duration.ofMinutes(5);

	private ReactorNettyConnections() {
	}

	static WebhookHttpClient create(WebClient.Builder builder, AddressPolicy addresses, Duration connectTimeout) {
		ConnectionProvider pool = ConnectionProvider.builder("lattestream-webhook")
			.maxIdleTime(MAX_IDLE_TIME)
			.maxLifeTime(MAX_LIFE_TIME)
			.build();
		HttpClient client = HttpClient.create(pool)
			.followRedirect(false)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
			.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addFirst(new AddressCheck(addresses, ((InetSocketAddress) remote).getHostString())));
		return new WebhookHttpClient(builder.clone().clientConnector(new ReactorClientHttpConnector(client)).build(),
				pool);
	}

	/**
	 * Sees the address of each attempt to connect, after the name was looked up.
	 */
	private static final class AddressCheck extends ChannelOutboundHandlerAdapter {

		private final AddressPolicy addresses;

		private final String host;

		AddressCheck(AddressPolicy addresses, String host) {
			this.addresses = addresses;
			this.host = host;
		}

		@Override
		public void connect(ChannelHandlerContext ctx, SocketAddress remoteAddress, SocketAddress localAddress,
				ChannelPromise promise) throws Exception {
			if (this.addresses.allows(this.host, ((InetSocketAddress) remoteAddress).getAddress())) {
				super.connect(ctx, remoteAddress, localAddress, promise);
			}
			else {
				promise.setFailure(new ConnectException(this.host + " leads to an address that is not allowed"));
			}
		}

	}

}
