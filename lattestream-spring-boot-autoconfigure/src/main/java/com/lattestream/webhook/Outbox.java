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

import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.lattestream.signature.HmacSigner;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Gathers the events for one target and sends them, several webhooks at a time but the
 * events of a channel one after the other, retries included. For one thread only, that of
 * the sender.
 */
final class Outbox {

	private static final Log logger = LogFactory.getLog(Outbox.class);

	/** Webhooks that are on their way or wait for their next attempt. */
	private static final int MAX_DELIVERIES = 8;

	private static final long REPORT_PAUSE = TimeUnit.MINUTES.toNanos(1);

	private final WebhookTarget target;

	private final SenderContext context;

	private final WebhookWriter writer;

	private final Runnable emptied;

	private final HmacSigner signer;

	private final EventQueue queue;

	private final Drops drops;

	private final Set<BatchDelivery> deliveries = new LinkedHashSet<>();

	private boolean gathering;

	private boolean flushing;

	private long nextReport;

	private volatile long undelivered;

	/**
	 * Create an outbox.
	 * @param target where the events go
	 * @param context what all outboxes share
	 * @param writer writes webhooks
	 * @param emptied is run when nothing is left
	 */
	Outbox(WebhookTarget target, SenderContext context, WebhookWriter writer, Runnable emptied) {
		this.target = target;
		this.context = context;
		this.writer = writer;
		this.emptied = emptied;
		this.signer = new HmacSigner(target.secret());
		this.queue = new EventQueue(context.settings());
		this.drops = new Drops("too many wait for " + target, context.scheduler());
		this.nextReport = context.nanoTime();
	}

	boolean accepts(WebhookEventType type, String channel) {
		return this.target.events().contains(type) && this.target.channels().test(channel);
	}

	/**
	 * Take an event in, unless too many wait already.
	 * @param event the event
	 */
	void add(OutgoingEvent event) {
		if (this.queue.add(event)) {
			flushSoon();
		}
		else {
			this.drops.add(1);
			event.done().run();
		}
	}

	/**
	 * Gather no longer, and try now what waits for its next attempt.
	 */
	void flushAll() {
		this.flushing = true;
		List.copyOf(this.deliveries).forEach(BatchDelivery::hurry);
		flush();
	}

	/**
	 * Give up what is left.
	 * @return how many events that is
	 */
	int giveUp() {
		int left = this.queue.size();
		this.undelivered += left;
		this.deliveries.forEach(BatchDelivery::cancel);
		this.deliveries.clear();
		this.queue.clear();
		this.flushing = false;
		return left;
	}

	boolean isEmpty() {
		return this.queue.size() == 0;
	}

	long dropped() {
		return this.drops.count();
	}

	long undelivered() {
		return this.undelivered;
	}

	private void flushSoon() {
		if (this.flushing || this.queue.hasBatch()) {
			flush();
		}
		else if (!this.gathering && this.queue.isReady()) {
			this.gathering = true;
			this.context.schedule(this::flush, this.context.settings().batchWindow().toNanos());
		}
	}

	private void flush() {
		this.gathering = false;
		while (this.queue.isReady() && this.deliveries.size() < MAX_DELIVERIES) {
			List<OutgoingEvent> batch = this.queue.takeBatch();
			BatchDelivery delivery = new BatchDelivery(this, this.context, batch, request(batch));
			this.deliveries.add(delivery);
			delivery.attempt();
		}
	}

	private WebhookRequest request(List<OutgoingEvent> batch) {
		byte[] body = this.writer.body(this.context.epochMillis(), batch);
		String signature = HexFormat.of().formatHex(this.signer.digest(body));
		return new WebhookRequest(this.target.url(), this.target.signatures().headers(this.target.key(), signature),
				body);
	}

	/**
	 * An attempt failed and will be repeated; the log is told so once a minute at most.
	 * @param reason why
	 */
	void troubled(String reason) {
		long now = this.context.nanoTime();
		if (now - this.nextReport >= 0) {
			this.nextReport = now + REPORT_PAUSE;
			logger.warn("Webhooks to " + this.target + " fail and are tried again, " + this.queue.size()
					+ " events wait: " + reason);
		}
	}

	/**
	 * A delivery failed for good.
	 * @param delivery the delivery
	 * @param reason why
	 */
	void abandoned(BatchDelivery delivery, String reason) {
		this.undelivered += delivery.events().size();
		logger.warn(
				"A webhook with " + delivery.events().size() + " events to " + this.target + " is given up: " + reason);
		done(delivery);
	}

	/**
	 * A delivery is over: it was taken, or given up.
	 * @param delivery the delivery
	 */
	void done(BatchDelivery delivery) {
		this.deliveries.remove(delivery);
		this.queue.done(delivery.events());
		delivery.events().forEach((event) -> event.done().run());
		if (isEmpty()) {
			this.emptied.run();
		}
		else {
			flushSoon();
		}
	}

}
