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

package com.lattestream.broker;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Knows the groups of users: the channels that each connection of a user is subscribed to
 * without asking.
 * <p>
 * Implementations never block. One that is shared makes them hold for connections to any
 * node.
 */
public interface GroupStore {

	/**
	 * Put a user into a channel.
	 * @param userId the user's id
	 * @param channel the name of the channel
	 * @return completes when connections from now on will find it
	 */
	Mono<Void> add(String userId, String channel);

	/**
	 * Take a user out of a channel.
	 * @param userId the user's id
	 * @param channel the name of the channel
	 * @return completes when connections from now on will not find it
	 */
	Mono<Void> remove(String userId, String channel);

	/**
	 * Return the channels that a user is in.
	 * @param userId the user's id
	 * @return the names of the channels, each once
	 */
	Flux<String> channels(String userId);

}
