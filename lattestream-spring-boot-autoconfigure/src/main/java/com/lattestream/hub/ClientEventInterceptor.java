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

package com.lattestream.hub;

import org.jspecify.annotations.Nullable;

/**
 * Stands between the clients that send events and those that get them. Asked about every
 * event that the rules of the hub allow.
 */
@FunctionalInterface
public interface ClientEventInterceptor {

	/**
	 * Lets every event pass.
	 */
	ClientEventInterceptor NONE = (channel, event) -> null;

	/**
	 * Find who decides about an event. Called on lanes for each event, so it must be fast
	 * and safe for use by many threads.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @return who decides, or {@code null} to let it pass
	 */
	@Nullable ClientEventHandler find(String channel, String event);

}
