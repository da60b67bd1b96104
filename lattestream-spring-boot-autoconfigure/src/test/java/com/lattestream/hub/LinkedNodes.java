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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.InMemoryGroupStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.NodeCommand;
import com.lattestream.broker.OccupancyListener;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceListener;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.Publication;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Several nodes and what lies between them, as strict as it may be: a node gets what it
 * has subscribed to and no more, and what one node of all is to tell is told on one.
 */
final class LinkedNodes implements AutoCloseable {

	private final HubSettings settings;

	private final Set<TestLane> lanes = new LinkedHashSet<>();

	private final List<Node> nodes = new ArrayList<>();

	private final List<HubFixture> fixtures = new ArrayList<>();

	private final InMemoryGroupStore groups = new InMemoryGroupStore();

	private final InMemoryPresenceStore presence = new InMemoryPresenceStore();

	/** By channel, the number of each node. */
	private final Map<String, Map<Node, Integer>> counts = new HashMap<>();

	private final Gate gate = new Gate();

	/** The node whose call the presence store is at. */
	private Node acting;

	/** Whether nodes reach each other by the bus. */
	private boolean busIsAway;

	LinkedNodes() {
		this(HubSettings.DEFAULTS);
	}

	LinkedNodes(HubSettings settings) {
		this.settings = settings;
		this.presence.start(new PresenceListener() {

			@Override
			public void announced(MemberChange change) {
				subscribed(change.channel()).forEach((node) -> node.presenceListener.announced(change));
			}

			@Override
			public void caused(MemberChange change) {
				LinkedNodes.this.acting.presenceListener.caused(change);
			}

		});
	}

	/**
	 * Add a node.
	 * @return its hub
	 */
	HubFixture next() {
		Node node = new Node();
		this.nodes.add(node);
		HubFixture fixture = new HubFixture(this.settings, node, node.presence(),
				(builder) -> builder.occupancy(node.occupancy()).groups(this.groups).bus(node.bus()), this.lanes);
		this.fixtures.add(fixture);
		return fixture;
	}

	/**
	 * Return what makes the broker answer late.
	 * @return the gate
	 */
	Gate gate() {
		return this.gate;
	}

	/**
	 * Add a node without connections that answers commands as it likes.
	 * @param handler its answers
	 */
	void add(Function<NodeCommand, Mono<String>> handler) {
		Node node = new Node();
		node.listener = (publication) -> Mono.empty();
		node.bus().start(handler);
		this.nodes.add(node);
	}

	void cutBus() {
		this.busIsAway = true;
	}

	/**
	 * Send a command to all nodes.
	 * @param command the command
	 * @return their answers
	 */
	List<String> ask(NodeCommand command) {
		return this.nodes.get(0).bus().ask(command).collectList().block();
	}

	/**
	 * Return what a node has subscribed to at the broker.
	 * @param index which node
	 * @return the names
	 */
	Set<String> names(int index) {
		return this.nodes.get(index).names;
	}

	/**
	 * Let time pass on all nodes.
	 * @param duration how long
	 */
	void pass(Duration duration) {
		this.fixtures.forEach((fixture) -> fixture.pass(duration));
	}

	private List<Node> subscribed(String name) {
		return this.nodes.stream().filter((node) -> node.names.contains(name)).toList();
	}

	@Override
	public void close() {
		this.gate.open();
		this.fixtures.forEach(HubFixture::close);
	}

	/**
	 * One node's access to what all share; is its broker itself.
	 */
	private final class Node implements Broker {

		private final Set<String> names = new LinkedHashSet<>();

		private BrokerListener listener;

		private PresenceListener presenceListener;

		private OccupancyListener occupancyListener;

		private Function<NodeCommand, Mono<String>> handler;

		@Override
		public void start(BrokerListener listener) {
			this.listener = listener;
		}

		@Override
		public Mono<Integer> publish(Publication publication) {
			return Mono.fromRunnable(() -> {
				boolean all = publication.channel().startsWith(ALL_NODES);
				List<Node> receivers = (all) ? LinkedNodes.this.nodes : subscribed(publication.channel());
				receivers.forEach((node) -> node.listener.received(publication));
			});
		}

		@Override
		public Mono<Void> subscribe(String channel) {
			return LinkedNodes.this.gate.pass(Mono.fromRunnable(() -> this.names.add(channel)));
		}

		@Override
		public Mono<Void> unsubscribe(String channel) {
			return LinkedNodes.this.gate.pass(Mono.fromRunnable(() -> this.names.remove(channel)));
		}

		PresenceStore presence() {
			return new PresenceStore() {

				@Override
				public void start(PresenceListener listener) {
					Node.this.presenceListener = listener;
				}

				@Override
				public Mono<PresenceSnapshot> join(String channel, Member member, String socketId, int maxMembers) {
					return acting().then(LinkedNodes.this.presence.join(channel, member, socketId, maxMembers));
				}

				@Override
				public Mono<Void> leave(String channel, String userId, String socketId, Duration grace) {
					return acting().then(LinkedNodes.this.presence.leave(channel, userId, socketId, grace));
				}

				@Override
				public Mono<PresenceSnapshot> members(String channel) {
					return LinkedNodes.this.presence.members(channel);
				}

				private Mono<Void> acting() {
					return Mono.fromRunnable(() -> LinkedNodes.this.acting = Node.this);
				}

			};
		}

		NodeBus bus() {
			return new NodeBus() {

				@Override
				public void start(Function<NodeCommand, Mono<String>> handler) {
					Node.this.handler = handler;
				}

				@Override
				public Flux<String> ask(NodeCommand command) {
					return (LinkedNodes.this.busIsAway) ? Flux.error(new IllegalStateException("bus is away"))
							: Flux.fromIterable(LinkedNodes.this.nodes)
								.flatMap((node) -> node.handler.apply(command).onErrorComplete());
				}

			};
		}

		OccupancyStore occupancy() {
			return new OccupancyStore() {

				@Override
				public void start(OccupancyListener listener) {
					Node.this.occupancyListener = listener;
				}

				@Override
				public void report(String channel, int count) {
					Map<Node, Integer> byNode = LinkedNodes.this.counts.computeIfAbsent(channel,
							(name) -> new HashMap<>());
					int before = total(channel);
					byNode.put(Node.this, count);
					int after = total(channel);
					if (before == after) {
						return;
					}
					tell(before == 0, (listener) -> listener.occupied(channel));
					tell(true, (listener) -> listener.counted(channel, after));
					subscribed(channel).forEach((node) -> node.occupancyListener.changed(channel, after));
					tell(after == 0, (listener) -> listener.vacated(channel));
				}

				private void tell(boolean news, Consumer<OccupancyListener> call) {
					if (news) {
						call.accept(Node.this.occupancyListener);
					}
				}

				@Override
				public Mono<Integer> count(String channel) {
					return Mono.fromSupplier(() -> total(channel));
				}

				@Override
				public Flux<String> channels(String prefix) {
					return Flux.fromStream(() -> LinkedNodes.this.counts.keySet()
						.stream()
						.filter((name) -> name.startsWith(prefix) && total(name) > 0));
				}

				private int total(String channel) {
					return LinkedNodes.this.counts.getOrDefault(channel, Map.of())
						.values()
						.stream()
						.mapToInt(Integer::intValue)
						.sum();
				}

			};
		}

	}

}
