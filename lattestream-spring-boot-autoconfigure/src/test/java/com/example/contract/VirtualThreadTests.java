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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import com.lattestream.auth.LatteChannelAuth;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.core.log.LogMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules of an application that has virtual threads enabled: they run on such threads
 * where the JDK has any, and as on others where it has none.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VirtualThreadTests {

	private static final Log logger = LogFactory.getLog(VirtualThreadTests.class);

	private static final boolean VIRTUAL = JRE.currentVersionNumber() >= 21;

	private static final int CALLS = VIRTUAL ? 300 : 50;

	private static final Duration BLOCKED = Duration.ofMillis(200);

	/** Half of what ten threads would take. */
	private static final Duration LIMIT = BLOCKED.multipliedBy(CALLS / 20);

	private ContractServer server;

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

	@BeforeAll
	void startServer() {
		List<String> properties = new ArrayList<>(List.of(properties()));
		properties.add("spring.threads.virtual.enabled=true");
		this.server = ContractServer.start(List.of(application(), BlockingRules.class),
				properties.toArray(String[]::new));
	}

	@AfterEach
	void forget() {
		this.server.closeClients();
		this.server.bean(BlockingRules.class).threads.clear();
	}

	@AfterAll
	void stopServer() {
		this.server.close();
	}

	@Test
	void manyRulesOfSubscriptionsBlockAtTheSameTime() {
		List<TcpSocket> sockets = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			TcpSocket socket = this.server.tcp("/app/" + ContractServer.KEY,
					"Authorization: " + ContractServer.basic("ann"));
			socket.next();
			sockets.add(socket);
		}
		Duration taken = subscribe(sockets, 0);
		for (int i = 1; i < 3 && VIRTUAL && taken.compareTo(LIMIT) >= 0; i++) {
			// A machine that does other things only adds to it
			taken = subscribe(sockets, i);
		}
		if (VIRTUAL) {
			assertThat(taken).isLessThan(LIMIT);
		}
		assertThreads();
	}

	@Test
	void rulesOfRequestsRunOnVirtualThreads() {
		assertThat(this.server
			.post("/lattestream/auth", "application/x-www-form-urlencoded",
					"socket_id=1.2&channel_name=private-blocking-1")
			.statusCode()).isEqualTo(200);
		assertThreads();
	}

	/**
	 * Subscribe each socket to a channel, all at the same time.
	 * @return how long it took until all were subscribed
	 */
	private static Duration subscribe(List<TcpSocket> sockets, int channel) {
		long start = System.nanoTime();
		sockets.forEach((socket) -> socket
			.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-blocking-" + channel + "\"}}"));
		assertThat(sockets).extracting((socket) -> socket.next().get("event").stringValue())
			.containsOnly("pusher_internal:subscription_succeeded");
		Duration taken = Duration.ofNanos(System.nanoTime() - start);
		logger.info(LogMessage.format("%d rules that block for %s in %s", CALLS, BLOCKED, taken));
		return taken;
	}

	private void assertThreads() {
		assertThat(this.server.bean(BlockingRules.class).threads).isNotEmpty()
			.allMatch((thread) -> thread.startsWith("VirtualThread") == VIRTUAL);
	}

	/**
	 * Rules that wait, as for a database.
	 */
	@LatteChannelAuth
	static class BlockingRules {

		private final Set<String> threads = ConcurrentHashMap.newKeySet();

		@LatteChannelAuth("private-blocking-{number}")
		boolean allows() {
			this.threads.add(Thread.currentThread().toString());
			long end = System.nanoTime() + BLOCKED.toNanos();
			while (end - System.nanoTime() > 0) {
				LockSupport.parkNanos(end - System.nanoTime());
			}
			return true;
		}

	}

}
