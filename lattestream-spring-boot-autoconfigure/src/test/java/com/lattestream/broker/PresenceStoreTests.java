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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every {@link PresenceStore} has to do, seen from one node.
 */
public abstract class PresenceStoreTests {

	/** How long members stay in these tests after their last connection. */
	protected static final Duration GRACE = Duration.ofMinutes(1);

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration HALF = GRACE.dividedBy(2);

	private static final Member U1 = new Member("u1", "{\"name\":\"One\"}");

	private static final Member U2 = new Member("u2", null);

	private final List<MemberChange> announced = new CopyOnWriteArrayList<>();

	private final List<MemberChange> caused = new CopyOnWriteArrayList<>();

	/**
	 * Return the store under test, the same one all through a test, not started yet.
	 * @return the store
	 */
	protected abstract PresenceStore store();

	/**
	 * Let time pass for the store, and let it end what is due.
	 * @param duration how much
	 */
	protected abstract void advance(Duration duration);

	/**
	 * Subscribe this node to a channel at the broker, so that the store announces its
	 * changes here.
	 * @param channel the name of the channel
	 */
	protected void follow(String channel) {
	}

	/**
	 * Return how many random steps each thread takes.
	 * @return how many
	 */
	protected int steps() {
		return 20_000;
	}

	@BeforeEach
	void start() {
		store().start(new PresenceListener() {

			@Override
			public void announced(MemberChange change) {
				PresenceStoreTests.this.announced.add(change);
			}

			@Override
			public void caused(MemberChange change) {
				PresenceStoreTests.this.caused.add(change);
			}

		});
		List.of("a", "b", "channel-0", "channel-1", "channel-2").forEach(this::follow);
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
		assertChanges(new MemberChange("a", U1, true, first.version()),
				new MemberChange("a", U2, true, second.version()));
	}

	@Test
	void furtherConnectionsOfAUserChangeNothing() {
		PresenceSnapshot first = join("a", U1, "1.1");
		PresenceSnapshot second = join("a", new Member("u1", "\"other\""), "1.2");
		assertThat(second).isEqualTo(first);
		leave("a", "u1", "1.1");
		assertThat(members("a")).isEqualTo(first);
		assertChanges("+u1");
	}

	@Test
	void lastConnectionOfAUserEndsTheMembership() {
		join("a", U1, "1.1");
		join("a", U1, "1.2");
		long before = members("a").version();
		leave("a", "u1", "1.2");
		leave("a", "u1", "1.1");
		assertThat(members("a").members()).isEmpty();
		assertChanges("+u1", "-u1");
		assertThat(this.announced.get(1).member()).isEqualTo(U1);
		assertThat(this.announced.get(1).version()).isGreaterThan(before);
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
		assertChanges("+u1", "-u1");
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
		assertChanges("+u1", "-u1");
		long left = this.announced.get(1).version();
		assertThat(join("a", U1, "1.2").version()).isGreaterThan(left);
	}

	@Test
	void joinAtTheLimitIsRefusedForNewUsersOnly() {
		join("a", U1, "1.1", 2);
		join("a", U2, "2.1", 2);
		StepVerifier.create(store().join("a", new Member("u3", null), "3.1", 2))
			.expectError(PresenceLimitException.class)
			.verify(TIMEOUT);
		assertThat(join("a", U2, "2.2", 2).members()).containsExactly(U1, U2);
		assertChanges("+u1", "+u2");
		leave("a", "u1", "1.1");
		assertThat(join("a", new Member("u3", null), "3.1", 2).members()).extracting(Member::userId)
			.containsExactly("u2", "u3");
	}

	@Test
	void leaveAfterARefusedJoinChangesNothing() {
		join("a", U1, "1.1", 1);
		StepVerifier.create(store().join("a", U2, "2.1", 1)).expectError().verify(TIMEOUT);
		leave("a", "u2", "2.1");
		assertThat(members("a").members()).containsExactly(U1);
		assertChanges("+u1");
	}

	@Test
	void nothingHappensBeforeThePublisherIsSubscribedTo() {
		Mono<PresenceSnapshot> join = store().join("a", U1, "1.1", 100);
		Mono<Void> leave = store().leave("a", "u1", "1.1", Duration.ZERO);
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
	void memberStaysInItsGraceAndEndsAfterIt() {
		PresenceSnapshot joined = join("a", U1, "1.1");
		leave("a", "u1", "1.1", GRACE);
		assertThat(members("a")).isEqualTo(joined);
		advance(HALF);
		assertThat(members("a")).isEqualTo(joined);
		assertChanges("+u1");
		advance(GRACE);
		assertChanges("+u1", "-u1");
		assertThat(members("a").members()).isEmpty();
		assertThat(this.announced.get(1).member()).isEqualTo(U1);
		assertThat(this.announced.get(1).version()).isGreaterThan(joined.version());
	}

	@Test
	void nobodyIsToldOfAMemberThatComesBackInItsGrace() {
		join("a", U1, "1.1");
		PresenceSnapshot before = join("a", U2, "2.1");
		leave("a", "u1", "1.1", GRACE);
		advance(HALF);
		assertThat(join("a", new Member("u1", "\"other\""), "1.2")).isEqualTo(before);
		advance(GRACE.multipliedBy(2));
		assertThat(members("a")).isEqualTo(before);
		assertChanges("+u1", "+u2");
		leave("a", "u1", "1.2");
		assertChanges("+u1", "+u2", "-u1");
	}

	@Test
	void graceBeginsAnewWithEachLastConnection() {
		join("a", U1, "1.1");
		leave("a", "u1", "1.1", GRACE);
		advance(HALF);
		join("a", U1, "1.2");
		leave("a", "u1", "1.2", GRACE.multipliedBy(2));
		advance(GRACE);
		assertThat(members("a").members()).containsExactly(U1);
		assertChanges("+u1");
		advance(GRACE.plus(HALF));
		assertChanges("+u1", "-u1");
	}

	@Test
	void connectionThatWasNotTheLastOneHasNoGrace() {
		join("a", U1, "1.1");
		join("a", U1, "1.2");
		leave("a", "u1", "1.1", GRACE);
		advance(GRACE.plus(HALF));
		assertThat(members("a").members()).containsExactly(U1);
		leave("a", "u1", "1.2");
		assertChanges("+u1", "-u1");
	}

	@Test
	void leaveThatRemovesNothingLeavesTheGraceAsItIs() {
		join("a", U1, "1.1");
		leave("a", "u1", "1.1", GRACE);
		leave("a", "u1", "1.1");
		leave("a", "u1", "1.2", GRACE.multipliedBy(10));
		assertThat(members("a").members()).containsExactly(U1);
		advance(GRACE.plus(HALF));
		assertChanges("+u1", "-u1");
	}

	@Test
	void memberInItsGraceCountsAsOne() {
		join("a", U1, "1.1", 1);
		leave("a", "u1", "1.1", GRACE);
		StepVerifier.create(store().join("a", U2, "2.1", 1)).expectError(PresenceLimitException.class).verify(TIMEOUT);
		assertThat(join("a", U1, "1.2", 1).members()).containsExactly(U1);
		leave("a", "u1", "1.2", GRACE);
		advance(GRACE.plus(HALF));
		assertThat(join("a", U2, "2.1", 1).members()).containsExactly(U2);
		assertChanges("+u1", "-u1", "+u2");
	}

	@Test
	void graceOfLessThanNothingEndsAtOnce() {
		join("a", U1, "1.1");
		leave("a", "u1", "1.1", Duration.ofSeconds(-1));
		assertThat(members("a").members()).isEmpty();
		assertChanges("+u1", "-u1");
	}

	@Test
	void gracesOfChannelsAreEachByItself() {
		join("a", U1, "1.1");
		join("b", U1, "1.1");
		leave("a", "u1", "1.1", GRACE);
		leave("b", "u1", "1.1", GRACE);
		join("b", U1, "1.2");
		advance(GRACE.plus(HALF));
		assertThat(members("a").members()).isEmpty();
		assertThat(members("b").members()).containsExactly(U1);
		assertChanges("+u1", "+u1", "-u1");
	}

	@Test
	void changesByManyThreadsAlternateForEachUserAndEndInTheTruth() throws Exception {
		int threads = 4;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier start = new CyclicBarrier(threads);
			List<Callable<Set<String>>> workloads = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				int seed = thread;
				workloads.add(() -> {
					start.await(20, TimeUnit.SECONDS);
					return randomWorkload(seed);
				});
			}
			Set<String> expected = new TreeSet<>();
			for (Future<Set<String>> present : executor.invokeAll(workloads, 2, TimeUnit.MINUTES)) {
				expected.addAll(present.get());
			}
			assertThat(snapshots()).isEqualTo(expected).isNotEmpty();
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outcome(this.announced)).isEqualTo(expected));
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outcome(this.caused)).isEqualTo(expected));
			assertThat(this.caused).containsExactlyInAnyOrderElementsOf(this.announced)
				.hasSizeGreaterThan(steps() / 20);
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Follow changes.
	 * @return who is present by them
	 */
	private static Set<String> outcome(List<MemberChange> changes) {
		Map<String, Long> versions = new HashMap<>();
		Set<String> present = new TreeSet<>();
		for (MemberChange change : changes) {
			String presence = change.channel() + "/" + change.member().userId();
			assertThat(change.added() ? present.add(presence) : present.remove(presence)).as("%s", change).isTrue();
			// Of one channel only: the list may mix the channels
			assertThat(change.version()).isGreaterThan(versions.getOrDefault(change.channel(), 0L));
			versions.put(change.channel(), change.version());
		}
		return present;
	}

	/**
	 * Join and leave at random, with socket ids that no other thread has.
	 * @return who is present by the connections of this thread
	 */
	private Set<String> randomWorkload(int seed) {
		Random random = new Random(seed);
		Set<List<String>> joined = new HashSet<>();
		for (int i = 0; i < steps(); i++) {
			String channel = "channel-" + random.nextInt(3);
			String user = "u" + random.nextInt(4);
			String socketId = seed + "." + random.nextInt(2);
			if (random.nextInt(100) < 25) {
				PresenceSnapshot snapshot = store().join(channel, new Member(user, null), socketId, 100).block(TIMEOUT);
				assertThat(snapshot.members()).extracting(Member::userId).contains(user).doesNotHaveDuplicates();
				joined.add(List.of(channel, user, socketId));
			}
			else {
				store().leave(channel, user, socketId, Duration.ZERO).block(TIMEOUT);
				joined.remove(List.of(channel, user, socketId));
			}
		}
		Set<String> present = new TreeSet<>();
		joined.forEach((entry) -> present.add(entry.get(0) + "/" + entry.get(1)));
		return present;
	}

	private Set<String> snapshots() {
		Set<String> present = new TreeSet<>();
		for (int i = 0; i < 3; i++) {
			String channel = "channel-" + i;
			store().members(channel)
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
		return store().join(channel, member, socketId, limit).block(TIMEOUT);
	}

	private void leave(String channel, String userId, String socketId) {
		leave(channel, userId, socketId, Duration.ZERO);
	}

	private void leave(String channel, String userId, String socketId, Duration grace) {
		store().leave(channel, userId, socketId, grace).block(TIMEOUT);
	}

	private PresenceSnapshot members(String channel) {
		return store().members(channel).block(TIMEOUT);
	}

	private void assertChanges(MemberChange... changes) {
		await().atMost(TIMEOUT).untilAsserted(() -> {
			assertThat(this.announced).containsExactly(changes);
			assertThat(this.caused).containsExactly(changes);
		});
	}

	private void assertChanges(String... changes) {
		await().atMost(TIMEOUT).untilAsserted(() -> {
			assertThat(this.announced).extracting(PresenceStoreTests::text).containsExactly(changes);
			assertThat(this.caused).isEqualTo(this.announced);
		});
	}

	private static String text(MemberChange change) {
		return (change.added() ? "+" : "-") + change.member().userId();
	}

}
