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

package com.lattestream.broker.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.OccupancyStoreTests;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisOccupancyStore}.
 */
class RedisOccupancyStoreTests extends OccupancyStoreTests {

	private static final Duration LEASE = Duration.ofMillis(1500);

	private final String prefix = RedisServer.prefix();

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final TestNode node = keep(
			new TestNode(RedisFixture.connections(RedisServer.shared().port()), this.prefix, LEASE, false));

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@Override
	protected OccupancyStore store() {
		return this.node.occupancyStore;
	}

	@Override
	protected void follow(String channel) {
		this.node.follow(channel);
	}

	@Test
	void nodesAreCountedTogetherAndOneOfThemTells() {
		TestNode one = node();
		TestNode two = node();
		one.follow("c");
		two.follow("c");
		one.occupancyStore.report("c", 2);
		await().until(() -> one.occupancy.contains("counted c 2"));
		two.occupancyStore.report("c", 3);
		await().until(() -> two.occupancy.contains("counted c 5"));
		one.occupancyStore.report("c", 0);
		await().until(() -> one.occupancy.contains("counted c 3"));
		two.occupancyStore.report("c", 0);
		await().until(() -> two.occupancy.contains("vacated c"));
		assertThat(one.occupancy).containsExactly("occupied c", "counted c 2", "counted c 3");
		assertThat(two.occupancy).containsExactly("counted c 5", "counted c 0", "vacated c");
		for (TestNode node : List.of(one, two)) {
			await().untilAsserted(() -> assertThat(node.counts).containsExactly("c 2", "c 5", "c 3", "c 0"));
		}
	}

	@Test
	void reportThatArrivesAfterALaterOneIsIgnored() {
		report("n-1", 2, 1);
		report("n-1", 1, 3);
		assertThat(this.node.occupancyStore.count("c").block()).isEqualTo(1);
		report("n-2", 5, 1, "n-1");
		report("n-1", 4, 3);
		assertThat(this.node.occupancyStore.count("c").block()).isEqualTo(1);
	}

	private void report(String incarnation, long number, int count, Object... former) {
		List<Object> arguments = new ArrayList<>(List.of("report", 1, number, count, "", ""));
		arguments.addAll(List.of(former));
		this.node.occupancyStore.call("c", incarnation, arguments).block(RedisFixture.TIMEOUT);
	}

	@Test
	void subscriptionsOfAKilledNodeEndWithinTheLease() {
		TestNode killed = node();
		TestNode one = node();
		one.follow("c");
		killed.occupancyStore.report("c", 2);
		killed.occupancyStore.report("d", 1);
		one.occupancyStore.report("c", 1);
		await().until(() -> one.counts.contains("c 3") && killed.occupancy.contains("occupied d"));
		Awaitility.await().pollDelay(LEASE).until(() -> true);
		killed.kill();
		await().untilAsserted(() -> assertThat(one.counts).last().isEqualTo("c 1"));
		TestNode other = this.node;
		await().untilAsserted(
				() -> assertThat(other.occupancyStore.channels("").collectList().block()).containsExactly("c"));
		assertThat(one.occupancy).doesNotContain("vacated c");
	}

	@Test
	void countsAreToldAgainAfterAnOutage() {
		try (RedisServer server = RedisServer.start()) {
			TestNode one = keep(TestNode.start(server.port(), this.prefix, LEASE));
			one.follow("c");
			one.occupancyStore.report("c", 2);
			one.occupancyStore.report("d", 1);
			await().until(() -> one.occupancy.size() == 4);
			server.kill();
			one.occupancyStore.report("c", 3);
			server.restart();
			await().ignoreExceptions()
				.untilAsserted(
						() -> assertThat(one.occupancyStore.count("c").block(RedisFixture.TIMEOUT)).isEqualTo(3));
			await().ignoreExceptions()
				.untilAsserted(() -> assertThat(one.occupancyStore.channels("").collectList().block())
					.containsExactlyInAnyOrder("c", "d"));
			assertThat(one.occupancy).filteredOn((it) -> it.startsWith("occupied")).hasSize(2);
			assertThat(one.occupancy).noneMatch((it) -> it.startsWith("vacated"));
		}
	}

	@Test
	void whatALostAnswerSaidIsToldLater() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port())) {
			// Nobody takes it for dead
			String own = RedisServer.prefix();
			TestNode node = keep(TestNode.startImpatient(proxy.port(), own, LEASE.multipliedBy(20)));
			node.occupancyStore.report("c", 1);
			node.occupancyStore.report("d", 1);
			await().until(() -> node.occupancy.size() == 4);
			proxy.holdAnswers();
			node.occupancyStore.report("c", 0);
			node.occupancyStore.report("d", 2);
			awaitNumber(own, "c", "");
			awaitNumber(own, "d", "2");
			node.occupancyStore.report("d", 0);
			await().until(() -> !node.connections.isUp());
			proxy.cut();
			proxy.resume();
			await().untilAsserted(() -> assertThat(node.occupancy).hasSize(9)
				.contains("counted c 0", "vacated c", "counted d 2", "counted d 0")
				.endsWith("vacated d"));
		}
	}

	@Test
	void whatALostAnswerSaidIsToldByANodeThatWasTakenForDead() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port())) {
			TestNode judge = node();
			TestNode node = keep(TestNode.start(proxy.port(), this.prefix, LEASE));
			node.occupancyStore.report("c", 1);
			await().until(() -> node.occupancy.size() == 2);
			Awaitility.await().pollDelay(LEASE).until(() -> true);
			String before = node.nodes.incarnation();
			proxy.holdAnswers();
			node.occupancyStore.report("c", 0);
			awaitNumber(this.prefix, "c", "");
			proxy.refuse();
			await().until(() -> !RedisServer.shared()
				.command("ZRANGE " + new RedisKeyspace(this.prefix).ofChannel("#nodes", "alive") + " 0 -1")
				.contains(before));
			proxy.resume();
			await().untilAsserted(() -> assertThat(node.occupancy).containsExactly("occupied c", "counted c 1",
					"counted c 0", "vacated c"));
			await().until(() -> !node.nodes.incarnation().equals(before));
			assertThat(judge.occupancy).isEmpty();
		}
	}

	@Test
	void whatTheLostAnswerOfAReapSaidIsToldLater() {
		TestNode node = node();
		TestNode dead = node();
		dead.occupancyStore.report("c", 2);
		await().until(() -> dead.occupancy.size() == 2);
		call(node, "reap", 7, 7, 0, dead.nodes.incarnation());
		OccupancyReply reply = call(node, "report", 7, 8, 0, "");
		assertThat(reply.count()).isZero();
		assertThat(reply.caused()).singleElement().satisfies((change) -> {
			assertThat(change.before()).isEqualTo(2);
			assertThat(change.after()).isZero();
		});
		assertThat(call(node, "report", 9, 9, 0, "").caused()).isEmpty();
	}

	@Test
	void whatAFormerIncarnationCausedIsToldByTheNextOne() {
		TestNode node = node();
		node.occupancyStore.call("c", "former", List.of("report", 7, 7, 1, "", "")).block(RedisFixture.TIMEOUT);
		OccupancyReply reply = node.occupancyStore
			.call("c", node.nodes.incarnation(), List.of("report", 7, 8, 1, "", "", "former"))
			.block(RedisFixture.TIMEOUT);
		assertThat(reply.count()).isOne();
		assertThat(reply.caused()).singleElement().satisfies((change) -> {
			assertThat(change.before()).isZero();
			assertThat(change.after()).isOne();
		});
	}

	private static OccupancyReply call(TestNode node, String operation, long unanswered, long number, int count,
			String dead) {
		return node.occupancyStore
			.call("c", node.nodes.incarnation(), List.of(operation, unanswered, number, count, "", dead))
			.block(RedisFixture.TIMEOUT);
	}

	private static void awaitNumber(String prefix, String channel, String number) {
		String key = new RedisKeyspace(prefix).occupancy(channel);
		await().until(() -> {
			String values = RedisServer.shared().command("HVALS " + key);
			return number.isEmpty() ? values.startsWith("*0") : values.endsWith("\r\n" + number + "\r\n");
		});
	}

	private TestNode node() {
		return keep(TestNode.start(RedisServer.shared().port(), this.prefix, LEASE));
	}

	private TestNode keep(TestNode node) {
		this.resources.add(0, node);
		return node;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RedisFixture.TIMEOUT);
	}

}
