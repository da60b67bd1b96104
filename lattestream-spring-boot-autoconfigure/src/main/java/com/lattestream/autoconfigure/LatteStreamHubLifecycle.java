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

package com.lattestream.autoconfigure;

import java.time.Duration;

import com.lattestream.hub.LatteStreamHub;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;

/**
 * Closes the hub's connections when the application stops. That comes before the web
 * server's graceful shutdown (phase {@code DEFAULT_PHASE - 1024}), which would otherwise
 * wait for event streams until its time is up.
 */
class LatteStreamHubLifecycle extends StoppingLifecycle {

	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

	private static final Log logger = LogFactory.getLog(LatteStreamHubLifecycle.class);

	private final LatteStreamHub hub;

	private final Duration timeout;

	LatteStreamHubLifecycle(LatteStreamHub hub, Duration timeout) {
		super(PHASE);
		this.hub = hub;
		this.timeout = timeout;
	}

	@Override
	protected void begin() {
		this.hub.start();
	}

	@Override
	protected Mono<Void> end() {
		return this.hub.stop(this.timeout).doOnNext(LatteStreamHubLifecycle::report).then().onErrorResume((ex) -> {
			logger.warn("Connections could not be closed", ex);
			return Mono.empty();
		});
	}

	private static void report(int closed) {
		if (closed > 0) {
			logger.info(LogMessage.format("Closed %d connections", closed));
		}
	}

	/**
	 * A pause leaves the web server as it is, so its connections stay too.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

}
