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

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a webhook says.
 *
 * @param time when it was made; {@code null} if it does not say so, as those with one
 * event at top level may not
 * @param events the events in their order: {@link com.lattestream.ChannelOccupied},
 * {@link com.lattestream.ChannelVacated}, {@link com.lattestream.MemberAdded},
 * {@link com.lattestream.MemberRemoved},
 * {@link com.lattestream.SubscriptionCountChanged}, {@link com.lattestream.CacheMissed},
 * {@link com.lattestream.ClientEventReceived} and, for all others,
 * {@link com.lattestream.WebhookReceived}
 */
public record Webhook(@Nullable Instant time, List<Object> events) {

	/**
	 * Create a webhook.
	 * @param time when it was made
	 * @param events the events
	 */
	public Webhook {
		events = List.copyOf(events);
	}

}
