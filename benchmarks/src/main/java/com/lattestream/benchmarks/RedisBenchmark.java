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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * Publishes on one node to the subscribers of another one over Redis, with history and
 * without, and on one node in memory for comparison; then says how much memory Redis
 * takes for what. All of it and Redis share this machine: compare ratios, and take the
 * processor time of Redis for what a server of its own can do.
 */
final class RedisBenchmark {

	private static final int CHANNELS = 100;

	private static final int RATE = 500;

	private static final int PACED = 1_500;

	private RedisBenchmark() {
	}

	static void main(String[] args) throws Exception {
		int passes = (args.length > 0) ? Integer.parseInt(args[0]) : 7;
		int events = (args.length > 1) ? Integer.parseInt(args[1]) : 20_000;
		try (RedisServer server = RedisServer.at((args.length > 2) ? args[2] : null);
				HubNode publisher = HubNode.on(server);
				HubNode subscriber = HubNode.on(server);
				HubNode alone = HubNode.inMemory()) {
			Map<Route, List<Pass>> results = new EnumMap<>(Route.class);
			for (int i = -2; i < passes; i++) {
				for (Route route : Route.values()) {
					Pass pass = route.redis ? pass(server, publisher, subscriber, route.prefix, events)
							: pass(server, alone, alone, route.prefix, events);
					// The first ones are for the compiler
					if (i >= 0) {
						results.computeIfAbsent(route, (key) -> new ArrayList<>()).add(pass);
					}
				}
			}
			print(results, passes, events);
			RedisMemory.print(server, publisher);
			TopicFigures.print(server);
			printIdle(server);
		}
		System.exit(0);
	}

	private static Pass pass(RedisServer server, HubNode publisher, HubNode subscriber, String prefix, int events)
			throws Exception {
		Deliveries paced = new Deliveries(PACED);
		List<HubClient> clients = subscribe(subscriber, paced, prefix);
		long start = System.nanoTime();
		for (int i = 0; i < PACED; i++) {
			long wait = start + i * TimeUnit.SECONDS.toNanos(1) / RATE - System.nanoTime();
			if (wait > 0) {
				LockSupport.parkNanos(wait);
			}
			publisher.hub().publish(paced.next(prefix + i % CHANNELS, i)).subscribe();
		}
		paced.awaitEvents(PACED);
		clients.forEach(HubClient::disconnect);
		Deliveries fast = new Deliveries(events);
		clients = subscribe(subscriber, fast, prefix);
		double cpu = server.cpuMicros();
		start = System.nanoTime();
		Publishers.publish(publisher, events, (number) -> fast.next(prefix + number % CHANNELS, number));
		fast.awaitEvents(events);
		double seconds = (System.nanoTime() - start) / 1e9;
		cpu = server.cpuMicros() - cpu;
		clients.forEach(HubClient::disconnect);
		return new Pass(paced.latency(0.5), paced.latency(0.99), events / seconds, cpu / events);
	}

	private static List<HubClient> subscribe(HubNode node, Deliveries deliveries, String prefix) throws Exception {
		List<HubClient> clients = new ArrayList<>();
		for (int i = 0; i < CHANNELS; i++) {
			HubClient client = node.connect(deliveries::received);
			client.subscribe(prefix + i, "");
			clients.add(client);
		}
		deliveries.awaitSubscriptions(CHANNELS);
		return clients;
	}

	private static void print(Map<Route, List<Pass>> results, int passes, int events) {
		System.out.printf("Medians of %d passes: latency at %d events/s, throughput with %d events; ratios to Redis "
				+ "without history in the pass beside it%n", passes, RATE, events);
		System.out.printf("%-28s %9s %9s %10s %8s %19s%n", "", "p50 ms", "p99 ms", "events/s", "ratio",
				"Redis CPU us/event");
		List<Pass> base = results.get(Route.REDIS);
		results.forEach((route, own) -> {
			List<Double> ratios = new ArrayList<>();
			for (int i = 0; i < own.size(); i++) {
				ratios.add(own.get(i).perSecond / base.get(i).perSecond);
			}
			System.out.printf("%-28s %9.2f %9.2f %10.0f %7.2fx %19.1f%n", route.title, median(own, Pass::p50),
					median(own, Pass::p99), median(own, Pass::perSecond), Medians.of(ratios),
					median(own, Pass::redisMicros));
		});
	}

	private static double median(List<Pass> passes, ToDoubleFunction<Pass> figure) {
		return Medians.of(passes.stream().mapToDouble(figure).boxed().toList());
	}

	private static void printIdle(RedisServer server) throws InterruptedException {
		TimeUnit.SECONDS.sleep(5);
		long commands = server.commands();
		TimeUnit.SECONDS.sleep(20);
		System.out.printf("%-60s %10.1f%n", "Commands of an idle node per second",
				(server.commands() - commands) / 20.0 / 2);
	}

	private enum Route {

		MEMORY("In memory, one node", false, "room-"),
		MEMORY_HISTORY("In memory, with history", false, HubNode.HISTORY), REDIS("Redis, node to node", true, "room-"),
		REDIS_HISTORY("Redis, with history", true, HubNode.HISTORY);

		private final String title;

		private final boolean redis;

		private final String prefix;

		Route(String title, boolean redis, String prefix) {
			this.title = title;
			this.redis = redis;
			this.prefix = prefix;
		}

	}

	/**
	 * What came out of one pass.
	 *
	 * @param p50 half of the events were there after so many milliseconds
	 * @param p99 99 % of them were
	 * @param perSecond events published and delivered per second
	 * @param redisMicros processor time of Redis for each, in microseconds
	 */
	private record Pass(double p50, double p99, double perSecond, double redisMicros) {

	}

}
