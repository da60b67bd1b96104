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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import com.lattestream.UnavailableException;
import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisPresenceStore} and {@link RedisNodes} with several nodes.
 */
class RedisMembersClusterTests {

	private static final Duration LEASE = Duration.ofMillis(1500);

	private static final String ROOM = "presence-a";

	private final String prefix = RedisServer.prefix();

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@Test
	void userOnSeveralNodesIsOneMemberAndComesAndGoesOnce() {
		TestNode one = node();
		TestNode two = node();
		TestNode watching = node();
		follow(ROOM, one, two, watching);
		one.join(ROOM, "u1", "1.1");
		assertThat(two.join(ROOM, "u1", "2.1").members()).hasSize(1);
		one.leave(ROOM, "u1", "1.1");
		assertThat(watching.members(ROOM)).containsExactly("u1");
		two.leave(ROOM, "u1", "2.1");
		for (TestNode node : List.of(one, two, watching)) {
			await().untilAsserted(() -> assertThat(TestNode.texts(node.announced)).containsExactly("+u1", "-u1"));
		}
		assertThat(TestNode.texts(one.caused)).containsExactly("+u1");
		assertThat(TestNode.texts(two.caused)).containsExactly("-u1");
		assertThat(watching.caused).isEmpty();
	}

	@Test
	void racesOfUsersOnSeveralNodesAreToldOnceForEachMembership() {
		List<TestNode> nodes = List.of(node(), node(), node());
		for (int seed = 0; seed < 60; seed++) {
			String room = "presence-" + seed;
			follow(room, nodes.toArray(TestNode[]::new));
			race(seed, room, nodes);
		}
	}

	private void race(int seed, String room, List<TestNode> nodes) {
		Random random = new Random(seed);
		List<Mono<?>> actors = new ArrayList<>();
		Set<String> present = new TreeSet<>();
		for (int i = 0; i < 6; i++) {
			TestNode node = nodes.get(i % nodes.size());
			String user = "u" + random.nextInt(3);
			String socketId = i + ".1";
			int rounds = 1 + random.nextInt(4);
			boolean stays = random.nextBoolean();
			if (stays) {
				present.add(user);
			}
			Mono<Void> round = node.presence.join(room, new Member(user, null), socketId, 100)
				.then(node.presence.leave(room, user, socketId, Duration.ZERO));
			actors.add(round.repeat(rounds - 1)
				.then(stays ? node.presence.join(room, new Member(user, null), socketId, 100).then() : Mono.empty()));
		}
		Flux.merge(actors).blockLast(RedisFixture.TIMEOUT);
		String description = "seed " + seed;
		List<MemberChange> caused = new ArrayList<>();
		nodes.forEach((node) -> caused.addAll(of(room, node.caused)));
		caused.sort((a, b) -> Long.compare(a.version(), b.version()));
		assertThat(outcome(caused)).as(description).isEqualTo(present);
		for (TestNode node : nodes) {
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(5))
				.untilAsserted(() -> assertThat(of(room, node.announced)).as(description).isEqualTo(caused));
			assertThat(new TreeSet<>(node.members(room))).as(description).isEqualTo(present);
		}
	}

	@Test
	void limitHoldsOnAllNodesTogether() {
		TestNode one = node();
		TestNode two = node();
		List<Mono<Boolean>> joins = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			TestNode node = (i % 2 == 0) ? one : two;
			joins.add(node.presence.join(ROOM, new Member("u" + i, null), i + ".1", 10)
				.thenReturn(true)
				.onErrorReturn(false));
		}
		List<Boolean> joined = Flux.merge(joins).collectList().block(RedisFixture.TIMEOUT);
		assertThat(joined).filteredOn((it) -> it).hasSize(10);
		assertThat(one.members(ROOM)).hasSize(10);
	}

	@Test
	void membersOfAKilledNodeAreRemovedWithinTheLeaseAndToldOnce() {
		TestNode killed = node();
		TestNode one = node();
		TestNode two = node();
		follow(ROOM, killed, one, two);
		killed.join(ROOM, "u1", "1.1");
		killed.join(ROOM, "u2", "1.2");
		one.join(ROOM, "u2", "2.1");
		// Whoever has just come does not judge
		awaitTime(LEASE);
		killed.kill();
		for (TestNode node : List.of(one, two)) {
			Awaitility.await()
				.atMost(LEASE.plusMillis(500))
				.untilAsserted(() -> assertThat(TestNode.texts(node.announced)).containsExactly("+u1", "+u2", "-u1"));
		}
		await().untilAsserted(() -> {
			List<MemberChange> caused = new ArrayList<>(one.caused);
			caused.addAll(two.caused);
			assertThat(TestNode.texts(caused)).containsExactly("-u1");
		});
		assertThat(two.members(ROOM)).containsExactly("u2");
	}

	@Test
	void hiccupShorterThanTheLeaseIsNoNewsAndWhatWasMissedIsMadeGood() {
		TcpProxy proxy = proxy();
		TestNode cut = node(proxy.port());
		TestNode other = node();
		follow(ROOM, cut, other);
		cut.join(ROOM, "u1", "1.1");
		other.join(ROOM, "u2", "2.1");
		await().until(() -> cut.announced.size() == 2);
		proxy.refuse();
		other.leave(ROOM, "u2", "2.1");
		other.join(ROOM, "u3", "2.2");
		cut.leave(ROOM, "u1", "1.1");
		proxy.resume();
		await().untilAsserted(() -> assertThat(present(cut)).containsExactly("u3"));
		await().untilAsserted(() -> assertThat(present(other)).containsExactly("u3"));
		assertThat(TestNode.texts(cut.caused)).containsExactly("+u1", "-u1");
		assertThat(TestNode.texts(other.caused)).containsExactly("+u2", "-u2", "+u3");
		assertThat(outcome(cut.announced)).containsExactly("u3");
	}

	@Test
	void nodeThatWasCutOffForLongIsTakenForDeadAndComesBack() {
		TcpProxy proxy = proxy();
		TestNode cut = node(proxy.port());
		TestNode other = node();
		follow(ROOM, cut, other);
		cut.join(ROOM, "u1", "1.1");
		cut.join(ROOM, "u2", "1.2");
		other.join(ROOM, "u2", "2.1");
		awaitTime(LEASE);
		proxy.refuse();
		await().untilAsserted(() -> assertThat(TestNode.texts(other.caused)).containsExactly("-u1"));
		proxy.resume();
		await().untilAsserted(() -> assertThat(TestNode.texts(cut.caused)).containsExactly("+u1", "+u2", "+u1"));
		assertThat(other.members(ROOM)).containsExactlyInAnyOrder("u1", "u2");
		await().untilAsserted(
				() -> assertThat(TestNode.texts(other.announced)).containsExactly("+u1", "+u2", "-u1", "+u1"));
		await().untilAsserted(() -> assertThat(present(cut)).containsExactlyInAnyOrder("u1", "u2"));
		other.leave(ROOM, "u2", "2.1");
		awaitTime(LEASE);
		assertThat(cut.members(ROOM)).containsExactlyInAnyOrder("u1", "u2");
		assertThat(TestNode.texts(other.caused)).containsExactly("-u1");
	}

	@Test
	void stalledLinkNeitherLosesNorDoublesWhatItsNodeCaused() {
		TcpProxy proxy = proxy();
		Duration longLease = Duration.ofSeconds(20);
		TestNode stalled = keep(TestNode.startImpatient(proxy.port(), this.prefix, longLease));
		TestNode other = keep(TestNode.start(RedisServer.shared().port(), this.prefix, longLease));
		follow(ROOM, stalled, other);
		stalled.join(ROOM, "u1", "1.1");
		stalled.join(ROOM, "u2", "1.2");
		proxy.stall();
		StepVerifier.create(stalled.presence.join(ROOM, new Member("u3", null), "1.3", 100))
			.expectError(UnavailableException.class)
			.verify(RedisFixture.TIMEOUT);
		stalled.leave(ROOM, "u2", "1.2");
		proxy.resume();
		await().untilAsserted(() -> assertThat(other.members(ROOM)).containsExactly("u1"));
		await().untilAsserted(() -> assertThat(outcome(stalled.caused)).containsExactly("u1"));
		await().untilAsserted(() -> assertThat(present(other)).containsExactly("u1"));
		await().untilAsserted(() -> assertThat(present(stalled)).containsExactly("u1"));
		assertThat(other.caused).isEmpty();
	}

	@Test
	void redisThatComesBackEmptyIsFilledAgainAndNobodyIsToldOfIt() {
		try (RedisServer server = RedisServer.start()) {
			TestNode one = node(server.port());
			TestNode two = node(server.port());
			follow(ROOM, one, two);
			one.join(ROOM, "u1", "1.1");
			one.join(ROOM, "u2", "1.2");
			two.join(ROOM, "u2", "2.1");
			two.join(ROOM, "u3", "2.2");
			await().until(() -> one.announced.size() == 3 && two.announced.size() == 3);
			server.kill();
			StepVerifier.create(one.presence.join(ROOM, new Member("u4", null), "1.4", 100))
				.expectError(UnavailableException.class)
				.verify(RedisFixture.TIMEOUT);
			server.restart();
			await().ignoreExceptions()
				.untilAsserted(() -> assertThat(one.members(ROOM)).containsExactlyInAnyOrder("u1", "u2", "u3"));
			awaitTime(LEASE.multipliedBy(2));
			for (TestNode node : List.of(one, two)) {
				assertThat(TestNode.texts(node.announced)).containsExactly("+u1", "+u2", "+u3");
			}
			one.leave(ROOM, "u1", "1.1");
			for (TestNode node : List.of(one, two)) {
				await().untilAsserted(
						() -> assertThat(TestNode.texts(node.announced)).containsExactly("+u1", "+u2", "+u3", "-u1"));
			}
			await().untilAsserted(() -> assertThat(TestNode.texts(one.caused)).containsExactly("+u1", "+u2", "-u1"));
			assertThat(TestNode.texts(two.caused)).containsExactly("+u3");
		}
	}

	@Test
	void flushOfRedisIsMadeGoodAndWhoIsGoneIsToldAsGone() {
		try (RedisServer server = RedisServer.start()) {
			TestNode one = node(server.port());
			TestNode two = node(server.port());
			TestNode killed = node(server.port());
			follow(ROOM, one, two);
			one.join(ROOM, "u1", "1.1");
			two.join(ROOM, "u2", "2.1");
			killed.join(ROOM, "u3", "3.1");
			await().until(() -> one.announced.size() == 3 && two.announced.size() == 3);
			killed.kill();
			server.command("FLUSHALL");
			for (TestNode node : List.of(one, two)) {
				await().untilAsserted(
						() -> assertThat(TestNode.texts(node.announced)).containsExactly("+u1", "+u2", "+u3", "-u3"));
			}
			await().untilAsserted(() -> assertThat(one.members(ROOM)).containsExactlyInAnyOrder("u1", "u2"));
			assertThat(TestNode.texts(one.caused)).containsExactly("+u1");
			assertThat(TestNode.texts(two.caused)).containsExactly("+u2");
		}
	}

	@Test
	void graceOfADeadNodeIsEndedByAnother() {
		TestNode killed = node();
		TestNode other = node();
		follow(ROOM, other);
		awaitTime(LEASE);
		killed.join(ROOM, "u1", "1.1");
		killed.presence.leave(ROOM, "u1", "1.1", LEASE.multipliedBy(2)).block(RedisFixture.TIMEOUT);
		killed.kill();
		await().untilAsserted(() -> {
			assertThat(TestNode.texts(other.caused)).containsExactly("-u1");
			assertThat(TestNode.texts(other.announced)).containsExactly("+u1", "-u1");
		});
	}

	@Test
	void userWhoMovesToAnotherNodeInItsGraceIsNoNews() {
		TestNode one = node();
		TestNode two = node();
		follow(ROOM, one, two);
		one.join(ROOM, "u1", "1.1");
		one.presence.leave(ROOM, "u1", "1.1", Duration.ofMillis(500)).block(RedisFixture.TIMEOUT);
		two.join(ROOM, "u1", "2.1");
		awaitTime(Duration.ofSeconds(1));
		assertThat(two.members(ROOM)).containsExactly("u1");
		assertThat(TestNode.texts(one.announced)).containsExactly("+u1");
		assertThat(TestNode.texts(two.announced)).containsExactly("+u1");
	}

	@Test
	void nodeThatStopsLeavesNothingBehind() {
		TestNode one = node();
		one.join(ROOM, "u1", "1.1");
		one.occupancyStore.report(ROOM, 1);
		await().until(() -> one.occupancy.contains("occupied " + ROOM));
		one.leave(ROOM, "u1", "1.1");
		one.occupancyStore.report(ROOM, 0);
		await().until(() -> one.occupancy.contains("vacated " + ROOM));
		one.nodes.stop().block(RedisFixture.TIMEOUT);
		String keys = RedisServer.shared().command("KEYS " + this.prefix + "*alive*")
				+ RedisServer.shared().command("KEYS " + this.prefix + "*node-*")
				+ RedisServer.shared().command("KEYS " + this.prefix + "*entries*")
				+ RedisServer.shared().command("KEYS " + this.prefix + "*:occupancy");
		assertThat(keys).isEqualTo("*0\r\n*0\r\n*0\r\n*0\r\n");
	}

	private static Set<String> outcome(List<MemberChange> changes) {
		Set<String> present = new TreeSet<>();
		Set<Long> versions = new HashSet<>();
		for (MemberChange change : changes) {
			String user = change.member().userId();
			assertThat(change.added() ? present.add(user) : present.remove(user)).as("%s in %s", change, changes)
				.isTrue();
			assertThat(versions.add(change.version())).isTrue();
		}
		return present;
	}

	private static Set<String> present(TestNode node) {
		return outcome(node.announced);
	}

	private static List<MemberChange> of(String room, List<MemberChange> changes) {
		return changes.stream().filter((change) -> change.channel().equals(room)).toList();
	}

	private static void follow(String room, TestNode... nodes) {
		for (TestNode node : nodes) {
			node.follow(room);
		}
	}

	private TcpProxy proxy() {
		TcpProxy proxy = new TcpProxy(RedisServer.shared().port());
		this.resources.add(proxy);
		return proxy;
	}

	private TestNode node() {
		return node(RedisServer.shared().port());
	}

	private TestNode node(int port) {
		return keep(TestNode.start(port, this.prefix, LEASE));
	}

	private TestNode keep(TestNode node) {
		this.resources.add(0, node);
		return node;
	}

	private static void awaitTime(Duration duration) {
		Awaitility.await().pollDelay(duration).atMost(duration.plusSeconds(5)).until(() -> true);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RedisFixture.TIMEOUT);
	}

}
