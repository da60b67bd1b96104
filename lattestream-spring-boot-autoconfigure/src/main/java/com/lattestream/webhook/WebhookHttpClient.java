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

import java.time.Duration;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Posts webhooks with a {@link WebClient}: as it is set up in the application but for the
 * connections, which are made to allowed addresses only, past any proxy, and with
 * redirects not followed.
 */
public final class WebhookHttpClient implements WebhookTransport, DisposableBean {

	private final WebClient client;

	private final Disposable resources;

	WebhookHttpClient(WebClient client, Disposable resources) {
		this.client = client;
		this.resources = resources;
	}

	/**
	 * Create a client that makes its connections with Reactor Netty. Addresses are
	 * checked as the connection is made.
	 * @param builder builds the {@link WebClient}
	 * @param addresses which addresses are allowed
	 * @param connectTimeout how long making a connection may take
	 * @return the client
	 */
	public static WebhookHttpClient onReactorNetty(WebClient.Builder builder, AddressPolicy addresses,
			Duration connectTimeout) {
		return ReactorNettyConnections.create(builder, addresses, connectTimeout);
	}

	/**
	 * Create a client that makes its connections with the JDK. Addresses are checked
	 * right before; the JDK remembers them long enough to connect to the same.
	 * @param builder builds the {@link WebClient}
	 * @param addresses which addresses are allowed
	 * @param connectTimeout how long making a connection may take
	 * @return the client
	 */
	public static WebhookHttpClient onJdk(WebClient.Builder builder, AddressPolicy addresses, Duration connectTimeout) {
		return new WebhookHttpClient(JdkConnections.create(builder, addresses, connectTimeout), Disposables.disposed());
	}

	@Override
	public Mono<Integer> post(WebhookRequest request) {
		return this.client.post()
			.uri(request.url())
			.headers((headers) -> request.headers().forEach(headers::set))
			// Without a charset: some receivers take nothing but these very characters
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(request.body())
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()));
	}

	@Override
	public void destroy() {
		this.resources.dispose();
	}

}
