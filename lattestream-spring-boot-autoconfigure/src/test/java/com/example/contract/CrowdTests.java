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

package com.example.contract;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.ChannelAttribute;
import com.lattestream.ConnectionClosed;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.event.EventListener;
import org.springframework.core.log.LogMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What many connections may cost, half of them event streams, half WebSockets, and what
 * they may not.
 */
@Timeout(180)
abstract class CrowdTests {

	private static final Log logger = LogFactory.getLog(CrowdTests.class);

	/** Clients that read, and as many that do not. */
	private static final int READERS = 200;

	private static final int OPEN = 500;

	private static final int ROUNDS = 3;

	private static final int TICKS = 40;

	/** How many big events may wait for one connection: 1 MB by default. */
	private static final int QUEUED = 34;

	/** What the socket of a client that does not read takes is some megabytes. */
	private static final int ENOUGH = 400;

	/** Threads that web servers start or end as they like. */
	private static final int FEW_THREADS = 10;

	/**
	 * A queue of its own for each client that does not read would take thrice as much.
	 */
	private static final long MEMORY = 64 * 1024 * 1024;

	/** Within that, it is the machine. */
	private static final Duration NOISE = Duration.ofMillis(20);

	private static final Duration STOP = Duration.ofSeconds(3);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private int ticks;

	/**
	 * Return the configuration that runs the application on the web stack.
	 * @return the class
	 */
	abstract Class<?> application();

	/**
	 * Return what the application is configured with.
	 * @return properties of the form {@code name=value}
	 */
	abstract String[] properties();

	/**
	 * Return what the web server uses of memory that the JVM does not know about.
	 * @return the number of bytes
	 */
	long unknownMemory() {
		return 0;
	}

	@Test
	void clientsThatDoNotReadSlowNobodyDownAndTakeNeitherThreadsNorMemory() throws IOException {
		try (ContractServer server = start(); PromptReaders readers = readers(server, READERS)) {
			tick(server, readers, false);
			int held = floodUntilClosed(server, readers);
			List<Duration> quiet = new ArrayList<>();
			List<Duration> crowded = new ArrayList<>();
			for (int i = 0; i < ROUNDS; i++) {
				quiet.add(tick(server, readers, false));
				openStopped(server);
				flood(server, readers, held);
				// Their queues become full, and they are closed
				crowded.add(tick(server, readers, true));
				awaitConnections(server, READERS);
			}
			logger.info(LogMessage.format("p99 alone %s, among others %s", quiet, crowded));
			assertThat(server.bean(TooSlow.class).count).hasValue((ROUNDS + 1) * READERS);
			Duration twice = median(quiet).multipliedBy(2);
			assertThat(median(crowded)).isLessThanOrEqualTo((twice.compareTo(NOISE) > 0) ? twice : NOISE);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void clientThatStopsReadingForAWhileMissesNothing(boolean stream) throws IOException {
		try (ContractServer server = start(); PromptReaders readers = readers(server, 1)) {
			TcpSocket stopped = server.narrowTcp();
			open(server, stopped, stream, "flood", "ticks");
			awaitSubscriptions(server, 2);
			int count = 0;
			while (server.hub().connectionCount() > 1) {
				assertThat(count++).isLessThan(ENOUGH);
				flood(server, readers, 1);
			}
			SocketChannel channel = SocketChannel.open();
			channel.socket().setReceiveBufferSize(4096);
			open(server, server.tcp(channel), stream, "flood", "ticks");
			awaitSubscriptions(server, 2);
			flood(server, readers, count - QUEUED / 2);
			readers.add(channel);
			readers.awaitP99(count - QUEUED / 2);
			flood(server, readers, 1);
			assertThat(server.hub().connectionCount()).isEqualTo(2);
		}
	}

	@Test
	void applicationWithManyConnectionsStopsSoon() {
		Duration taken = stop();
		for (int i = 0; i < 2 && taken.compareTo(STOP) >= 0; i++) {
			// A machine that does other things only adds to it
			taken = stop();
		}
		assertThat(taken).isLessThan(STOP);
	}

	private Duration stop() {
		try (ContractServer server = start()) {
			List<TcpSocket> sockets = new ArrayList<>();
			List<TcpSocket> streams = new ArrayList<>();
			for (int i = 0; i < OPEN; i++) {
				TcpSocket client = server.tcp();
				open(server, client, i % 2 == 0, "ticks");
				((i % 2 == 0) ? streams : sockets).add(client);
			}
			awaitSubscriptions(server, OPEN);
			long start = System.nanoTime();
			server.stop();
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			logger.info(LogMessage.format("Stopped with %d connections in %s", OPEN, taken));
			assertThat(sockets).extracting(TcpSocket::readCloseCode).containsOnly(4200);
			assertThat(streams).extracting((stream) -> new String(stream.readToEnd(), StandardCharsets.UTF_8))
				.allMatch((text) -> text.matches("(?s).*retry: .*retry: .*"));
			return taken;
		}
	}

	private ContractServer start() {
		return ContractServer.start(List.of(application(), TooSlow.class), properties());
	}

	private static PromptReaders readers(ContractServer server, int count) throws IOException {
		PromptReaders readers = new PromptReaders(10_000);
		for (int i = 0; i < count; i++) {
			SocketChannel channel = SocketChannel.open();
			open(server, server.tcp(channel), i % 2 == 0, "ticks");
			readers.add(channel);
		}
		awaitSubscriptions(server, count);
		return readers;
	}

	/**
	 * Open connections that nobody reads from any more.
	 */
	private static void openStopped(ContractServer server) {
		for (int i = 0; i < READERS; i++) {
			open(server, server.narrowTcp(), i % 2 == 0, "flood", "ticks");
		}
		awaitSubscriptions(server, 2 * READERS);
	}

	private static void open(ContractServer server, TcpSocket client, boolean stream, String... channels) {
		if (stream) {
			client.get("/lattestream/sse?channels=" + String.join(",", channels) + "&api_key=" + ContractServer.KEY);
			return;
		}
		client.upgrade("/app/" + ContractServer.KEY);
		client.next();
		for (String channel : channels) {
			client.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
			client.next();
		}
	}

	private static void awaitSubscriptions(ContractServer server, int count) {
		Awaitility.await("subscriptions")
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> server.client()
				.channel("ticks", ChannelAttribute.SUBSCRIPTION_COUNT)
				.block()
				.subscriptionCount() == count);
	}

	private static void awaitConnections(ContractServer server, int count) {
		Awaitility.await("the end of connections")
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> server.hub().connectionCount() == count);
	}

	/**
	 * Find out how much clients get that do not read, and what they take when they are
	 * about to be closed for it.
	 * @return how many big events their sockets hold, so that only further ones wait
	 */
	private int floodUntilClosed(ContractServer server, PromptReaders readers) {
		long memory = usedMemory();
		int threads = threads();
		openStopped(server);
		int count = 0;
		while (server.hub().connectionCount() == 2 * READERS) {
			assertThat(count++).isLessThan(ENOUGH);
			flood(server, readers, 1);
		}
		long moreMemory = usedMemory() - memory;
		int moreThreads = threads() - threads;
		int first = count;
		while (server.hub().connectionCount() > READERS) {
			assertThat(count++).isLessThan(ENOUGH);
			flood(server, readers, 1);
		}
		logger.info(LogMessage.format("Closed from %d to %d big events, %d more threads, %d KB more", first, count,
				moreThreads, moreMemory / 1024));
		assertThat(moreThreads).as("threads").isLessThanOrEqualTo(FEW_THREADS);
		assertThat(moreMemory).as("memory").isLessThan(MEMORY);
		assertThat(first).isGreaterThan(QUEUED);
		return first - QUEUED;
	}

	/**
	 * Publish for those that do not read, and wait until it is done for each connection:
	 * what is published later reaches the others later.
	 */
	private void flood(ContractServer server, PromptReaders readers, int count) {
		for (int i = 0; i < count; i++) {
			server.client().trigger("flood", "big", EnduranceContract.BIG).block(TIMEOUT);
			server.client().trigger("ticks", "tick", readers.publish(this.ticks++)).block(TIMEOUT);
			readers.awaitP99(readers.count());
		}
	}

	private Duration tick(ContractServer server, PromptReaders readers, boolean flood) {
		Mono<?> before = flood ? server.client().trigger("flood", "big", EnduranceContract.BIG) : Mono.empty();
		Flux.range(0, TICKS)
			.delayElements(Duration.ofMillis(10))
			.concatMap((i) -> before
				.then(Mono.defer(() -> server.client().trigger("ticks", "tick", readers.publish(this.ticks++)))))
			.blockLast(TIMEOUT);
		return readers.awaitP99(TICKS * readers.count());
	}

	private static Duration median(List<Duration> durations) {
		List<Duration> sorted = new ArrayList<>(durations);
		Collections.sort(sorted);
		return sorted.get(sorted.size() / 2);
	}

	private static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	/**
	 * Return how much memory is in use, what nobody refers to excluded.
	 */
	private long usedMemory() {
		System.gc();
		long outsideTheHeap = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + outsideTheHeap + unknownMemory();
	}

	/**
	 * Counts the connections that were closed because their clients read too slowly.
	 */
	static class TooSlow {

		private final AtomicInteger count = new AtomicInteger();

		@EventListener
		void on(ConnectionClosed event) {
			if (event.code() != null && event.code() == 4100) {
				this.count.incrementAndGet();
			}
		}

	}

}
