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
 * Knows how many subscriptions the channels have, on all nodes together.
 * <p>
 * Implementations never block. They may gather reports for a short while, so numbers of
 * other nodes come later than one's own; but who reports none after some is not taken for
 * somebody who never had any.
 */
public interface OccupancyStore {

	/**
	 * Start to tell what changes. Called once, before any other method.
	 * @param listener is told
	 */
	void start(OccupancyListener listener);

	/**
	 * Tell how many subscriptions of a channel this node has. Returns at once. Called for
	 * one channel on one thread at a time.
	 * @param channel the name of the channel
	 * @param count the number, 0 or more
	 */
	void report(String channel, int count);

	/**
	 * Return the number of subscriptions of a channel.
	 * @param channel the name of the channel
	 * @return the number on all nodes; 0 if there are none
	 */
	Mono<Integer> count(String channel);

	/**
	 * Return the channels that have subscriptions.
	 * @param prefix the beginning of their names, empty for all
	 * @return the names, each once, in no particular order
	 */
	Flux<String> channels(String prefix);

}
