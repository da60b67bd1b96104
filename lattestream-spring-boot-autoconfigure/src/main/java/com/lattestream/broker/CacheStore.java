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

import java.time.Duration;
import java.util.function.Function;

import reactor.core.publisher.Mono;

/**
 * Keeps the last event that servers published in each cache channel, for those who
 * subscribe later.
 * <p>
 * To keep an event and to publish it is one step, so that nobody misses an event and
 * nobody gets it twice. Implementations promise for each channel:
 * <ul>
 * <li>Each event gets a version above those of all events before, also of those that are
 * kept no more. Versions are positive.</li>
 * <li>The listeners of all nodes get the events with their versions, and in the order of
 * these.</li>
 * <li>An event is kept before any listener gets it, unless a later one is kept by then.
 * Who has {@linkplain Broker#subscribe subscribed} and then reads version {@code n} has
 * missed nothing: events with a higher version are still to be received, those up to
 * {@code n} are out of date. An event that is not found has expired or was never
 * there.</li>
 * </ul>
 * Implementations never block. They may forget events before their time to save memory.
 */
public interface CacheStore {

	/**
	 * Keep an event in place of the last one of its channel, and publish it.
	 * @param publication the event, without a version
	 * @param ttl how long to keep it
	 * @param broker publishes what it is given on all nodes, as {@link Broker#publish}
	 * does; a store that shares its server with the broker may do that by itself, in the
	 * same step
	 * @return what the broker returns: the number of connections of this node that were
	 * reached, or empty if that is not known, once the event is kept and certain to be
	 * carried; an error if it is not, and then it may be kept or not
	 */
	Mono<Integer> publish(Publication publication, Duration ttl, Function<Publication, Mono<Integer>> broker);

	/**
	 * Return the last event of a channel.
	 * @param channel the name of the channel
	 * @return the event, or empty if none is kept
	 */
	Mono<CachedPublication> last(String channel);

}
