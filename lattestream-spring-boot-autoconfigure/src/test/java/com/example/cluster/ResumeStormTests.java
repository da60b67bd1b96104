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

package com.example.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.lattestream.broker.redis.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients of two nodes lose their connections at once while events are published,
 * and come back at once. System property {@code lattestream.test.crowd} tells how many,
 * 1000 by default: 5000 take 10000 open files on both sides.
 */
class ResumeStormTests {

	private static final Log logger = LogFactory.getLog(ResumeStormTests.class);

	private static final int CLIENTS = Integer.getInteger("lattestream.test.crowd", 1000);

	private static final List<String> CHANNELS = List.of("hist-a", "hist-b", "hist-c");

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int MISSED = 20;

	private final List<AutoCloseable> closeables = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
	}

	@Test
	void allClientsRecoverAtOnce() throws Exception {
		RedisServer redis = opened(RedisServer.start());
		List<NodeProcess> nodes = List.of(start(redis), start(redis));
		List<Integer> ports = nodes.stream().map((node) -> node.ready().port()).toList();
		Crowd crowd = opened(new Crowd(CLIENTS, ports, CHANNELS));
		int subscriptions = CLIENTS * CHANNELS.size();
		crowd.connect();
		await("subscriptions", crowd, () -> crowd.subscribed() == subscriptions);
		Publisher publisher = opened(new Publisher(ports.get(0), CHANNELS, Duration.ofMillis(50)));
		await("first events", crowd, () -> crowd.reached(1) == CLIENTS);
		crowd.cut();
		await("end of all connections", crowd, () -> crowd.open() == 0);
		long cut = publisher.accepted();
		await("events that all miss", crowd, () -> publisher.accepted() >= cut + MISSED);
		Load before = Load.of(redis);
		long start = System.nanoTime();
		crowd.connect();
		await("subscriptions", crowd, () -> crowd.subscribed() == subscriptions);
		Duration back = Duration.ofNanos(System.nanoTime() - start);
		Load after = Load.of(redis);
		publisher.close();
		await("last event", crowd, () -> crowd.reached(publisher.accepted()) == CLIENTS);
		assertThat(crowd.recovered()).isEqualTo(subscriptions);
		assertThat(crowd.wrong()).isNull();
		logger.info(("%d clients with %d subscriptions back after %d ms, none lost anything of %d events each; "
				+ "Redis: %d scripts, %d commands in all, %d ms of CPU, %d KiB at most")
			.formatted(CLIENTS, subscriptions, back.toMillis(), publisher.accepted() * CHANNELS.size(),
					after.scripts - before.scripts, after.commands - before.commands,
					after.cpuMillis - before.cpuMillis, after.peakMemory / 1024));
		assertThat(back).isLessThan(TIMEOUT);
		assertThat(after.scripts - before.scripts).as("calls of scripts").isLessThan(subscriptions + 2000L);
	}

	private NodeProcess start(RedisServer redis) {
		return opened(
				new NodeProcess(384, Cluster.properties(redis.port(), "--lattestream.redis.command-timeout=30s")));
	}

	private static void await(String what, Crowd crowd, Callable<Boolean> condition) {
		Awaitility.await(what)
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> condition.call() || crowd.wrong() != null);
		assertThat(crowd.wrong()).isNull();
	}

	private <T extends AutoCloseable> T opened(T closeable) {
		this.closeables.add(0, closeable);
		return closeable;
	}

	/**
	 * What Redis has done.
	 *
	 * @param scripts calls of scripts
	 * @param commands commands of clients, and those of scripts
	 * @param cpuMillis milliseconds of CPU time
	 * @param peakMemory most bytes of memory so far
	 */
	private record Load(long scripts, long commands, long cpuMillis, long peakMemory) {

		static Load of(RedisServer redis) {
			String stats = redis.command("INFO commandstats");
			String cpu = redis.command("INFO cpu");
			double seconds = number(cpu, "used_cpu_user:([0-9.]+)") + number(cpu, "used_cpu_sys:([0-9.]+)");
			return new Load((long) (number(stats, "cmdstat_evalsha:calls=(\\d+)")),
					(long) number(redis.command("INFO stats"), "total_commands_processed:(\\d+)"),
					Math.round(seconds * 1000), (long) number(redis.command("INFO memory"), "used_memory_peak:(\\d+)"));
		}

		private static double number(String answer, String pattern) {
			Matcher matcher = Pattern.compile(pattern).matcher(answer);
			return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
		}

	}

}
