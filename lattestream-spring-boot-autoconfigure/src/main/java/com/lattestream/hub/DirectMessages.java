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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

/**
 * Brings events to whom they are for that are for no channel. What is sent to the same
 * address arrives in one order.
 */
final class DirectMessages {

	private final ConnectionRegistry connections;

	private final UserRegistry users;

	private final Map<Executor, Lane> lanes;

	DirectMessages(ConnectionRegistry connections, UserRegistry users, Map<Executor, Lane> lanes) {
		this.connections = connections;
		this.users = users;
		this.lanes = lanes;
	}

	/**
	 * Hand something to the connections it is for.
	 * @param address whom it is for
	 * @param delivery what to hand over
	 */
	void deliver(Address address, Delivery delivery) {
		switch (address.kind()) {
			case EVERYBODY -> toEverybody(delivery);
			case USER -> toUser(address.id(), delivery);
			case SOCKET -> {
				Connection connection = this.connections.find(address.id());
				deliver((connection != null) ? List.of(connection) : List.of(), delivery);
			}
		}
	}

	private synchronized void toEverybody(Delivery delivery) {
		Collection<Lane> all = List.copyOf(this.lanes.values());
		delivery.start(all.size());
		all.forEach((lane) -> later(lane, delivery, () -> lane.deliverToAll(delivery)));
	}

	private void toUser(String userId, Delivery delivery) {
		if (!this.users.inOrder(userId, (connections) -> deliver(connections, delivery))) {
			delivery.start(0);
		}
	}

	private static void deliver(Collection<Connection> connections, Delivery delivery) {
		Map<Lane, List<Connection>> byLane = connections.stream().collect(Collectors.groupingBy(Connection::lane));
		delivery.start(byLane.size());
		byLane.forEach((lane, some) -> later(lane, delivery,
				() -> delivery.done((int) some.stream().filter((connection) -> connection.deliver(delivery)).count())));
	}

	private static void later(Lane lane, Delivery delivery, Runnable task) {
		try {
			lane.executeLater(task);
		}
		catch (RejectedExecutionException ex) {
			// The server behind this lane has stopped, and its connections with it
			delivery.done(0);
		}
	}

}
