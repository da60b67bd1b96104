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

import java.util.Locale;

/**
 * What the hub's webhooks tell of.
 */
public enum WebhookEventType {

	/**
	 * A channel got its first subscription.
	 */
	CHANNEL_OCCUPIED,

	/**
	 * A channel lost its last subscription and got no new one for a while.
	 */
	CHANNEL_VACATED,

	/**
	 * A user joined a presence channel.
	 */
	MEMBER_ADDED,

	/**
	 * A user left a presence channel and did not come back for a while.
	 */
	MEMBER_REMOVED,

	/**
	 * The number of subscriptions of a channel changed.
	 */
	SUBSCRIPTION_COUNT,

	/**
	 * A cache channel had no event for a new subscriber; once in five seconds at most for
	 * each channel.
	 */
	CACHE_MISS,

	/**
	 * A client sent an event to the other subscribers of a channel.
	 */
	CLIENT_EVENT;

	private final String wireName = name().toLowerCase(Locale.ROOT);

	/**
	 * Return the name of such events in webhooks.
	 * @return the name
	 */
	String wireName() {
		return this.wireName;
	}

}
