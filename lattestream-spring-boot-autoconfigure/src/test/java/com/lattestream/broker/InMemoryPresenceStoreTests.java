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

package com.lattestream.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryPresenceStore}.
 */
class InMemoryPresenceStoreTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Member U1 = new Member("u1", "{\"name\":\"One\"}");

	private static final Member U2 = new Member("u2", null);

	private final List<MemberChange> changes = new ArrayList<>();

	private final InMemoryPresenceStore store = new InMemoryPresenceStore();

	InMemoryPresenceStoreTests() {
		this.store.start(this.changes::add);
	}

	@Test
	void joinReturnsAllMembersInTheOrderTheyCame() {
		assertThat(join("a", U1, "1.1").members()).containsExactly(U1);
		assertThat(join("a", U2, "2.2").members()).containsExactly(U1, U2);
		assertThat(members("a").members()).containsExactly(U1, U2);
		assertThat(members("b")).isEqualTo(PresenceSnapshot.EMPTY);
	}

	@Test
	void joinIsAnnouncedWithTheVersionOfItsSnapshot() {
		PresenceSnapshot first = join("a", U1, "1.1");
		PresenceSnapshot second = join("a", U2, "2.2");
		assertThat(second.version()).isGreaterThan(first.version());
		assertThat(this.changes).containsExactly(new MemberChange("a", U1, true, first.version()),
				new MemberChange("a", U2, true, second.version()));
	}

	@Test
	void furtherConnectionsOfAUserChangeNothing() {
		PresenceSnapshot first = join("a", U1, "1.1");
		PresenceSnapshot second = join("a", new Member("u1", "\"other\""), "1.2");
		assertThat(second).isEqualTo(first);
		leave("a", "u1", "1.1");
		assertThat(members("a")).isEqualTo(first);
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void lastConnectionOfAUserEndsTheMembership() {
		join("a", U1, "1.1");
		join("a", U1, "1.2");
		long before = members("a").version();
		leave("a", "u1", "1.2");
		leave("a", "u1", "1.1");
		assertThat(members("a").members()).isEmpty();
		assertThat(this.changes).hasSize(2);
		assertThat(this.changes.get(1).added()).isFalse();
		assertThat(this.changes.get(1).member()).isEqualTo(U1);
		assertThat(this.changes.get(1).version()).isGreaterThan(before);
	}

	@Test
	void leaveWhenThereIsNothingToRemoveChangesNothing() {
		leave("a", "u1", "1.1");
		join("a", U1, "1.1");
		leave("a", "u1", "1.2");
		leave("a", "u2", "1.1");
		leave("b", "u1", "1.1");
		assertThat(members("a").members()).containsExactly(U1);
		leave("a", "u1", "1.1");
		leave("a", "u1", "1.1");
		assertThat(this.changes).extracting(MemberChange::added).containsExactly(true, false);
	}

	@Test
	void joinTwiceWithOneConnectionTakesOneLeave() {
		join("a", U1, "1.1");
		join("a", U1, "1.1");
		leave("a", "u1", "1.1");
		assertThat(members("a").members()).isEmpty();
	}

	@Test
	void versionsGoOnWhenAChannelWasEmpty() {
		join("a", U1, "1.1");
		leave("a", "u1", "1.1");
		long left = this.changes.get(1).version();
		assertThat(join("a", U1, "1.2").version()).isGreaterThan(left);
	}

	@Test
	void joinAtTheLimitIsRefusedForNewUsersOnly() {
		join("a", U1, "1.1", 2);
		join("a", U2, "2.1", 2);
		StepVerifier.create(this.store.join("a", new Member("u3", null), "3.1", 2))
			.expectError(PresenceLimitException.class)
			.verify(TIMEOUT);
		assertThat(join("a", U2, "2.2", 2).members()).containsExactly(U1, U2);
		assertThat(this.changes).hasSize(2);
		leave("a", "u1", "1.1");
		assertThat(join("a", new Member("u3", null), "3.1", 2).members()).extracting(Member::userId)
			.containsExactly("u2", "u3");
	}

	@Test
	void leaveAfterARefusedJoinChangesNothing() {
		join("a", U1, "1.1", 1);
		StepVerifier.create(this.store.join("a", U2, "2.1", 1)).expectError().verify(TIMEOUT);
		leave("a", "u2", "2.1");
		assertThat(members("a").members()).containsExactly(U1);
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void nothingHappensBeforeThePublisherIsSubscribedTo() {
		Mono<PresenceSnapshot> join = this.store.join("a", U1, "1.1", 100);
		Mono<Void> leave = this.store.leave("a", "u1", "1.1");
		assertThat(members("a").members()).isEmpty();
		join.block(TIMEOUT);
		assertThat(members("a").members()).containsExactly(U1);
		leave.block(TIMEOUT);
		assertThat(members("a").members()).isEmpty();
	}

	@Test
	void snapshotStaysAsItIs() {
		PresenceSnapshot snapshot = join("a", U1, "1.1");
		join("a", U2, "2.2");
		assertThat(snapshot.members()).containsExactly(U1);
	}

	@Test
	void changesByManyThreadsAlternateForEachUserAndEndInTheTruth() throws Exception {
		ConcurrentLinkedQueue<MemberChange> announced = new ConcurrentLinkedQueue<>();
		InMemoryPresenceStore shared = new InMemoryPresenceStore();
		shared.start(announced::add);
		int threads = 4;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier start = new CyclicBarrier(threads);
			List<Callable<Set<String>>> workloads = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				int seed = thread;
				workloads.add(() -> {
					start.await(10, TimeUnit.SECONDS);
					return randomWorkload(shared, seed);
				});
			}
			Set<String> expected = new TreeSet<>();
			for (Future<Set<String>> present : executor.invokeAll(workloads, 60, TimeUnit.SECONDS)) {
				expected.addAll(present.get());
			}
			assertThat(announced).hasSizeGreaterThan(1000);
			Map<String, Long> versions = new HashMap<>();
			Set<String> actual = new TreeSet<>();
			for (MemberChange change : announced) {
				String presence = change.channel() + "/" + change.member().userId();
				assertThat(change.added() ? actual.add(presence) : actual.remove(presence)).as("%s", change).isTrue();
				// Of one channel only: the queue may mix the channels
				assertThat(change.version()).isGreaterThan(versions.getOrDefault(change.channel(), 0L));
				versions.put(change.channel(), change.version());
			}
			assertThat(actual).isEqualTo(expected).isNotEmpty();
			assertThat(snapshots(shared)).isEqualTo(expected);
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Join and leave at random, with socket ids that no other thread has.
	 * @return who is present by the connections of this thread
	 */
	private static Set<String> randomWorkload(InMemoryPresenceStore store, int seed) {
		Random random = new Random(seed);
		Set<List<String>> joined = new HashSet<>();
		for (int i = 0; i < 20_000; i++) {
			String channel = "channel-" + random.nextInt(3);
			String user = "u" + random.nextInt(4);
			String socketId = seed + "." + random.nextInt(2);
			if (random.nextInt(100) < 25) {
				PresenceSnapshot snapshot = store.join(channel, new Member(user, null), socketId, 100).block(TIMEOUT);
				assertThat(snapshot.members()).extracting(Member::userId).contains(user).doesNotHaveDuplicates();
				joined.add(List.of(channel, user, socketId));
			}
			else {
				store.leave(channel, user, socketId).block(TIMEOUT);
				joined.remove(List.of(channel, user, socketId));
			}
		}
		Set<String> present = new TreeSet<>();
		joined.forEach((entry) -> present.add(entry.get(0) + "/" + entry.get(1)));
		return present;
	}

	private static Set<String> snapshots(InMemoryPresenceStore store) {
		Set<String> present = new TreeSet<>();
		for (int i = 0; i < 3; i++) {
			String channel = "channel-" + i;
			store.members(channel)
				.block(TIMEOUT)
				.members()
				.forEach((member) -> present.add(channel + "/" + member.userId()));
		}
		return present;
	}

	private PresenceSnapshot join(String channel, Member member, String socketId) {
		return join(channel, member, socketId, 100);
	}

	private PresenceSnapshot join(String channel, Member member, String socketId, int limit) {
		return this.store.join(channel, member, socketId, limit).block(TIMEOUT);
	}

	private void leave(String channel, String userId, String socketId) {
		this.store.leave(channel, userId, socketId).block(TIMEOUT);
	}

	private PresenceSnapshot members(String channel) {
		return this.store.members(channel).block(TIMEOUT);
	}

}
