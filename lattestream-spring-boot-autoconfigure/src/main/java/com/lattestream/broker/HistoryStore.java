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

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps the last events of channels, for those who were away or come later, and knows the
 * position of each channel.
 * <p>
 * To keep an event and to publish it is one step, so that nobody misses an event and
 * nobody gets it twice. Implementations promise for each channel:
 * <ul>
 * <li>The first event of an epoch has the offset 1 and each one the next number,
 * whichever node publishes it. Offsets never go back and never leave a number out, and no
 * two events have the same position.</li>
 * <li>The position is known before the first event, and it is the same until there is
 * one: epoch and offset 0. That event is in the same epoch.</li>
 * <li>When the store knows no more which offsets it gave, it goes on under another epoch,
 * one that the channel never had. It may come to that at any time, to save memory or by
 * an outage.</li>
 * <li>The listeners of all nodes get the events with their positions, and in the order of
 * these.</li>
 * <li>An event is part of the history before any listener gets it. Who has
 * {@linkplain Broker#subscribe subscribed} and then reads has missed nothing: events that
 * are not part of the position read are still to be received. Those of another epoch that
 * were received until then may be older or newer than it; to know, read again.</li>
 * <li>What is kept has no holes: it always is the last events up to the position, and may
 * be none of them. An event is told until the retention with which the latest event was
 * published says otherwise, unless it gave way to save memory.</li>
 * <li>The position outlives the events: who has them all is told so after any silence, as
 * long as the store has memory for that.</li>
 * </ul>
 * Implementations never block. Reading changes nothing and takes no memory, so clients
 * may ask for any channel.
 */
public interface HistoryStore {

	/**
	 * Append an event to its channel and publish it.
	 * @param publication the event, without a position
	 * @param retention how much of the channel to keep from now on; it applies to earlier
	 * events too, but does not bring back any
	 * @param broker publishes what it is given on all nodes, as {@link Broker#publish}
	 * does; a store that shares its server with the broker may do that by itself, in the
	 * same step
	 * @return the position of the event and what the broker returns, once the event is
	 * kept and certain to be carried; an error if it is not, and then it may be kept or
	 * not. If it is, it has its position, and nodes find the hole at the next event
	 */
	Mono<HistoryReceipt> publish(Publication publication, HistoryRetention retention,
			Function<Publication, Mono<Integer>> broker);

	/**
	 * Return the position of a channel.
	 * @param channel the name of the channel
	 * @return that of its latest event; that before the first one if there is none
	 */
	Mono<StreamPosition> position(String channel);

	/**
	 * Return the events of a channel after a position.
	 * @param channel the name of the channel
	 * @param since the position; {@code null} for that before the oldest event that is
	 * kept
	 * @param limit how many events to return at most: the oldest ones of those after the
	 * position. It is 1 at least
	 * @return the events; never empty
	 * @throws IllegalArgumentException if the limit is less than 1
	 */
	Mono<HistoryPage> history(String channel, @Nullable StreamPosition since, int limit);

	/**
	 * Return the last events of a channel.
	 * @param channel the name of the channel
	 * @param count how many events to return at most. It is 1 at least
	 * @return the events up to the position of the channel, as many as are kept; never
	 * empty
	 * @throws IllegalArgumentException if the count is less than 1
	 */
	Mono<HistoryPage> last(String channel, int count);

	/**
	 * Return the last events of a channel that are not older than that.
	 * @param channel the name of the channel
	 * @param count how many events to return at most. It is 1 at least
	 * @param age how long ago they were published at most, by the clock of the store
	 * @return the events up to the position of the channel, as many as are kept; never
	 * empty
	 * @throws IllegalArgumentException if the count is less than 1
	 */
	Mono<HistoryPage> last(String channel, int count, Duration age);

}
