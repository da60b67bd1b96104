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

import reactor.core.Disposable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * The connections to the service. Wraps the connector so that it is no candidate where
 * the application looks for one of its own.
 */
final class RemoteConnector implements DisposableBean {

	private final ClientHttpConnector connector;

	private final Disposable pool;

	/**
	 * Create one.
	 * @param connector connects
	 * @param pool has the connections
	 */
	RemoteConnector(ClientHttpConnector connector, Disposable pool) {
		this.connector = connector;
		this.pool = pool;
	}

	ClientHttpConnector connector() {
		return this.connector;
	}

	@Override
	public void destroy() {
		this.pool.dispose();
	}

}
