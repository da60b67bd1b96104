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

import java.net.http.HttpClient;
import java.time.Duration;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpCookieHandling;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;

/**
 * What connects to the service: the HTTP client that Spring Boot is set to use or else
 * Reactor Netty or else that of the JDK. Redirects are not followed: where they lead is
 * not where the secret may go.
 */
final class RemoteConnectorConfigurations {

	private RemoteConnectorConfigurations() {
	}

	private static Duration connectTimeout(LatteStreamClientProperties properties) {
		return RemoteSettingsFactory.positive("connect-timeout", properties.getConnectTimeout());
	}

	/**
	 * Spring Boot's settings and customizers apply.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ClientHttpConnectorBuilder.class)
	static class SpringBootHttpClient {

		@Bean
		@ConditionalOnMissingBean
		RemoteConnector latteStreamRemoteConnector(LatteStreamClientProperties properties,
				LatteStreamConnectionDetails details, ObjectProvider<ClientHttpConnectorBuilder<?>> builder,
				ObjectProvider<HttpClientSettings> settings) {
			ClientHttpConnectorBuilder<?> connector = builder.getIfAvailable(ClientHttpConnectorBuilder::detect);
			if (connector instanceof JdkClientHttpConnectorBuilder jdk) {
				connector = jdk.withHttpClientCustomizer((client) -> JdkHttpClients.customize(client, details));
			}
			Disposable pool = Disposables.disposed();
			if (connector instanceof ReactorClientHttpConnectorBuilder reactor) {
				ConnectionProvider connections = ReactorHttpClients.connections(properties.getPool());
				connector = reactor.withHttpClientFactory(() -> ReactorHttpClients.create(connections));
				pool = connections;
			}
			return new RemoteConnector(
					connector
						.build(settings(properties, details, settings.getIfAvailable(HttpClientSettings::defaults))),
					pool);
		}

		/**
		 * The response timeout is the client's own, which has all of the answer in it.
		 */
		private static HttpClientSettings settings(LatteStreamClientProperties properties,
				LatteStreamConnectionDetails details, HttpClientSettings settings) {
			SslBundle sslBundle = details.getSslBundle();
			return settings.withRedirects(HttpRedirects.DONT_FOLLOW)
				.withCookieHandling(HttpCookieHandling.DISABLE)
				.withTimeouts(connectTimeout(properties), null)
				.withSslBundle((sslBundle != null) ? sslBundle : settings.sslBundle());
		}

	}

	/**
	 * Reactor Netty.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(reactor.netty.http.client.HttpClient.class)
	static class ReactorNetty {

		@Bean
		@ConditionalOnMissingBean
		RemoteConnector latteStreamRemoteConnector(LatteStreamClientProperties properties,
				LatteStreamConnectionDetails details) {
			ConnectionProvider connections = ReactorHttpClients.connections(properties.getPool());
			return new RemoteConnector(new ReactorClientHttpConnector(
					ReactorHttpClients.create(connections, properties.getConnectTimeout(), details.getSslBundle())),
					connections);
		}

	}

	/**
	 * The HTTP client of the JDK.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Jdk {

		@Bean
		@ConditionalOnMissingBean
		RemoteConnector latteStreamRemoteConnector(LatteStreamClientProperties properties,
				LatteStreamConnectionDetails details) {
			HttpClient.Builder client = HttpClient.newBuilder()
				.followRedirects(HttpClient.Redirect.NEVER)
				.connectTimeout(connectTimeout(properties));
			JdkHttpClients.customize(client, details);
			SslBundle sslBundle = details.getSslBundle();
			if (sslBundle != null) {
				client.sslContext(sslBundle.createSslContext());
			}
			return new RemoteConnector(new JdkClientHttpConnector(client.build()), Disposables.disposed());
		}

	}

}
