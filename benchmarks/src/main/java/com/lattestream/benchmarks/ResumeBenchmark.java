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

package com.lattestream.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.lattestream.StreamPosition;

/**
 * Lets many clients come back to two nodes at once, each after it has missed some events
 * of one channel, and waits until all of them have all.
 */
final class ResumeBenchmark {

	private static final int CHANNELS = 100;

	private static final int MISSED = 10;

	private ResumeBenchmark() {
	}

	static void main(String[] args) throws Exception {
		int clients = (args.length > 0) ? Integer.parseInt(args[0]) : 5_000;
		int passes = (args.length > 1) ? Integer.parseInt(args[1]) : 7;
		List<Storm> memory = new ArrayList<>();
		List<Storm> redis = new ArrayList<>();
		try (RedisServer server = RedisServer.at((args.length > 2) ? args[2] : null)) {
			for (int i = -2; i < passes; i++) {
				Storm alone;
				try (HubNode node = HubNode.inMemory()) {
					alone = storm(server, List.of(node), clients, i);
				}
				Storm together;
				try (HubNode one = HubNode.on(server); HubNode other = HubNode.on(server)) {
					together = storm(server, List.of(one, other), clients, i);
				}
				// The first ones are for the compiler
				if (i >= 0) {
					memory.add(alone);
					redis.add(together);
				}
			}
		}
		System.out.printf("Medians of %d passes: %d clients resume at once in %d channels, each missed %d events%n",
				passes, clients, CHANNELS, MISSED);
		System.out.printf("%-24s %10s %14s %14s %14s%n", "", "ms", "Redis CPU ms", "scripts", "commands");
		print("In memory, one node", memory);
		print("Redis, two nodes", redis);
		System.exit(0);
	}

	private static Storm storm(RedisServer server, List<HubNode> nodes, int clients, int pass) throws Exception {
		String prefix = HubNode.HISTORY + "storm-" + pass + "-";
		Deliveries deliveries = new Deliveries(CHANNELS * (MISSED + 1));
		List<String> positions = new ArrayList<>();
		for (int i = 0; i < CHANNELS; i++) {
			positions.add(position(nodes.get(0), deliveries, prefix + i, i));
		}
		Publishers.publish(nodes.get(0), CHANNELS * MISSED,
				(number) -> deliveries.next(prefix + number % CHANNELS, CHANNELS + number));
		List<HubClient> connected = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			connected.add(nodes.get(i % nodes.size()).connect(deliveries::received));
		}
		double cpu = server.cpuMicros();
		long scripts = server.scripts();
		long commands = server.commands();
		long start = System.nanoTime();
		for (int i = 0; i < clients; i++) {
			int channel = i / nodes.size() % CHANNELS;
			connected.get(i).subscribe(prefix + channel, positions.get(channel));
		}
		deliveries.awaitSubscriptions(clients);
		deliveries.awaitEvents(clients * MISSED);
		return new Storm((System.nanoTime() - start) / 1e6, (server.cpuMicros() - cpu) / 1e3,
				server.scripts() - scripts, server.commands() - commands);
	}

	private static String position(HubNode node, Deliveries deliveries, String channel, int number) {
		StreamPosition position = Objects.requireNonNull(node.hub().publish(deliveries.next(channel, number)).block())
			.position();
		return ",\"recover\":{\"epoch\":\"" + Objects.requireNonNull(position).epoch() + "\",\"offset\":"
				+ position.offset() + "}";
	}

	private static void print(String title, List<Storm> storms) {
		System.out.printf("%-24s %10.0f %14.0f %14.0f %14.0f%n", title,
				Medians.of(storms.stream().map(Storm::millis).toList()),
				Medians.of(storms.stream().map(Storm::redisMillis).toList()),
				Medians.of(storms.stream().map(Storm::scripts).toList()),
				Medians.of(storms.stream().map(Storm::commands).toList()));
	}

	/**
	 * What it took.
	 *
	 * @param millis until all clients had all, in milliseconds
	 * @param redisMillis processor time of Redis, in milliseconds
	 * @param scripts scripts that Redis ran
	 * @param commands commands that it carried out, those of scripts among them
	 */
	private record Storm(double millis, double redisMillis, double scripts, double commands) {

	}

}
