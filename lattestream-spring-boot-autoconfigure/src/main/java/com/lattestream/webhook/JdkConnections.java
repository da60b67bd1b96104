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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Connections made by the JDK. It cannot be asked which address it is about to connect
 * to, so all that the name leads to are checked before.
 */
final class JdkConnections {

	private JdkConnections() {
	}

	static WebClient create(WebClient.Builder builder, AddressPolicy addresses, Duration connectTimeout) {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.proxy(HttpClient.Builder.NO_PROXY)
			.connectTimeout(connectTimeout)
			.build();
		return builder.clone()
			.clientConnector(new JdkClientHttpConnector(client))
			.filter((request, next) -> exchange(request, next, addresses))
			.build();
	}

	private static Mono<ClientResponse> exchange(ClientRequest request, ExchangeFunction next,
			AddressPolicy addresses) {
		String host = request.url().getHost();
		return Mono.fromCallable(() -> check(host, addresses))
			// Looking a name up blocks
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((checked) -> next.exchange(request));
	}

	private static boolean check(String host, AddressPolicy addresses) throws ConnectException, UnknownHostException {
		for (InetAddress address : InetAddress.getAllByName(host)) {
			if (!addresses.allows(host, address)) {
				throw new ConnectException(host + " leads to an address that is not allowed");
			}
		}
		return true;
	}

}
