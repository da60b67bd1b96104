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

package com.lattestream.web;

import java.util.List;

import com.lattestream.hub.ConnectionCustomizer;
import com.lattestream.hub.ConnectionRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Shows connections to the application before they open, off the event loops.
 */
public final class ConnectionCustomizers {

	private static final Log logger = LogFactory.getLog(ConnectionCustomizers.class);

	private final List<ConnectionCustomizer> customizers;

	private final Scheduler scheduler;

	/**
	 * Create customizers.
	 * @param customizers those of the application, in their order
	 * @param callbackExecutor calls them
	 */
	public ConnectionCustomizers(List<ConnectionCustomizer> customizers, CallbackExecutor callbackExecutor) {
		this.customizers = List.copyOf(customizers);
		this.scheduler = Schedulers.fromExecutor(callbackExecutor.executor());
	}

	/**
	 * Show a connection to the application.
	 * @param request the connection
	 * @return the same, with what the application said
	 */
	public Mono<ConnectionRequest> apply(ConnectionRequest request) {
		if (this.customizers.isEmpty()) {
			return Mono.just(request);
		}
		return Mono.fromSupplier(() -> {
			customize(request);
			return request;
		}).subscribeOn(this.scheduler);
	}

	private void customize(ConnectionRequest request) {
		for (ConnectionCustomizer customizer : this.customizers) {
			try {
				customizer.customize(request);
			}
			catch (RuntimeException ex) {
				logger.error("A connection is refused because a customizer failed", ex);
				request.refuse("The connection is not possible now");
			}
			if (request.isRefused()) {
				return;
			}
		}
	}

}
