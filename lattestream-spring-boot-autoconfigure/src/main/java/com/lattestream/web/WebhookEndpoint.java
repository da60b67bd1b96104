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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.lattestream.InvalidRequestException;
import com.lattestream.webhook.Webhook;
import com.lattestream.webhook.WebhookParser;
import com.lattestream.webhook.WebhookVerifier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.task.TaskRejectedException;

/**
 * Takes webhooks in: verifies them, then publishes their events as application events.
 * Whatever is not answered with success comes again, since senders retry; what came
 * before is not published twice. That takes a webhook that says when it was made: one
 * that does not looks the same whenever the same thing happens again.
 */
public final class WebhookEndpoint {

	private static final Log logger = LogFactory.getLog(WebhookEndpoint.class);

	private static final ApiResponse OK = ApiResponse.ok("{}");

	private final WebhookVerifier verifier;

	private final WebhookParser parser;

	private final ApplicationEventPublisher publisher;

	private final CallbackExecutor callbackExecutor;

	private final Settings settings;

	private final Clock clock;

	private final WebhookMemory memory = new WebhookMemory();

	/**
	 * Create an endpoint.
	 * @param verifier tells genuine webhooks from others
	 * @param parser reads them
	 * @param publisher publishes application events
	 * @param callbackExecutor calls the event listeners
	 * @param settings what is accepted
	 * @param clock the clock that webhooks age by
	 */
	public WebhookEndpoint(WebhookVerifier verifier, WebhookParser parser, ApplicationEventPublisher publisher,
			CallbackExecutor callbackExecutor, Settings settings, Clock clock) {
		this.verifier = verifier;
		this.parser = parser;
		this.publisher = publisher;
		this.callbackExecutor = callbackExecutor;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Return how large a body may be.
	 * @return the size in bytes
	 */
	public int maxSize() {
		return this.settings.maxSize();
	}

	/**
	 * Answer a request whose body is larger than that.
	 * @return the answer
	 */
	public ApiResponse tooLarge() {
		return ApiResponse.problem(413, "Content Too Large", "A webhook may have " + maxSize() + " bytes", null);
	}

	/**
	 * Take a webhook in.
	 * @param latteStreamSignature the header
	 * {@value WebhookVerifier#LATTESTREAM_SIGNATURE}
	 * @param pusherSignature the header {@value WebhookVerifier#PUSHER_SIGNATURE}
	 * @param body the body as it came in
	 * @return what became of it, once the listeners were told
	 */
	public Mono<WebhookReceipt> receive(@Nullable String latteStreamSignature, @Nullable String pusherSignature,
			byte[] body) {
		return Mono.defer(() -> {
			if (!isGenuine(latteStreamSignature, pusherSignature, body)) {
				return refused(401, "Unauthorized", "The signature of the webhook is missing or wrong");
			}
			try {
				// To the end even if the sender hangs up, for it will ask how it went
				return Mono.fromFuture(this.callbackExecutor.executor().submitCompletable(() -> receive(body)), true);
			}
			catch (TaskRejectedException ex) {
				return refused(503, "Service Unavailable", "No webhook can be taken now");
			}
		});
	}

	/**
	 * One signature has to be there; if both are, both have to be right.
	 */
	private boolean isGenuine(@Nullable String latteStreamSignature, @Nullable String pusherSignature, byte[] body) {
		if (latteStreamSignature != null && pusherSignature != null) {
			return this.verifier.verify(body, latteStreamSignature) && this.verifier.verify(body, pusherSignature);
		}
		return this.verifier.verify(body, (latteStreamSignature != null) ? latteStreamSignature : pusherSignature);
	}

	private WebhookReceipt receive(byte[] body) {
		Webhook webhook;
		try {
			webhook = this.parser.parse(body);
		}
		catch (InvalidRequestException ex) {
			return WebhookReceipt
				.answered(ApiResponse.problem(400, "Bad Request", String.valueOf(ex.getMessage()), null));
		}
		if (!isTimely(webhook.time())) {
			return WebhookReceipt
				.answered(ApiResponse.problem(401, "Unauthorized", "The webhook is too old or of the future", null));
		}
		if (webhook.time() == null) {
			return publish(webhook) ? WebhookReceipt.forController(OK, () -> {
			}) : failed();
		}
		return receiveOnce(webhook, Fingerprint.of(body));
	}

	private WebhookReceipt receiveOnce(Webhook webhook, String key) {
		WebhookMemory.State known = this.memory.begin(key);
		if (known == WebhookMemory.State.PENDING) {
			return WebhookReceipt.answered(
					ApiResponse.problem(503, "Service Unavailable", "The same webhook is being handled now", null));
		}
		if (known == WebhookMemory.State.ACCEPTED) {
			return WebhookReceipt.answered(OK);
		}
		if (known == null && !publishOnce(webhook, key)) {
			return failed();
		}
		return WebhookReceipt.forController(OK, () -> this.memory.set(key, WebhookMemory.State.ACCEPTED));
	}

	private boolean publishOnce(Webhook webhook, String key) {
		boolean published = false;
		try {
			published = publish(webhook);
		}
		finally {
			if (published) {
				this.memory.set(key, WebhookMemory.State.PUBLISHED);
			}
			else {
				this.memory.forget(key);
			}
		}
		return published;
	}

	/**
	 * Publish the events, all of them, even if a listener fails on one: those behind it
	 * must not be lost when the sender gives up.
	 */
	private boolean publish(Webhook webhook) {
		boolean published = true;
		for (Object event : (this.settings.publishEvents()) ? webhook.events() : List.of()) {
			try {
				this.publisher.publishEvent(event);
			}
			catch (RuntimeException ex) {
				logger.error("A listener failed on " + event.getClass().getSimpleName() + " of a webhook", ex);
				published = false;
			}
		}
		return published;
	}

	private boolean isTimely(@Nullable Instant time) {
		Duration maxAge = this.settings.maxAge();
		return maxAge.isZero() || time == null
				|| Duration.between(time, this.clock.instant()).abs().compareTo(maxAge) <= 0;
	}

	private static WebhookReceipt failed() {
		return WebhookReceipt
			.answered(ApiResponse.problem(500, "Internal Server Error", "The webhook could not be handled", null));
	}

	private static Mono<WebhookReceipt> refused(int status, String title, String detail) {
		return Mono.just(WebhookReceipt.answered(ApiResponse.problem(status, title, detail, null)));
	}

	/**
	 * What is accepted.
	 *
	 * @param maxSize how large a body may be, in bytes
	 * @param maxAge how far the time of a webhook may be from now, either way; zero for
	 * any
	 * @param publishEvents whether application events are published
	 */
	public record Settings(int maxSize, Duration maxAge, boolean publishEvents) {

	}

}
