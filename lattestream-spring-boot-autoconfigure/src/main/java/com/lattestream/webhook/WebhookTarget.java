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

import java.net.URI;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where webhooks of the hub go.
 *
 * @param name what the log calls it; the URL may have secrets in it
 * @param url the URL, absolute
 * @param key the public key of the application, for Pusher's headers
 * @param secret the secret that the webhooks are signed with; never part of
 * {@link #toString()}
 * @param events what they tell of
 * @param channels which channels they tell of, by name
 * @param signatures whose headers they have
 */
public record WebhookTarget(String name, URI url, String key, String secret, Set<WebhookEventType> events,
		Predicate<String> channels, WebhookSignatures signatures) {

	/**
	 * Create a target.
	 * @param name what the log calls it
	 * @param url the URL
	 * @param key the public key
	 * @param secret the secret
	 * @param events what it is told of
	 * @param channels which channels it is told of
	 * @param signatures whose headers it gets
	 */
	public WebhookTarget {
		events = Set.copyOf(events);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
