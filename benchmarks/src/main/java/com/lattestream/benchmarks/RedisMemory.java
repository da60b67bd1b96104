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
import java.util.concurrent.TimeUnit;

import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import reactor.core.publisher.Flux;

/**
 * Says how much memory Redis takes for what hubs keep there, and how much time to begin
 * with it. Names of channels have about 20 characters.
 */
final class RedisMemory {

	private static final int CHANNELS = 5_000;

	private static final int KEPT = 100;

	private final RedisServer server;

	private final HubNode node;

	private RedisMemory(RedisServer server, HubNode node) {
		this.server = server;
		this.node = node;
	}

	static void print(RedisServer server, HubNode node) throws Exception {
		System.out.printf("%nWhat it costs Redis%n");
		RedisMemory memory = new RedisMemory(server, node);
		double channel = memory.histories("one", 200, 1, CHANNELS) / CHANNELS;
		for (int size : new int[] { 50, 200, 1_000, 4_000 }) {
			int channels = 50;
			double all = memory.histories("of-" + size, size, KEPT, channels);
			line("An event of " + size + " bytes in a history of " + KEPT, all / channels / KEPT);
		}
		line("A channel with a history of one event of 200 bytes", channel);
		line("A channel with subscriptions on one node", memory.occupied());
		line("A presence channel with one member on one node", memory.members("small", CHANNELS, 1) / CHANNELS);
		line("A member with 60 bytes of info, of 100 in a channel", memory.members("large", 50, 100) / 50 / 100);
	}

	private static void line(String title, double bytes) {
		System.out.printf("%-60s %10.0f bytes%n", title, bytes);
	}

	private void time(String title, double before, int times) {
		System.out.printf("%-60s %10.1f us CPU%n", title, (this.server.cpuMicros() - before) / times);
	}

	private double histories(String name, int size, int events, int channels) {
		String data = "\"" + "x".repeat(size - 2) + "\"";
		long before = this.server.memory();
		Publishers.publish(this.node, channels * events, (number) -> Publication
			.ofServer(HubNode.HISTORY + name + "-channel-" + number % channels, "moved", data, null));
		return this.server.memory() - before;
	}

	/**
	 * What is subscribed to and counted, topics included.
	 */
	private double occupied() throws Exception {
		int each = 100;
		Deliveries deliveries = new Deliveries(0);
		long before = this.server.memory();
		double cpu = this.server.cpuMicros();
		List<HubClient> clients = new ArrayList<>();
		for (int i = 0; i < CHANNELS / each; i++) {
			HubClient client = this.node.connect(deliveries::received);
			for (int j = 0; j < each; j++) {
				client.subscribe("occupied-channel-" + (i * each + j), "");
				// So many may wait for each client
				if (j == each / 2) {
					deliveries.awaitSubscriptions(i * each + j + 1);
				}
			}
			deliveries.awaitSubscriptions((i + 1) * each);
			clients.add(client);
		}
		// Numbers of subscriptions are told a moment later
		TimeUnit.SECONDS.sleep(2);
		double bytes = this.server.memory() - before;
		time("To subscribe to a channel and to count it", cpu, CHANNELS);
		clients.forEach(HubClient::disconnect);
		TimeUnit.SECONDS.sleep(5);
		return bytes / CHANNELS;
	}

	private double members(String name, int channels, int each) {
		String info = "{\"name\":\"" + "x".repeat(49) + "\"}";
		long before = this.server.memory();
		double cpu = this.server.cpuMicros();
		Flux.range(0, channels * each)
			.flatMap((number) -> this.node.presence()
				.join("presence-" + name + "-" + number % channels, new Member("user-" + number, info), number + ".1",
						each),
					64)
			.blockLast();
		double bytes = this.server.memory() - before;
		time("To join a channel of " + each, cpu, channels * each);
		return bytes;
	}

}
