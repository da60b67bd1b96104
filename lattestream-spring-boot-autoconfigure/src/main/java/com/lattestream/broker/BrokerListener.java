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

import com.lattestream.StreamPosition;
import reactor.core.publisher.Mono;

/**
 * Takes what a broker carries to this node. Called for one channel on one thread at a
 * time, and in the channel's order; implementations never block.
 */
@FunctionalInterface
public interface BrokerListener {

	/**
	 * A publication has come.
	 * @param publication the publication
	 * @return what was begun at once, to hand it to this node's subscribers: a hot
	 * publisher of the number of connections reached
	 */
	Mono<Integer> received(Publication publication);

	/**
	 * Publications of a channel that has a history may have been missed on the way, and
	 * cannot be read any more. Those after the given position will come, or be told of as
	 * lost again.
	 * @param channel the name of the channel
	 * @param position the position of the channel from which on all is certain again
	 * @param gap why the ones in between are not known
	 */
	default void lost(String channel, StreamPosition position, HistoryGap gap) {
	}

}
