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
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * Says what topics cost Redis: the memory of one, and the time for each node that gets a
 * message.
 */
final class TopicFigures {

	private static final int TOPICS = 5_000;

	private static final int NODES = 20;

	private static final int MESSAGES = 5_000;

	private static final String TOPIC = "benchmark:{busy-channel}:topic";

	private final RedisServer server;

	private final RedisClient client;

	private TopicFigures(RedisServer server, RedisClient client) {
		this.server = server;
		this.client = client;
	}

	static void print(RedisServer server) throws Exception {
		RedisClient client = RedisClient.create(RedisURI.create(server.host(), server.port()));
		TopicFigures figures = new TopicFigures(server, client);
		System.out.printf("%-60s %10.0f bytes%n", "A topic that a node listens to", figures.memory());
		System.out.printf("%-60s %10.2f us CPU%n", "A message of 250 bytes to one more node", figures.time());
		client.shutdown();
	}

	private double memory() {
		try (StatefulRedisPubSubConnection<String, String> node = this.client.connectPubSub()) {
			long before = this.server.memory();
			for (int from = 0; from < TOPICS; from += 500) {
				String[] names = new String[500];
				for (int i = 0; i < names.length; i++) {
					names[i] = "benchmark:{some-channel-" + (from + i) + "}:topic";
				}
				node.sync().subscribe(names);
			}
			return (this.server.memory() - before) / (double) TOPICS;
		}
	}

	private double time() throws Exception {
		AtomicInteger received = new AtomicInteger();
		List<StatefulRedisPubSubConnection<String, String>> nodes = new ArrayList<>();
		double[] micros = new double[2];
		for (int i = 0; i < micros.length; i++) {
			while (nodes.size() < 1 + i * NODES) {
				nodes.add(node(received));
			}
			received.set(0);
			micros[i] = publish(received, nodes.size());
		}
		nodes.forEach(StatefulRedisPubSubConnection::close);
		return (micros[1] - micros[0]) / NODES;
	}

	private StatefulRedisPubSubConnection<String, String> node(AtomicInteger received) {
		StatefulRedisPubSubConnection<String, String> node = this.client.connectPubSub();
		node.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(String topic, String message) {
				received.incrementAndGet();
			}

		});
		node.sync().subscribe(TOPIC);
		return node;
	}

	private double publish(AtomicInteger received, int nodes) throws InterruptedException {
		try (StatefulRedisConnection<String, String> publisher = this.client.connect()) {
			String message = "x".repeat(250);
			double cpu = this.server.cpuMicros();
			for (int i = 0; i < MESSAGES; i++) {
				publisher.async().publish(TOPIC, message);
				// Not so many at once that Redis writes them together
				while (received.get() < (i - 64) * nodes) {
					TimeUnit.MICROSECONDS.sleep(50);
				}
			}
			while (received.get() < MESSAGES * nodes) {
				TimeUnit.MILLISECONDS.sleep(1);
			}
			return (this.server.cpuMicros() - cpu) / MESSAGES;
		}
	}

}
