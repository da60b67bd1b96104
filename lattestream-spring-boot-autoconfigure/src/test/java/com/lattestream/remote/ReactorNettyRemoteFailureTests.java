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

package com.lattestream.remote;

import org.junit.jupiter.api.AfterEach;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;

/**
 * {@link AbstractRemoteFailureTests} with Reactor Netty.
 */
class ReactorNettyRemoteFailureTests extends AbstractRemoteFailureTests {

	private final ConnectionProvider connections = ConnectionProvider.builder("test")
		.maxConnections(20)
		.pendingAcquireMaxCount(-1)
		.build();

	private final ClientHttpConnector connector = new ReactorClientHttpConnector(
			HttpClient.create(this.connections).disableRetry(true));

	@AfterEach
	void closeConnections() {
		this.connections.dispose();
	}

	@Override
	ClientHttpConnector connector() {
		return this.connector;
	}

}
