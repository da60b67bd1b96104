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

package com.lattestream.hub;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

import reactor.core.publisher.Mono;

/**
 * Notes which users the connections of this node belong to. While a user has any here,
 * the broker brings what is sent to that user.
 */
final class Users {

	private final UserRegistry registry;

	private final BrokerSubscriptions subscriptions;

	private final Groups groups;

	Users(UserRegistry registry, BrokerSubscriptions subscriptions, Groups groups) {
		this.registry = registry;
		this.subscriptions = subscriptions;
		this.groups = groups;
	}

	/**
	 * Do something at whose end a connection may belong to a user, and be told so:
	 * nothing that is sent to the user from then on is missed.
	 * @param connection the connection
	 * @param userId the user's id
	 * @param operation takes what completes when the broker brings what is sent to the
	 * user, and gives what completes when all is handed to the connection's lane
	 * @return completes when the operation does
	 */
	Mono<Void> listening(Connection connection, String userId, UnaryOperator<Mono<Void>> operation) {
		String name = Address.ofUser(userId).name();
		return Mono.defer(() -> operation.apply(this.subscriptions.acquire(name)))
			.doFinally((signal) -> release(connection.lane(), name));
	}

	/**
	 * When the lane comes to it the connection has an interest of its own, or is not to
	 * have any.
	 */
	private void release(Lane lane, String name) {
		try {
			lane.execute(() -> this.subscriptions.release(name));
		}
		catch (RejectedExecutionException ex) {
			// The server behind this lane has stopped, and its connections with it
			this.subscriptions.release(name);
		}
	}

	/**
	 * Note that a connection belongs to a user, and put it into the channels of that
	 * user. To be called on its lane.
	 * @param connection the connection
	 * @param userId the user's id
	 */
	void identified(Connection connection, String userId) {
		// A listener that was just told of the connection may have closed it
		if (connection.isOpen() && this.registry.add(userId, connection)) {
			this.subscriptions.acquire(Address.ofUser(userId).name());
			this.groups.join(connection, userId);
		}
	}

	/**
	 * A connection does not belong to a user any more.
	 * @param connection the connection
	 * @param userId the user's id
	 */
	void forget(Connection connection, String userId) {
		if (this.registry.remove(userId, connection)) {
			this.subscriptions.release(Address.ofUser(userId).name());
		}
	}

}
