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
 * Is told of the changes of a presence store. Called for one channel on one thread at a
 * time; implementations never block.
 */
@FunctionalInterface
public interface PresenceListener {

	/**
	 * A member came or went. Told on every node that has {@linkplain Broker#subscribe
	 * subscribed} to the channel, in the order of versions, each change once. What a node
	 * missed because its link was down is made good by changes that lead to the same
	 * members.
	 * @param change the change
	 */
	void announced(MemberChange change);

	/**
	 * A member came or went, and this node of all is the one to tell the application.
	 * Told on one node for each change, whether it has subscribed to the channel or not.
	 * @param change the change
	 */
	default void caused(MemberChange change) {
	}

}
