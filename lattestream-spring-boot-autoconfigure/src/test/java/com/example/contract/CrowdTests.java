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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.ConnectionClosed;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
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
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class CrowdTests {

	private static final Log logger = LogFactory.getLog(CrowdTests.class);

	/** Clients that read, and as many that do not. */
	private static final int READERS = 200;

	/** Clients that tell how much the others get before they are closed. */
	private static final int FIRST = 4;

	private static final int OPEN = 500;

	/**
	 * One is enough in which other processes do not have the processor at one time and
	 * leave it alone at the other. A client that held others up would do it in each.
	 */
	private static final int ROUNDS = 5;

	/** Enough that the slowest one does not decide alone. */
	private static final int TICKS = 120;

	/** How many clients connect at the same time. */
	private static final int THREADS = 8;

	/** How many big events may wait for one connection: 1 MB by default. */
	private static final int QUEUED = 34;

	/** What the socket of a client that does not read takes is much less. */
	private static final int ENOUGH = 400;

	/** Threads that web servers start or end as they like. */
	private static final int FEW_THREADS = 10;

	/**
	 * A queue of its own for each client that does not read would take twice as much.
	 */
	private static final long MEMORY = 64 * 1024 * 1024;

	/**
	 * Within that, it is the machine: a pause of the collector, or another process that
	 * has the processor. A client that held others up would do it for seconds.
	 */
	private static final Duration NOISE = Duration.ofMillis(50);

	private static final Duration STOP = Duration.ofSeconds(3);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private ContractServer server;

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

	@BeforeEach
	void start() {
		if (this.server == null) {
			this.server = ContractServer.start(List.of(application(), TooSlow.class), properties());
		}
	}

	@AfterEach
	void closeClients() {
		if (this.server != null) {
			this.server.closeClients();
		}
	}

	@AfterAll
	void stop() {
		if (this.server != null) {
			this.server.close();
			this.server = null;
		}
	}

	@Test
	@Order(1)
	void clientsThatDoNotReadSlowNobodyDownAndTakeNeitherThreadsNorMemory() throws IOException {
		try (PromptReaders readers = readers(READERS)) {
			int first = floodUntilFirstIsClosed(readers);
			floodUntilClosed(readers);
			int rounds = 0;
			Duration quiet;
			Duration crowded;
			do {
				quiet = tick(readers, false);
				assertTakeLittle(() -> {
					openStopped(READERS);
					flood(readers, first - QUEUED / 4);
				});
				// Their queues become full, and they are closed
				crowded = tick(readers, true);
				floodUntilClosed(readers);
				rounds++;
				logger.info(LogMessage.format("p99 alone %s, among others %s", quiet, crowded));
			}
			while (crowded.compareTo(limit(quiet)) > 0 && rounds < ROUNDS);
			assertThat(crowded).as("p99, which was %s alone", quiet).isLessThanOrEqualTo(limit(quiet));
			int closed = FIRST + rounds * READERS;
			Awaitility.await("events of all that were closed")
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(this.server.bean(TooSlow.class).count).hasValue(closed));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Order(2)
	void clientThatStopsReadingForAWhileMissesNothing(boolean stream) throws IOException {
		try (PromptReaders readers = readers(1)) {
			open(this.server.narrowTcp(), stream, "flood", "ticks");
			awaitSubscriptions(2);
			int count = 0;
			while (this.server.hub().connectionCount() > 1) {
				assertThat(count++).isLessThan(ENOUGH);
				flood(readers, 1);
			}
			SocketChannel channel = SocketChannel.open();
			channel.socket().setReceiveBufferSize(4096);
			open(this.server.tcp(channel), stream, "flood", "ticks");
			awaitSubscriptions(2);
			flood(readers, count - QUEUED / 2);
			readers.add(channel);
			readers.awaitP99(count - QUEUED / 2);
			flood(readers, 1);
			assertThat(this.server.hub().connectionCount()).isEqualTo(2);
		}
	}

	@Test
	@Order(3)
	void applicationWithManyConnectionsStopsSoon() {
		Duration taken = stopWithManyConnections();
		for (int i = 0; i < 2 && taken.compareTo(STOP) >= 0; i++) {
			// A machine that does other things only adds to it
			start();
			taken = stopWithManyConnections();
		}
		assertThat(taken).isLessThan(STOP);
	}

	private Duration stopWithManyConnections() {
		Queue<TcpSocket> sockets = new ConcurrentLinkedQueue<>();
		Queue<TcpSocket> streams = new ConcurrentLinkedQueue<>();
		inParallel(OPEN, (i) -> {
			TcpSocket client = this.server.tcp();
			open(client, i % 2 == 0, "ticks");
			((i % 2 == 0) ? streams : sockets).add(client);
		});
		awaitSubscriptions(OPEN);
		long start = System.nanoTime();
		this.server.stop();
		Duration taken = Duration.ofNanos(System.nanoTime() - start);
		logger.info(LogMessage.format("Stopped with %d connections in %s", OPEN, taken));
		assertThat(sockets).extracting(TcpSocket::readCloseCode).containsOnly(4200);
		assertThat(streams).extracting((stream) -> new String(stream.readToEnd(), StandardCharsets.UTF_8))
			.allMatch((text) -> text.matches("(?s).*retry: .*retry: .*"));
		stop();
		return taken;
	}

	private PromptReaders readers(int count) {
		PromptReaders readers = new PromptReaders(10_000);
		inParallel(count, (i) -> {
			SocketChannel channel = SocketChannel.open();
			open(this.server.tcp(channel), i % 2 == 0, "ticks");
			readers.add(channel);
		});
		awaitSubscriptions(count);
		return readers;
	}

	/**
	 * Open connections that nobody reads from any more.
	 */
	private void openStopped(int count) {
		inParallel(count, (i) -> open(this.server.narrowTcp(), i % 2 == 0, "flood", "ticks"));
		awaitSubscriptions(READERS + count);
	}

	private static void open(TcpSocket client, boolean stream, String... channels) {
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

	private void awaitSubscriptions(int count) {
		this.server.awaitSubscriptions("ticks", count, TIMEOUT);
	}

	/**
	 * Find out how much clients get that do not read.
	 * @return how many big events the first one got that is closed
	 */
	private int floodUntilFirstIsClosed(PromptReaders readers) {
		openStopped(FIRST);
		int count = 0;
		while (this.server.hub().connectionCount() == READERS + FIRST) {
			assertThat(count++).isLessThan(ENOUGH);
			flood(readers, 1);
		}
		logger.info(LogMessage.format("Closed from %d big events", count));
		assertThat(count).isGreaterThan(QUEUED);
		return count;
	}

	/**
	 * Find out what clients take that do not read when they are about to be closed for
	 * it.
	 */
	private void assertTakeLittle(Runnable opening) {
		long memory = usedMemory();
		int threads = threads();
		opening.run();
		assertThat(this.server.hub().connectionCount()).isEqualTo(2 * READERS);
		long moreMemory = usedMemory() - memory;
		int moreThreads = threads() - threads;
		logger.info(LogMessage.format("%d more threads, %d KB more", moreThreads, moreMemory / 1024));
		assertThat(moreThreads).as("threads").isLessThanOrEqualTo(FEW_THREADS);
		assertThat(moreMemory).as("memory").isLessThan(MEMORY);
	}

	/**
	 * Publish until all clients are closed that do not read, however much their sockets
	 * hold.
	 */
	private void floodUntilClosed(PromptReaders readers) {
		long start = System.nanoTime();
		while (this.server.hub().connectionCount() > READERS) {
			assertThat(System.nanoTime() - start).as("time until all are closed").isLessThan(TIMEOUT.toNanos());
			flood(readers, 1);
		}
	}

	/**
	 * Publish for those that do not read, and wait until it is done for each connection:
	 * what is published later reaches the others later.
	 */
	private void flood(PromptReaders readers, int count) {
		for (int i = 0; i < count; i++) {
			this.server.client().trigger("flood", "big", EnduranceContract.BIG).block(TIMEOUT);
			this.server.client().trigger("ticks", "tick", readers.publish(this.ticks++)).block(TIMEOUT);
			readers.awaitP99(readers.count());
		}
	}

	private Duration tick(PromptReaders readers, boolean flood) {
		Mono<?> before = flood ? this.server.client().trigger("flood", "big", EnduranceContract.BIG) : Mono.empty();
		Flux.range(0, TICKS)
			.delayElements(Duration.ofMillis(10))
			.concatMap((i) -> before
				.then(Mono.defer(() -> this.server.client().trigger("ticks", "tick", readers.publish(this.ticks++)))))
			.blockLast(TIMEOUT);
		return readers.awaitP99(TICKS * readers.count());
	}

	private static Duration limit(Duration quiet) {
		Duration twice = quiet.multipliedBy(2);
		return (twice.compareTo(NOISE) > 0) ? twice : NOISE;
	}

	private static void inParallel(int count, Task task) {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				int number = i;
				futures.add(executor.submit(() -> {
					task.run(number);
					return null;
				}));
			}
			for (Future<?> future : futures) {
				future.get();
			}
			executor.shutdown();
			assertThat(executor.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			executor.shutdownNow();
		}
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
	 * Something to do for the client of a number.
	 */
	private interface Task {

		void run(int number) throws IOException;

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
