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

package com.example.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.lattestream.LatteStreamClient;
import com.lattestream.LatteStreamException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes the hub's webhooks, which come to this very application, and keeps the last of
 * them for a page. What gets here is genuine: the signature was verified on the way.
 */
@RestController
class WebhookController {

	private static final int KEPT = 50;

	private static final Log logger = LogFactory.getLog(WebhookController.class);

	private final LatteStreamClient lattestream;

	private final Deque<Told> told = new ArrayDeque<>();

	WebhookController(LatteStreamClient lattestream) {
		this.lattestream = lattestream;
	}

	@PostMapping("/lattestream/webhooks")
	Mono<Void> receive(@RequestBody Webhook webhook) {
		webhook.events().forEach((event) -> keep(new Told(webhook.time(), event)));
		return this.lattestream.trigger("private-webhooks", "received", webhook.events().size())
			.then()
			.onErrorResume(LatteStreamException.class, (ex) -> {
				logger.warn("The page of webhooks is not up to date", ex);
				return Mono.empty();
			});
	}

	@GetMapping("/webhooks")
	List<Told> latest() {
		synchronized (this.told) {
			return List.copyOf(this.told);
		}
	}

	private void keep(Told event) {
		synchronized (this.told) {
			this.told.addFirst(event);
			if (this.told.size() > KEPT) {
				this.told.removeLast();
			}
		}
	}

	/**
	 * What the hub sends.
	 *
	 * @param time when it was sent, in epoch milliseconds
	 * @param events what happened
	 */
	record Webhook(@JsonProperty("time_ms") long time, List<Map<String, Object>> events) {
	}

	/**
	 * One event, as the page shows it.
	 *
	 * @param time when it was sent, in epoch milliseconds
	 * @param event what happened
	 */
	record Told(long time, Map<String, Object> event) {
	}

}
