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

import com.lattestream.webhook.WebhookSender;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * Sends the last webhooks when the application stops: after the hub has closed its
 * connections, for that vacates channels, and before the web server stops taking
 * requests, for some may go to this application.
 */
class LatteStreamWebhookLifecycle extends StoppingLifecycle {

	static final int PHASE = LatteStreamHubLifecycle.PHASE - 256;

	private static final Log logger = LogFactory.getLog(LatteStreamWebhookLifecycle.class);

	private final WebhookSender sender;

	private final Duration timeout;

	LatteStreamWebhookLifecycle(WebhookSender sender, Duration timeout) {
		super(PHASE);
		this.sender = sender;
		this.timeout = timeout;
	}

	@Override
	protected void begin() {
		this.sender.start();
	}

	@Override
	protected Mono<Void> end() {
		return this.sender.stop(this.timeout)
			.doOnNext(LatteStreamWebhookLifecycle::report)
			.then()
			.onErrorResume((ex) -> {
				logger.warn("The last webhooks could not be sent", ex);
				return Mono.empty();
			});
	}

	private static void report(int unsent) {
		if (unsent > 0) {
			logger.warn(LogMessage.format("%d webhook events could not be sent before the application stops", unsent));
		}
	}

	/**
	 * A pause leaves the hub as it is, so its webhooks go on too.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

}
