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

/**
 * Takes what comes on topics. Called for one topic on one thread at a time, in the order
 * in which Redis tells it; implementations never block.
 */
interface RedisTopicListener {

	/**
	 * A message of the kind that the listener was registered for has come.
	 * @param topic the topic
	 * @param message all of the message, with the byte that tells its kind
	 */
	void message(String topic, byte[] message);

	/**
	 * Redis says that messages from now on will come: after a subscription, and again
	 * each time the link to Redis was down and is back. Messages in between were lost.
	 * @param topic the topic
	 */
	default void subscribed(String topic) {
	}

	/**
	 * The node does not want the topic any more. No message comes after that.
	 * @param topic the topic
	 */
	default void unsubscribed(String topic) {
	}

}
