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

import reactor.core.publisher.Mono;

/**
 * Carries publications to every node that has subscribers for their channel.
 * <p>
 * Implementations keep the order of each channel: every node's listener sees a channel's
 * publications one after the other and all nodes see them in the same order. They never
 * block, and never call the listener for one channel on two threads at a time.
 */
public interface Broker {

	/**
	 * Begins the names of what is for no channel but reaches every node, whether it has
	 * subscribed or not. Otherwise nodes get what they have subscribed to.
	 */
	String ALL_NODES = "#all";

	/**
	 * Start to hand publications over. Called once, before any other method.
	 * @param listener takes what comes to this node
	 */
	void start(BrokerListener listener);

	/**
	 * Publish an event.
	 * @param publication the event
	 * @return the number of connections of this node that were reached, or empty if that
	 * is not known, once the event is certain to be carried; an error if it is not
	 */
	Mono<Integer> publish(Publication publication);

	/**
	 * Tell that this node has a first subscriber for a channel.
	 * @param channel the name of the channel
	 * @return completes when publications from now on will arrive
	 */
	Mono<Void> subscribe(String channel);

	/**
	 * Tell that this node has no subscriber for a channel any more.
	 * @param channel the name of the channel
	 * @return completes when that is known
	 */
	Mono<Void> unsubscribe(String channel);

}
