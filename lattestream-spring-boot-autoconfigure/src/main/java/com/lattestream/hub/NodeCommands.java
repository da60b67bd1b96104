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

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import com.lattestream.ConnectionInfo;
import com.lattestream.InvalidRequestException;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.NodeCommand;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the application does with connections, wherever in the cluster they are. This node
 * looks after its own at once; the others are asked through the bus, unless the one
 * connection in question is here. Nodes that do not answer, or not as they should, count
 * for nothing.
 */
final class NodeCommands {

	private static final Log logger = LogFactory.getLog(NodeCommands.class);

	private static final String NODE = "node";

	private static final String SOCKET = "socket";

	private static final String USER = "user";

	private static final String CHANNEL = "channel";

	private static final String NAME = "name";

	private static final String VALUE = "value";

	/** Answers that a connection without a user was to join a presence channel. */
	private static final String NO_USER = "no user";

	/** In every command, so that this node knows its own. */
	private final String node = UUID.randomUUID().toString();

	private final NodeBus bus;

	private final ConnectionOperations operations;

	private final Groups groups;

	private final HubSettings.Limits limits;

	private final ConnectionInfoText text;

	NodeCommands(NodeBus bus, ConnectionOperations operations, Groups groups, HubSettings.Limits limits,
			ConnectionInfoText text) {
		this.bus = bus;
		this.operations = operations;
		this.groups = groups;
		this.limits = limits;
		this.text = text;
	}

	void start() {
		this.bus.start((command) -> Mono.defer(() -> carryOut(command)));
	}

	Flux<ConnectionInfo> all() {
		return infos(this.operations.all(), command("connections", Map.of()));
	}

	Flux<ConnectionInfo> of(String userId) {
		return infos(this.operations.of(userId), command("user-connections", Map.of(USER, userId)));
	}

	Mono<Boolean> subscribeSocket(String socketId, String channel) {
		return Mono.defer(() -> {
			this.limits.checkChannel(channel);
			return one(socketId, this.operations.subscribeSocket(socketId, channel),
					command("subscribe-socket", Map.of(SOCKET, socketId, CHANNEL, channel)));
		});
	}

	Mono<Boolean> unsubscribeSocket(String socketId, String channel) {
		return one(socketId, this.operations.unsubscribeSocket(socketId, channel),
				command("unsubscribe-socket", Map.of(SOCKET, socketId, CHANNEL, channel)));
	}

	Mono<Integer> subscribeUser(String userId, String channel, UserScope scope) {
		return Mono.defer(() -> {
			this.limits.checkChannel(channel);
			Mono<Void> noted = (scope == UserScope.OPEN_AND_LATER) ? this.groups.add(userId, channel) : Mono.empty();
			// Who comes in between finds it in the store
			return noted.then(sum(this.operations.subscribeUser(userId, channel),
					command("subscribe-user", Map.of(USER, userId, CHANNEL, channel))));
		});
	}

	Mono<Integer> unsubscribeUser(String userId, String channel) {
		return this.groups.remove(userId, channel)
			.then(sum(this.operations.unsubscribeUser(userId, channel),
					command("unsubscribe-user", Map.of(USER, userId, CHANNEL, channel))));
	}

	Mono<Boolean> setAttribute(String socketId, String name, @Nullable Object value) {
		return Mono.defer(() -> {
			Map<String, String> arguments = new HashMap<>(Map.of(SOCKET, socketId, NAME, name));
			if (value != null) {
				arguments.put(VALUE, this.text.writeAttribute(value));
			}
			return one(socketId, this.operations.setAttribute(socketId, name, value),
					command("set-attribute", arguments));
		});
	}

	Mono<Boolean> disconnect(String socketId) {
		return one(socketId, this.operations.disconnect(socketId), command("disconnect", Map.of(SOCKET, socketId)));
	}

	Mono<Integer> terminate(String userId) {
		return sum(this.operations.terminate(userId), command("terminate", Map.of(USER, userId)));
	}

	private NodeCommand command(String name, Map<String, String> arguments) {
		Map<String, String> all = new HashMap<>(arguments);
		all.put(NODE, this.node);
		return new NodeCommand(name, all);
	}

	private Mono<Boolean> one(String socketId, Mono<Boolean> here, NodeCommand command) {
		return Mono.defer(() -> this.operations.has(socketId) ? here : others(command).any((count) -> count > 0));
	}

	/**
	 * Here it is done even if the bus fails.
	 */
	private Mono<Integer> sum(Mono<Integer> here, NodeCommand command) {
		return Flux.concatDelayError(here, others(command)).reduce(0, NodeCommands::add);
	}

	private static int add(int one, int other) {
		return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
	}

	private Flux<Integer> others(NodeCommand command) {
		return ask(command, (answer) -> {
			if (answer.equals(NO_USER)) {
				throw ConnectionOperations.withoutUser();
			}
			int count = Integer.parseInt(answer);
			if (count < 0) {
				throw new IllegalArgumentException("Not a number of connections");
			}
			return count;
		});
	}

	private Flux<ConnectionInfo> infos(Flux<ConnectionInfo> here, NodeCommand command) {
		return Flux.concat(here, ask(command, this.text::read).flatMapIterable((infos) -> infos));
	}

	private <T> Flux<T> ask(NodeCommand command, Function<String, T> reader) {
		return Flux.defer(() -> this.bus.ask(command)).concatMap((answer) -> {
			try {
				return Mono.just(reader.apply(answer));
			}
			catch (InvalidRequestException ex) {
				return Mono.error(ex);
			}
			catch (IllegalArgumentException ex) {
				logger.warn("The answer of another node to " + command.name() + " makes no sense and is ignored");
				return Mono.empty();
			}
		});
	}

	private Mono<String> carryOut(NodeCommand command) {
		Map<String, String> arguments = command.arguments();
		boolean own = this.node.equals(arguments.get(NODE));
		return switch (command.name()) {
			case "connections" -> tell(own ? Flux.empty() : this.operations.all());
			case "user-connections" -> tell(own ? Flux.empty() : this.operations.of(argument(command, USER)));
			default -> own ? Mono.just("0") : change(command);
		};
	}

	private Mono<String> tell(Flux<ConnectionInfo> infos) {
		return infos.collectList().map(this.text::write);
	}

	private Mono<String> change(NodeCommand command) {
		return switch (command.name()) {
			case "subscribe-socket" ->
				said(this.operations.subscribeSocket(argument(command, SOCKET), argument(command, CHANNEL)))
					.onErrorReturn(InvalidRequestException.class, NO_USER);
			case "unsubscribe-socket" ->
				said(this.operations.unsubscribeSocket(argument(command, SOCKET), argument(command, CHANNEL)));
			case "subscribe-user" ->
				this.operations.subscribeUser(argument(command, USER), argument(command, CHANNEL)).map(String::valueOf);
			case "unsubscribe-user" ->
				this.operations.unsubscribeUser(argument(command, USER), argument(command, CHANNEL))
					.map(String::valueOf);
			case "set-attribute" -> {
				String value = command.arguments().get(VALUE);
				yield said(this.operations.setAttribute(argument(command, SOCKET), argument(command, NAME),
						(value != null) ? this.text.readAttribute(value) : null));
			}
			case "disconnect" -> said(this.operations.disconnect(argument(command, SOCKET)));
			case "terminate" -> this.operations.terminate(argument(command, USER)).map(String::valueOf);
			// Of a later version
			default -> Mono.just("0");
		};
	}

	private static Mono<String> said(Mono<Boolean> done) {
		return done.map((yes) -> yes ? "1" : "0");
	}

	private static String argument(NodeCommand command, String name) {
		String value = command.arguments().get(name);
		if (value == null) {
			throw new IllegalArgumentException("A command to " + command.name() + " takes a " + name);
		}
		return value;
	}

}
