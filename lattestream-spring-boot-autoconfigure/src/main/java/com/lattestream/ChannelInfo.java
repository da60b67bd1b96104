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

import org.jspecify.annotations.Nullable;

/**
 * What is known of a channel.
 *
 * @param name the name of the channel
 * @param occupied whether it has at least one subscription
 * @param subscriptionCount the number of subscriptions; {@code null} if not asked for
 * @param userCount the number of members, for presence channels only; {@code null} if not
 * asked for
 * @param cached the last event of a cache channel; {@code null} if there is none or it
 * was not asked for
 */
public record ChannelInfo(String name, boolean occupied, @Nullable Integer subscriptionCount,
		@Nullable Integer userCount, @Nullable CachedEvent cached) {

	/**
	 * Create a description without a last event.
	 * @param name the name of the channel
	 * @param occupied whether it has at least one subscription
	 * @param subscriptionCount the number of subscriptions; may be {@code null}
	 * @param userCount the number of members; may be {@code null}
	 */
	public ChannelInfo(String name, boolean occupied, @Nullable Integer subscriptionCount,
			@Nullable Integer userCount) {
		this(name, occupied, subscriptionCount, userCount, null);
	}

}
