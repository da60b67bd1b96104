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

import java.util.List;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

import org.springframework.core.NestedExceptionUtils;

/**
 * Events that go out in one webhook, tried again until they are taken or time is up. For
 * one thread only, that of the sender.
 */
final class BatchDelivery {

	private static final int SUCCESS = 2;

	private final Outbox outbox;

	private final SenderContext context;

	private final List<OutgoingEvent> events;

	private final WebhookRequest request;

	private final long deadline;

	private int attempts;

	private boolean waiting;

	private boolean cancelled;

	private Disposable current = Disposables.disposed();

	/**
	 * Create a delivery.
	 * @param outbox is told how it goes
	 * @param context what all deliveries share
	 * @param events the events
	 * @param request the webhook with these events
	 */
	BatchDelivery(Outbox outbox, SenderContext context, List<OutgoingEvent> events, WebhookRequest request) {
		this.outbox = outbox;
		this.context = context;
		this.events = events;
		this.request = request;
		this.deadline = context.nanoTime() + context.settings().retryFor().toNanos();
	}

	List<OutgoingEvent> events() {
		return this.events;
	}

	void attempt() {
		this.waiting = false;
		this.attempts++;
		this.current = Mono.defer(() -> this.context.transport().post(this.request))
			.single()
			.timeout(this.context.settings().timeout(), this.context.scheduler())
			.subscribe((status) -> unlessCancelled(() -> answered(status)),
					(ex) -> unlessCancelled(() -> failed(describe(ex))));
	}

	/**
	 * Make the next attempt now, if one is waited for.
	 */
	void hurry() {
		if (this.waiting) {
			this.current.dispose();
			attempt();
		}
	}

	void cancel() {
		this.cancelled = true;
		this.waiting = false;
		this.current.dispose();
	}

	private void unlessCancelled(Runnable task) {
		this.context.execute(() -> {
			if (!this.cancelled) {
				task.run();
			}
		});
	}

	private void answered(int status) {
		if (status / 100 == SUCCESS) {
			this.outbox.done(this);
		}
		else {
			failed("status " + status);
		}
	}

	private void failed(String reason) {
		long delay = this.context.backoff().afterAttempt(this.attempts);
		if (this.context.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay) - this.deadline > 0) {
			this.outbox.abandoned(this, reason);
			return;
		}
		this.outbox.troubled(reason);
		this.waiting = true;
		this.current = this.context.schedule(this::hurry, TimeUnit.MILLISECONDS.toNanos(delay));
	}

	private static String describe(Throwable ex) {
		return NestedExceptionUtils.getMostSpecificCause(ex).toString();
	}

}
