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

package com.lattestream.autoconfigure.remote;

import java.time.Duration;
import java.util.List;

import com.lattestream.remote.RemoteSettings;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * Makes HTTP clients of Reactor Netty.
 */
final class ReactorHttpClients {

	private static final String NAME = "lattestream-client";

	private ReactorHttpClients() {
	}

	/**
	 * Create a pool of connections. How many wait for one is limited before they come
	 * here, for all kinds of HTTP clients.
	 * @param pool the properties
	 * @return the pool
	 */
	static ConnectionProvider connections(LatteStreamClientProperties.Pool pool) {
		RemoteSettings.Connections limits = RemoteSettingsFactory.connections(pool);
		return ConnectionProvider.builder(NAME)
			.maxConnections(limits.max())
			.maxLifeTime(RemoteSettingsFactory.positive("pool.max-age", pool.getMaxAge()))
			.maxIdleTime(RemoteSettingsFactory.positive("pool.max-idle", pool.getMaxIdle()))
			.pendingAcquireMaxCount(-1)
			.pendingAcquireTimeout(limits.maxWait())
			.lifo()
			.build();
	}

	/**
	 * Create a client that takes the JVM's proxy. It does not repeat requests: that is
	 * done where they are counted.
	 * @param connections the pool
	 * @return the client
	 */
	static HttpClient create(ConnectionProvider connections) {
		return HttpClient.create(connections).proxyWithSystemProperties().disableRetry(true);
	}

	/**
	 * Create a client.
	 * @param connections the pool
	 * @param connectTimeout how long connecting may take
	 * @param sslBundle what to connect with; {@code null} for what the platform has
	 * @return the client
	 */
	static HttpClient create(ConnectionProvider connections, Duration connectTimeout, @Nullable SslBundle sslBundle) {
		HttpClient client = create(connections).option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
				Math.toIntExact(connectTimeout.toMillis()));
		if (sslBundle == null) {
			return client;
		}
		return client.secure((ssl) -> ssl
			.sslContext(Http11SslContextSpec.forClient().configure((context) -> configure(context, sslBundle))));
	}

	private static void configure(SslContextBuilder context, SslBundle sslBundle) {
		SslManagerBundle managers = sslBundle.getManagers();
		SslOptions options = sslBundle.getOptions();
		context.keyManager(managers.getKeyManagerFactory()).trustManager(managers.getTrustManagerFactory());
		context.protocols(options.getEnabledProtocols());
		if (options.getCiphers() != null) {
			context.ciphers(List.of(options.getCiphers()));
		}
	}

}
