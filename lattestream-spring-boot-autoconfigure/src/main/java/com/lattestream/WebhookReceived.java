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

package com.lattestream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Application event: a webhook told of something that has no event of its own here, a new
 * connection for example, or that lacks what its event needs.
 *
 * @param name the name of the event, as the webhook spells it
 * @param channel the name of the channel; {@code null} if there is none
 * @param attributes all else that the webhook says about the event, as the webhook spells
 * it: text, numbers, booleans, lists, maps and {@code null}
 */
public record WebhookReceived(String name, @Nullable String channel, Map<String, @Nullable Object> attributes) {

	/**
	 * Create an event.
	 * @param name the name of the event
	 * @param channel the name of the channel
	 * @param attributes all else that is known
	 */
	public WebhookReceived {
		attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
	}

}
