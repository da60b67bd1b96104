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

/**
 * Is told how the numbers of subscriptions change. Called for one channel on one thread
 * at a time; implementations never block.
 */
public interface OccupancyListener {

	/**
	 * A channel got its first subscription of all nodes. Told on one node, the one that
	 * has it.
	 * @param channel the name of the channel
	 */
	void occupied(String channel);

	/**
	 * A channel lost its last subscription of all nodes. Told on one node.
	 * @param channel the name of the channel
	 */
	void vacated(String channel);

	/**
	 * The number of subscriptions of a channel changed. Told on one node for each change,
	 * but not for those that another one follows at once.
	 * @param channel the name of the channel
	 * @param count the number on all nodes
	 */
	void counted(String channel, int count);

	/**
	 * The number of subscriptions of a channel changed. Told on every node that has
	 * {@linkplain Broker#subscribe subscribed} to the channel.
	 * @param channel the name of the channel
	 * @param count the number on all nodes
	 */
	void changed(String channel, int count);

}
