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

package com.lattestream.broker.redis;

import reactor.core.publisher.Mono;

/**
 * What a store keeps in Redis for single nodes, so that it has to be removed when they
 * are dead: {@link RedisNodes} says when. No method blocks.
 */
interface NodePlaces {

	/**
	 * Return what it keeps.
	 * @return a name that goes into keys
	 */
	String kind();

	/**
	 * Remove what a dead node has in a channel.
	 * @param channel the name of the channel
	 * @param dead the incarnation of the node
	 * @return completes when there is nothing any more
	 */
	Mono<Void> reap(String channel, String dead);

	/**
	 * This node counts as dead, or Redis has lost it: all it has must be written anew for
	 * its new incarnation.
	 */
	void renewed();

	/**
	 * Do what is due.
	 * @param now the time in nanoseconds
	 */
	void tick(long now);

	/**
	 * This node ends. What it has is removed already, or is for others to end.
	 * @return completes with whether nothing is left for others
	 */
	Mono<Boolean> stop();

}
