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

package com.example.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import com.lattestream.TransportType;
import com.lattestream.protocol.Dialect;

/**
 * What there is in a world and what happens to it, all made from a seed. Times are a
 * tenth of those in life: clients are away for 200 ms, servers for up to a second.
 *
 * @param seed the seed
 * @param nodes how many nodes there are at first
 * @param redis what Redis there is
 * @param historySize how many events of a channel are kept
 * @param maxRecovery how many events a client that comes back gets at most
 * @param grace for how many milliseconds members stay whose connection was lost
 * @param queuedMessages how many messages wait for a client that does not read
 * @param clients the clients
 * @param steps what happens, in the order of time
 */
record Schedule(long seed, int nodes, RedisKind redis, int historySize, int maxRecovery, int grace, int queuedMessages,
		List<Client> clients, List<Step> steps) {

	/** For how many milliseconds something happens. */
	static final int LENGTH = 3000;

	/**
	 * Make the schedule of a seed.
	 * @param seed the seed
	 * @return the schedule, always the same
	 */
	static Schedule of(long seed) {
		Random random = new Random(seed);
		int nodes = 2 + random.nextInt(3);
		RedisKind redis = switch (random.nextInt(6)) {
			case 0 -> RedisKind.FORGETFUL;
			case 1 -> RedisKind.PERSISTENT;
			default -> RedisKind.SHARED;
		};
		List<Client> clients = new ArrayList<>();
		int count = 10 + random.nextInt(21);
		for (int i = 0; i < count; i++) {
			clients.add(Client.of(random, "u" + random.nextInt(2 * count / 3)));
		}
		int historySize = (random.nextInt(4) == 0) ? 30 : 2000;
		int maxRecovery = (random.nextInt(4) == 0) ? 20 : 300;
		int grace = random.nextBoolean() ? 0 : 300;
		int queued = (random.nextInt(3) == 0) ? 10 : 1024;
		return new Schedule(seed, nodes, redis, historySize, maxRecovery, grace, queued, List.copyOf(clients),
				steps(random, redis, count));
	}

	private static List<Step> steps(Random random, RedisKind redis, int clients) {
		List<Step> steps = new ArrayList<>();
		for (int i = 40 + random.nextInt(80); i > 0; i--) {
			Action action = (random.nextInt(3) == 0) ? Action.SEND : Action.PUBLISH;
			steps.add(new Step(random.nextInt(LENGTH), action, random.nextInt(clients),
					random.nextInt(Channels.ALL.size()), 1 + random.nextInt(8)));
		}
		for (int i = random.nextInt(2 * clients); i > 0; i--) {
			Action action = Action.OF_CLIENTS.get(random.nextInt(Action.OF_CLIENTS.size()));
			steps.add(new Step(random.nextInt(LENGTH), action, random.nextInt(clients),
					random.nextInt(Channels.ALL.size()), 50 + random.nextInt(400)));
		}
		for (int i = random.nextInt(4); i > 0; i--) {
			Action action = Action.OF_SERVERS.get(random.nextInt(Action.OF_SERVERS.size()));
			steps.add(new Step(random.nextInt(LENGTH), action, random.nextInt(8), random.nextInt(8),
					100 + random.nextInt(900)));
		}
		if (redis != RedisKind.SHARED) {
			steps.add(new Step(random.nextInt(LENGTH - 500), Action.STOP_REDIS, 0, 0, 100 + random.nextInt(900)));
		}
		steps.sort(Comparator.comparingInt(Step::at));
		return List.copyOf(steps);
	}

	/**
	 * Return whether messages between nodes are never held up or lost.
	 * @return whether nothing happens to Redis or the links to it
	 */
	boolean isCalm() {
		return this.steps.stream().noneMatch((step) -> Action.OF_LINKS.contains(step.action()));
	}

	long count(Action action) {
		return this.steps.stream().filter((step) -> step.action() == action).count();
	}

	/**
	 * What Redis a world has.
	 */
	enum RedisKind {

		/** One that others use, too, and that goes on. */
		SHARED,

		/** One that is empty when it was started again. */
		FORGETFUL,

		/** One that has everything when it was started again. */
		PERSISTENT

	}

	/**
	 * What happens.
	 */
	enum Action {

		/** Servers publish, clients send. */
		PUBLISH, SEND,

		/** A client loses its connection, does not read, subscribes anew or types. */
		DISCONNECT, STOP_READING, RESUBSCRIBE, TYPE,

		/** A node is gone without a word, or there is one more. */
		KILL_NODE, START_NODE,

		/** A node's link to Redis is cut, refused or silent. */
		CUT_LINK, REFUSE_LINK, STALL_LINK,

		/** Redis is away, for all. */
		REFUSE_ALL, STOP_REDIS;

		private static final List<Action> OF_CLIENTS = List.of(DISCONNECT, DISCONNECT, DISCONNECT, STOP_READING,
				RESUBSCRIBE, TYPE);

		private static final List<Action> OF_LINKS = List.of(CUT_LINK, REFUSE_LINK, STALL_LINK, REFUSE_ALL, STOP_REDIS);

		private static final List<Action> OF_SERVERS = List.of(KILL_NODE, KILL_NODE, START_NODE, CUT_LINK, REFUSE_LINK,
				STALL_LINK, REFUSE_ALL);

	}

	/**
	 * Something that happens.
	 *
	 * @param at when, in milliseconds from the beginning
	 * @param action what
	 * @param who to which client or node
	 * @param channel in which channel
	 * @param amount how often, or for how many milliseconds
	 */
	record Step(int at, Action action, int who, int channel, int amount) {

	}

	/**
	 * A client.
	 *
	 * @param dialect what it speaks
	 * @param type how it is connected
	 * @param user who it belongs to
	 * @param channels what it subscribes to
	 */
	record Client(Dialect dialect, TransportType type, String user, List<String> channels) {

		static Client of(Random random, String user) {
			List<String> channels = new ArrayList<>();
			for (String channel : Channels.ALL) {
				if (random.nextInt(3) > 0) {
					channels.add(channel);
				}
			}
			if (channels.isEmpty()) {
				channels.add(Channels.ALL.get(0));
			}
			TransportType type = (random.nextInt(3) == 0) ? TransportType.SSE : TransportType.WEBSOCKET;
			boolean pusher = type == TransportType.WEBSOCKET && random.nextBoolean();
			return new Client(pusher ? Dialect.PUSHER : Dialect.LATTESTREAM, type, user, List.copyOf(channels));
		}

	}

}
