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

import com.lattestream.autoconfigure.StoppingLifecycle;
import com.lattestream.remote.RemoteLatteStreamClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;

/**
 * Sends the events that were gathered when the application stops. That comes after the
 * web server (phase {@code DEFAULT_PHASE - 2048}), whose last requests may trigger some
 * more.
 */
class RemoteClientLifecycle extends StoppingLifecycle {

	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 2560;

	private static final Log logger = LogFactory.getLog(RemoteClientLifecycle.class);

	private final RemoteLatteStreamClient client;

	private final Duration timeout;

	RemoteClientLifecycle(RemoteLatteStreamClient client, Duration timeout) {
		super(PHASE);
		this.client = client;
		this.timeout = timeout;
	}

	@Override
	protected void begin() {
		this.client.start();
	}

	@Override
	protected Mono<Void> end() {
		return this.client.stop(this.timeout).doOnNext(RemoteClientLifecycle::report).then().onErrorResume((ex) -> {
			logger.warn("Pending events could not be sent", ex);
			return Mono.empty();
		});
	}

	private static void report(int lost) {
		if (lost > 0) {
			logger.warn(LogMessage.format("%d pending events could not be sent", lost));
		}
		else {
			logger.debug("All pending events are sent");
		}
	}

}
