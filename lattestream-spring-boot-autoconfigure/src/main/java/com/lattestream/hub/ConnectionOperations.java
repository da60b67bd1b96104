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
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import com.lattestream.ChannelType;
import com.lattestream.ConnectionInfo;
import com.lattestream.InvalidRequestException;
import com.lattestream.protocol.CloseCode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * What the application does with connections of this node. Each is asked on its lane.
 */
final class ConnectionOperations {

	private final ConnectionRegistry connections;

	private final UserRegistry users;

	private final Groups groups;

	ConnectionOperations(ConnectionRegistry connections, UserRegistry users, Groups groups) {
		this.connections = connections;
		this.users = users;
		this.groups = groups;
	}

	/**
	 * Return whether this node has a connection.
	 * @param socketId its socket id
	 * @return whether it does
	 */
	boolean has(String socketId) {
		return this.connections.find(socketId) != null;
	}

	Flux<ConnectionInfo> all() {
		return Flux.defer(() -> infos(this.connections.all()));
	}

	Flux<ConnectionInfo> of(String userId) {
		return Flux.defer(() -> infos(this.users.of(userId)));
	}

	private static Flux<ConnectionInfo> infos(Collection<Connection> connections) {
		return Flux.fromIterable(connections)
			.flatMapSequential((connection) -> ConnectionOperations.<ConnectionInfo>onLane(connection,
					(sink) -> sink.success(connection.isOpen() ? connection.info() : null)));
	}

	Mono<Boolean> subscribeSocket(String socketId, String channel) {
		return find(socketId, (connection) -> subscribe(connection, channel, () -> grant(connection, channel)));
	}

	Mono<Boolean> unsubscribeSocket(String socketId, String channel) {
		return find(socketId, (connection) -> unsubscribe(connection, channel));
	}

	Mono<Integer> subscribeUser(String userId, String channel) {
		return Mono.defer(() -> count(this.users.of(userId),
				(connection) -> subscribe(connection, channel, () -> ChannelGrant.asUser(channel, userId))));
	}

	Mono<Integer> unsubscribeUser(String userId, String channel) {
		return Mono.defer(() -> {
			this.groups.removed(userId, channel);
			return count(this.users.of(userId), (connection) -> unsubscribe(connection, channel));
		});
	}

	Mono<Boolean> setAttribute(String socketId, String name, @Nullable Object value) {
		return find(socketId, (connection) -> onLane(connection, (sink) -> {
			if (connection.isOpen()) {
				connection.setAttribute(name, value);
			}
			sink.success(connection.isOpen());
		}));
	}

	Mono<Boolean> disconnect(String socketId) {
		return find(socketId, (connection) -> close(connection, "The connection was terminated"));
	}

	Mono<Integer> terminate(String userId) {
		return Mono.defer(() -> count(this.users.of(userId),
				(connection) -> close(connection, "The user's connections were terminated")));
	}

	private static ChannelGrant grant(Connection connection, String channel) {
		if (ChannelType.of(channel) != ChannelType.PRESENCE) {
			return new ChannelGrant(channel, null);
		}
		String userId = connection.userId();
		if (userId == null) {
			throw withoutUser();
		}
		return ChannelGrant.asUser(channel, userId);
	}

	static InvalidRequestException withoutUser() {
		return new InvalidRequestException("Presence channels take a connection with a user");
	}

	private static Mono<Boolean> subscribe(Connection connection, String channel, Supplier<ChannelGrant> grant) {
		// The broker may have answered elsewhere
		Mono<Boolean> subscribed = onLane(connection,
				(sink) -> sink.success(connection.subscriptions().containsKey(channel)));
		return onLane(connection,
				(sink) -> Mono.fromSupplier(grant)
					.flatMap(connection::subscribe)
					.then(subscribed)
					.subscribe(sink::success, sink::error, sink::success));
	}

	private static Mono<Boolean> unsubscribe(Connection connection, String channel) {
		return onLane(connection, (sink) -> {
			boolean subscribed = connection.subscriptions().containsKey(channel);
			connection.unsubscribe(channel).subscribe(null, sink::error, () -> sink.success(subscribed));
		});
	}

	private static Mono<Boolean> close(Connection connection, String reason) {
		return onLane(connection, (sink) -> {
			boolean open = !connection.isClosed();
			connection.close(CloseCode.UNAUTHORIZED, reason);
			sink.success(open);
		});
	}

	private Mono<Boolean> find(String socketId, Function<Connection, Mono<Boolean>> operation) {
		return Mono.defer(() -> {
			Connection connection = this.connections.find(socketId);
			return (connection != null) ? operation.apply(connection) : Mono.empty();
		}).defaultIfEmpty(false);
	}

	private static Mono<Integer> count(Collection<Connection> connections,
			Function<Connection, Mono<Boolean>> operation) {
		return Flux.fromIterable(connections).flatMap(operation).filter((done) -> done).count().map(Math::toIntExact);
	}

	private static <T> Mono<T> onLane(Connection connection, Consumer<MonoSink<T>> task) {
		return Mono.create((sink) -> {
			try {
				connection.lane().execute(() -> task.accept(sink));
			}
			catch (RejectedExecutionException ex) {
				// The server behind this lane has stopped, and its connections with it
				sink.success();
			}
		});
	}

}
