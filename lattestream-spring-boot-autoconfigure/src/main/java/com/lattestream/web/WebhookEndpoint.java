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
import java.util.concurrent.Callable;

import com.lattestream.InvalidRequestException;
import com.lattestream.UnavailableException;
import com.lattestream.broker.IdempotencyStore;
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

	private final WebhookMemory memory;

	/**
	 * Create an endpoint.
	 * @param verifier tells genuine webhooks from others
	 * @param parser reads them
	 * @param publisher publishes application events
	 * @param callbackExecutor calls the event listeners
	 * @param settings what is accepted
	 * @param store remembers what came, for all nodes if it is shared
	 * @param clock the clock that webhooks age by
	 */
	public WebhookEndpoint(WebhookVerifier verifier, WebhookParser parser, ApplicationEventPublisher publisher,
			CallbackExecutor callbackExecutor, Settings settings, IdempotencyStore store, Clock clock) {
		this.verifier = verifier;
		this.parser = parser;
		this.publisher = publisher;
		this.callbackExecutor = callbackExecutor;
		this.settings = settings;
		this.memory = new WebhookMemory(store, settings.maxAge());
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
			return call(() -> this.parser.parse(body)).flatMap((webhook) -> receive(webhook, body));
		}).onErrorResume((ex) -> {
			WebhookReceipt failure = failure(ex);
			return (failure != null) ? Mono.just(failure) : Mono.error(ex);
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

	private Mono<WebhookReceipt> receive(Webhook webhook, byte[] body) {
		if (!isTimely(webhook.time())) {
			return refused(401, "Unauthorized", "The webhook is too old or of the future");
		}
		Mono<Void> publishing = call(() -> publish(webhook));
		if (webhook.time() == null) {
			return publishing.thenReturn(WebhookReceipt.forController(OK, () -> {
			}));
		}
		String key = Fingerprint.of(body);
		return this.memory.publish(key, publishing)
			.flatMap((first) -> first ? Mono.just(false) : this.memory.isTaken(key))
			.map((taken) -> taken ? WebhookReceipt.answered(OK) : WebhookReceipt.forController(OK, () -> take(key)));
	}

	private void take(String key) {
		this.memory.take(key)
			.subscribe(null, (ex) -> logger.warn("A webhook was taken, but will be again if it comes again", ex));
	}

	/**
	 * To the end even if the sender hangs up, for it will ask how it went.
	 */
	private <T> Mono<T> call(Callable<T> task) {
		return Mono.defer(() -> Mono.fromFuture(this.callbackExecutor.executor().submitCompletable(task), true));
	}

	/**
	 * Publish the events, all of them, even if a listener fails on one: those behind it
	 * must not be lost when the sender gives up.
	 */
	private @Nullable Void publish(Webhook webhook) {
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
		if (!published) {
			throw new ListenerFailedException();
		}
		return null;
	}

	private boolean isTimely(@Nullable Instant time) {
		Duration maxAge = this.settings.maxAge();
		return maxAge.isZero() || time == null
				|| Duration.between(time, this.clock.instant()).abs().compareTo(maxAge) <= 0;
	}

	private static @Nullable WebhookReceipt failure(Throwable ex) {
		if (ex instanceof InvalidRequestException) {
			return problem(400, "Bad Request", String.valueOf(ex.getMessage()));
		}
		if (ex instanceof ListenerFailedException) {
			return problem(500, "Internal Server Error", "The webhook could not be handled");
		}
		if (ex instanceof TaskRejectedException || ex instanceof UnavailableException) {
			logger.debug("A webhook has to come again", ex);
			return problem(503, "Service Unavailable", "No webhook can be taken now");
		}
		return null;
	}

	private static Mono<WebhookReceipt> refused(int status, String title, String detail) {
		return Mono.just(problem(status, title, detail));
	}

	private static WebhookReceipt problem(int status, String title, String detail) {
		return WebhookReceipt.answered(ApiResponse.problem(status, title, detail, null));
	}

	/**
	 * A listener failed on an event of the webhook.
	 */
	private static final class ListenerFailedException extends RuntimeException {

		ListenerFailedException() {
			super("A listener failed on a webhook", null, false, false);
		}

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
