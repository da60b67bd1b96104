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
import java.util.function.IntFunction;

import com.lattestream.UnavailableException;
import com.lattestream.broker.Member;
import com.lattestream.broker.PresenceSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisRoom} on a real Redis.
 */
class RedisRoomTests {

	private static final String ROOM = "presence-a";

	@Test
	void whoLeavesWhileJoiningIsGone() {
		try (TestNode node = node()) {
			for (int round = 0; round < 10; round++) {
				List<Mono<Void>> visits = new ArrayList<>();
				for (int i = 0; i < 200; i++) {
					String socketId = round + "." + i;
					Mono<Void> join = node.presence.join(ROOM, new Member("u", null), socketId, 100).then();
					Mono<Void> leave = node.presence.leave(ROOM, "u", socketId, Duration.ZERO);
					visits.add(Mono.when(join, leave).subscribeOn(Schedulers.parallel()));
				}
				Flux.merge(Flux.fromIterable(visits), 32).blockLast(Duration.ofSeconds(20));
				assertThat(node.members(ROOM)).as("members after round " + round).isEmpty();
			}
		}
	}

	@Test
	void whatArrivesAfterAllWasToldAndWasGivenUpBeforeIsIgnored() {
		try (TestNode node = node()) {
			refresh(node, "n-1", 10, "1.1", "u1", "", 3);
			call(node, "n-1", 5, "join", "1.2", "u2", "", 100);
			call(node, "n-1", 6, "leave", "1.1", "u1", 3, 0);
			refresh(node, "n-1", 7);
			assertThat(node.members(ROOM)).containsExactly("u1");
			call(node, "n-1", 11, "join", "1.2", "u2", "", 100);
			assertThat(node.members(ROOM)).containsExactlyInAnyOrder("u1", "u2");
		}
	}

	@Test
	void whatArrivesFromAFormerIncarnationAfterAllWasToldIsIgnored() {
		try (TestNode node = node()) {
			call(node, "n-1", 1, "join", "1.1", "u1", "", 100);
			call(node, "n-2", 5, "refresh", "", 1, "n-1", 0, 1, "1.1", "u1", "", 1);
			call(node, "n-1", 4, "join", "1.2", "u2", "", 100);
			assertThat(node.members(ROOM)).containsExactly("u1");
		}
	}

	@Test
	void manyConnectionsAreToldAgainAndNobodyElseStays() {
		try (RedisServer server = RedisServer.start(); TestNode node = node(server, Duration.ofMinutes(10))) {
			visit((i) -> node.presence.join(ROOM, member(i), i + ".1", 100).then());
			server.command("FLUSHALL");
			call(node, node.nodes.incarnation(), 1, "join", "9.9", "stray", "", 100);
			node.join(ROOM, "u0", "9.1");
			Awaitility.await()
				.atMost(RedisFixture.TIMEOUT)
				.untilAsserted(() -> assertThat(node.members(ROOM)).hasSize(50).doesNotContain("stray"));
			node.leave(ROOM, "u0", "9.1");
			visit((i) -> node.presence.leave(ROOM, member(i).userId(), i + ".1", Duration.ZERO));
			assertThat(node.members(ROOM)).isEmpty();
			assertThat(TestNode.texts(node.caused)).filteredOn((text) -> text.startsWith("-u")).hasSize(50);
		}
	}

	private static void visit(IntFunction<Mono<Void>> step) {
		Flux.range(10, 1100).flatMap(step::apply, 64).blockLast(Duration.ofSeconds(50));
	}

	private static Member member(int index) {
		return new Member("u" + index % 50, null);
	}

	@Test
	void connectionThatCouldNotJoinOnceMoreStillLeaves() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port());
				TestNode node = TestNode.start(proxy.port(), RedisServer.prefix(), Duration.ofMinutes(10))) {
			node.join(ROOM, "u1", "1.1");
			proxy.refuse();
			Awaitility.await().atMost(RedisFixture.TIMEOUT).until(() -> !node.connections.isReachable());
			assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> node.join(ROOM, "u1", "1.1"));
			proxy.resume();
			Awaitility.await().atMost(RedisFixture.TIMEOUT).until(node.connections::isUp);
			node.leave(ROOM, "u1", "1.1");
			assertThat(node.members(ROOM)).isEmpty();
		}
	}

	@Test
	void olderChangeThatIsHeardOfLaterIsToldAllTheSame() {
		String prefix = RedisServer.prefix();
		try (TestNode node = TestNode.start(RedisServer.shared().port(), prefix, Duration.ofMinutes(10))) {
			node.join(ROOM, "u1", "1.1");
			// As if it had been moved here from a former incarnation
			long next = node.presence.nextCall() + 1;
			RedisServer.shared()
				.command("RPUSH " + new RedisKeyspace(prefix).room(ROOM) + ":caused:" + node.nodes.incarnation() + " \""
						+ next + " + 1 0 1 5 stray\"");
			node.join(ROOM, "u2", "2.1");
			node.join(ROOM, "u3", "3.1");
			assertThat(TestNode.texts(node.caused)).containsOnlyOnce("+u1", "+stray", "+u2", "+u3");
		}
	}

	@Test
	void whoCameAfterRedisHadLostTheRoomIsToldToBeGone() {
		try (TestNode node = node()) {
			RoomReply again = node.presence
				.call(ROOM, "n-1", 1, 1, List.of("refresh", "lost", 0, 0, 1, "1.1", "u1", "", 1))
				.block(RedisFixture.TIMEOUT);
			assertThat(again.caused()).isEmpty();
			call(node, "n-1", 2, "join", "1.2", "u2", "", 100);
			RoomReply gone = node.presence
				.call(ROOM, "n-1", 3, 3, List.of("refresh", "lost", 0, 0, 1, "1.1", "u1", "", 1))
				.block(RedisFixture.TIMEOUT);
			assertThat(gone.caused()).singleElement().satisfies((change) -> {
				assertThat(change.added()).isFalse();
				assertThat(change.member().userId()).isEqualTo("u2");
			});
		}
	}

	@Test
	void whatChangedBetweenASnapshotAndTheFirstMessagesIsAnnounced() {
		try (TestNode node = node()) {
			call(node, "n-1", 1, "join", "1.1", "u1", "", 100);
			RoomState before = node.presence.state(ROOM).block(RedisFixture.TIMEOUT);
			call(node, "n-1", 2, "join", "1.2", "u2", "", 100);
			node.follow(ROOM);
			RedisRoom room = new RedisRoom(node.presence, ROOM);
			long number = node.presence.nextCall();
			PresenceSnapshot given = Mono.<PresenceSnapshot>create((sink) -> room.execute(() -> {
				room.followed();
				room.give(before, number, sink);
			}, () -> {
			})).block(RedisFixture.TIMEOUT);
			assertThat(given).isEqualTo(before.snapshot());
			Awaitility.await()
				.atMost(RedisFixture.TIMEOUT)
				.untilAsserted(() -> assertThat(TestNode.texts(node.announced)).containsExactly("+u2"));
		}
	}

	private static TestNode node() {
		return node(RedisServer.shared(), Duration.ofSeconds(30));
	}

	private static TestNode node(RedisServer server, Duration lease) {
		return TestNode.start(server.port(), RedisServer.prefix(), lease);
	}

	private static void refresh(TestNode node, String incarnation, long number, Object... connection) {
		List<Object> arguments = new ArrayList<>(List.of("refresh", "", 0, 0, connection.length / 4));
		arguments.addAll(List.of(connection));
		call(node, incarnation, number, arguments.toArray());
	}

	private static void call(TestNode node, String incarnation, long number, Object... arguments) {
		node.presence.call(ROOM, incarnation, 1, number, List.of(arguments)).block(RedisFixture.TIMEOUT);
	}

}
