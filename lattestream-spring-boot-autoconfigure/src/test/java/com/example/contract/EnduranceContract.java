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
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.management.JMException;
import javax.management.ObjectName;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Order, slow readers, much coming and going.
 */
interface EnduranceContract extends HubContract {

	/** Just below the limit of an event's data. */
	String BIG = "x".repeat(30 * 1024);

	@Test
	default void everyClientGetsTheEventsOfManyThreadsInOneOrder() throws Exception {
		int threads = 4;
		int perThread = 250;
		List<RawSocket> sockets = new ArrayList<>();
		List<EventStream> streams = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			sockets.add(server().pusher().subscribed("ticks"));
			sockets.add(server().latteStream().subscribed("ticks"));
			streams.add(server().stream("channels=ticks").greeted().subscribed("ticks"));
		}
		run(threads, (thread) -> {
			for (int i = 0; i < perThread; i++) {
				server().client().trigger("ticks", "tick", List.of(thread, i)).block();
			}
			return null;
		});
		List<List<String>> seen = new ArrayList<>();
		for (RawSocket socket : sockets) {
			seen.add(collect(threads * perThread, (i) -> Json.data(socket.next("tick")).toString()));
			socket.quiet();
		}
		for (EventStream stream : streams) {
			seen.add(collect(threads * perThread, (i) -> stream.next("tick").data().toString()));
		}
		assertThat(seen).allMatch((order) -> order.equals(seen.get(0)));
		Map<Integer, Integer> next = new HashMap<>();
		for (String tick : seen.get(0)) {
			int thread = Json.parse(tick).get(0).intValue();
			assertThat(Json.parse(tick).get(1).intValue()).isEqualTo(next.getOrDefault(thread, 0));
			next.merge(thread, 1, Integer::sum);
		}
	}

	/** Case 12. */
	@Test
	default void clientsThatDoNotReadAreClosedAndOthersGetEverything() {
		TcpSocket socket = server().narrowTcp();
		socket.upgrade("/app/" + ContractServer.KEY);
		socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"ticks\"}}");
		socket.next();
		socket.next();
		TcpSocket stream = server().narrowTcp();
		stream.get("/lattestream/sse?channels=ticks&api_key=" + ContractServer.KEY);
		server().awaitSubscriptions("ticks", 2, TIMEOUT);
		assertOthersGetEverything(2);
		awaitBroken(socket);
		awaitBroken(stream);
	}

	@Test
	default void nothingIsLeftOfThreeHundredConnections() throws Exception {
		// One of each kind before, so that classes and caches are there
		comeAndGo(0);
		comeAndGo(3);
		server().awaitNothingLeft();
		Map<String, Long> before = connectionObjects();
		run(10, (thread) -> {
			for (int i = 0; i < 30; i++) {
				comeAndGo(i);
			}
			return null;
		});
		server().awaitNothingLeft();
		Awaitility.await()
			.untilAsserted(() -> assertThat(server().client().users("presence-cycle").collectList().block()).isEmpty());
		assertThat(server().client().terminateConnections("u").block()).isZero();
		Awaitility.await("the end of what connections were made of")
			.pollInterval(Duration.ofMillis(200))
			.untilAsserted(() -> {
				// Threads of a server may remember what they did last until they do
				// something else
				server().get("/lattestream");
				assertThat(connectionObjects())
					.allSatisfy((type, count) -> assertThat(count).isLessThanOrEqualTo(before.getOrDefault(type, 0L)));
			});
		server().pusher().subscribed("cycle-1").quiet();
	}

	@Test
	default void stoppingApplicationSendsItsClientsElsewhere() {
		try (ContractServer stopping = start()) {
			RawSocket pusher = stopping.pusher().subscribed("a");
			RawSocket latteStream = stopping.latteStream().subscribed("a");
			EventStream stream = stopping.stream("channels=a").greeted().subscribed("a");
			stream.nextRetry();
			TcpSocket stuck = stopping.narrowTcp();
			stuck.upgrade("/app/" + ContractServer.KEY);
			PusherClient javaClient = stopping.javaClient().connected();
			long start = System.nanoTime();
			stopping.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			assertThat(pusher.closeCode()).isEqualTo(4200);
			assertThat(latteStream.nextError().get("code").intValue()).isEqualTo(4200);
			assertThat(latteStream.closeCode()).isEqualTo(4200);
			assertThat(stream.nextRetry()).matches("retry: [1-9][0-9]{2,4}\n\n");
			assertThat(stream.awaitEnd()).isTrue();
			assertThat(stuck.readCloseCode()).isEqualTo(4200);
			javaClient.pusher().disconnect();
		}
	}

	/** A client that does not read must not hold the application. */
	@Test
	default void stoppingApplicationDoesNotWaitForClientsThatDoNotRead() {
		try (ContractServer stopping = start()) {
			TcpSocket stream = stopping.narrowTcp();
			stream.get("/lattestream/sse?channels=ticks&api_key=" + ContractServer.KEY);
			Awaitility.await().until(() -> stopping.client().channel("ticks").block().occupied());
			TcpSocket socket = stopping.narrowTcp();
			socket.upgrade("/app/" + ContractServer.KEY);
			socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"ticks\"}}");
			socket.next();
			socket.next();
			// More than their sockets take, less than may wait for them
			for (int i = 0; i < 20; i++) {
				stopping.client().trigger("ticks", "tick", BIG).block();
			}
			assertThat(stopping.hub().connectionCount()).isEqualTo(2);
			long start = System.nanoTime();
			stopping.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		}
	}

	@Test
	default void stoppingApplicationRefusesNewcomers() throws Exception {
		ContractServer stopping = start(StopGate.class);
		StopGate gate = stopping.bean(StopGate.class);
		RawSocket early = stopping.pusher().subscribed("a");
		Thread stopper = new Thread(stopping::stop, "stopper");
		stopper.start();
		try {
			assertThat(gate.awaitReached()).isTrue();
			assertThat(early.closeCode()).isEqualTo(4200);
			assertThat(stopping.open("pusher", "/app/" + ContractServer.KEY).closeCode()).isEqualTo(4100);
			assertThat(stopping.open("lattestream", "/lattestream").closeCode()).isEqualTo(4100);
			assertThat(stopping.get("/lattestream/sse?channels=a&api_key=" + ContractServer.KEY).statusCode())
				.isEqualTo(503);
		}
		finally {
			gate.open();
			stopper.join(Duration.ofSeconds(30).toMillis());
			stopping.close();
		}
		assertThat(stopper.isAlive()).isFalse();
	}

	private void assertOthersGetEverything(int slowOnes) {
		RawSocket pusher = server().pusher().subscribed("ticks");
		RawSocket latteStream = server().latteStream().subscribed("ticks");
		EventStream stream = server().stream("channels=ticks").greeted().subscribed("ticks");
		int round = 0;
		// Ten at a time, for healthy clients have to keep up, too
		while (server().hub().connectionCount() != 3) {
			assertThat(round++).as("rounds").isLessThan(100);
			for (int i = 0; i < 10; i++) {
				Integer reached = server().client().trigger("ticks", "tick", BIG + i).block().connections();
				assertThat(reached).isIn(IntStream.rangeClosed(3, 3 + slowOnes).mapToObj(this::reached).toList());
			}
			for (int i = 0; i < 10; i++) {
				assertThat(Json.data(pusher.next("tick")).stringValue()).endsWith("x" + i);
				assertThat(latteStream.next("tick").get("data").stringValue()).endsWith("x" + i);
				assertThat(stream.next("tick").data().stringValue()).endsWith("x" + i);
			}
		}
		assertThat(server().client().trigger("ticks", "last", 1).block().connections()).isEqualTo(reached(3));
	}

	/**
	 * Wait until the server has ended the connection, without reading from it.
	 */
	private static void awaitBroken(TcpSocket socket) {
		Awaitility.await("the end of the TCP connection").pollInterval(Duration.ofMillis(50)).until(() -> {
			try {
				socket.send(new byte[] { '\r', '\n' });
				return false;
			}
			catch (UncheckedIOException ex) {
				return true;
			}
		});
	}

	private void comeAndGo(int number) {
		try (TcpSocket socket = new TcpSocket(server().port(), 0)) {
			if (number % 10 == 3) {
				socket.get("/lattestream/sse?channels=cycle-1,private-open-cycle&api_key=" + ContractServer.KEY);
				socket.reset();
				return;
			}
			socket.upgrade("/app/" + ContractServer.KEY);
			String socketId = Json.data(socket.next()).get("socket_id").stringValue();
			String member = "{\"user_id\":\"u\"}";
			socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"cycle-" + number % 7 + "\"}}");
			socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-cycle\",\"auth\":\""
					+ Signatures.of(socketId, "presence-cycle", member) + "\",\"channel_data\":" + Json.quote(member)
					+ "}}");
			switch (number % 5) {
				case 0 -> {
					socket.next();
					socket.next();
					socket.send(TcpSocket.frame(true, TcpSocket.CLOSE, new byte[] { 3, (byte) 0xe8 }));
					assertThat(socket.readCloseCode()).isEqualTo(1000);
				}
				case 1 -> {
					socket.next();
					socket.reset();
				}
				case 2 -> {
					socket.sendText("{\"event\":\"client-x\",\"channel\":\"presence-cycle\",\"data\":{}}");
					socket.reset();
				}
				case 3 -> socket.send("half a frame".substring(0, 1).getBytes(StandardCharsets.UTF_8));
				default -> socket.next();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Find the hub's objects per connection on the heap, what nobody refers to excluded.
	 * @return how many there are of each class that there are any of
	 */
	private static Map<String, Long> connectionObjects() {
		try {
			String histogram = (String) ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
						new Object[] { null }, new String[] { String[].class.getName() });
			return Arrays.stream(histogram.split("\n"))
				.map((line) -> line.trim().split("\\s+"))
				.filter((columns) -> columns.length >= 4
						&& columns[3].matches("com\\.lattestream\\..*(Connection|Subscription|Transport)"))
				.collect(Collectors.toMap((columns) -> columns[3], (columns) -> Long.valueOf(columns[1])));
		}
		catch (JMException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> collect(int count, IntFunction<String> next) {
		List<String> collected = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			collected.add(next.apply(i));
		}
		return collected;
	}

	private static void run(int threads, IntFunction<Void> task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Void>> futures = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int thread = i;
				futures.add(executor.submit(() -> task.apply(thread)));
			}
			for (Future<Void> future : futures) {
				future.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

}
