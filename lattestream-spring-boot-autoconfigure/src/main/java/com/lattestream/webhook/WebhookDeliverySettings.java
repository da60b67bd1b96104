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

import java.time.Duration;

/**
 * How the hub's webhooks are sent.
 *
 * @param batchWindow how long events are gathered for one webhook; zero for one event in
 * each
 * @param batchEvents most events in a webhook
 * @param debounce how long the end of something waits for being undone
 * @param timeout how long one attempt may take
 * @param firstRetry the delay before the second attempt
 * @param longestRetry the longest delay between attempts
 * @param retryFor how long after the first attempt the last one may be
 * @param queuedEvents most events that may wait for one target, those under way included
 * @param queuedBytes most bytes of these events
 */
public record WebhookDeliverySettings(Duration batchWindow, int batchEvents, Duration debounce, Duration timeout,
		Duration firstRetry, Duration longestRetry, Duration retryFor, int queuedEvents, long queuedBytes) {

	/**
	 * Settings that suit most applications.
	 */
	public static final WebhookDeliverySettings DEFAULTS = new WebhookDeliverySettings(Duration.ofMillis(50), 50,
			Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1),
			Duration.ofMinutes(5), 10_000, 16 * 1024 * 1024);

}
