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

package com.lattestream.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.lattestream.broker.NewsSubject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@linkplain WebhookSender senders} of several nodes.
 */
class WebhookClusterTests {

	private static final NewsSubject CHANNEL = new NewsSubject("presence-a", null);

	private static final NewsSubject ANN = new NewsSubject("presence-a", "ann");

	private static final NewsSubject BOB = new NewsSubject("presence-a", "bob");

	private static final List<NewsSubject> SUBJECTS = List.of(CHANNEL, ANN, BOB, new NewsSubject("presence-b", "ann"));

	private static final Duration LONG = Duration.ofMinutes(5);

	@ParameterizedTest
	@MethodSource("seeds")
	void receiverHearsOfComingAndGoingInTurnAndOfTheTruthLast(long seed) {
		try (LinkedSenders senders = new LinkedSenders(seed, 3)) {
			senders.failures = (seed % 2 == 0) ? 5 : 0;
			move(senders, new Random(seed), 80);
			senders.pass(LONG);
			SUBJECTS.forEach((subject) -> {
				List<String> heard = senders.heardOf(subject);
				assertAlternating(subject, heard);
				assertThat(isPresent(heard)).as("%s %s", subject, heard).isEqualTo(senders.isPresent(subject));
			});
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void truthIsHeardLastAlthoughANodeIsKilledInBetween(long seed) {
		try (LinkedSenders senders = new LinkedSenders(seed, 3)) {
			Random random = new Random(seed);
			move(senders, random, 40);
			senders.nodes.get(0).kill(senders.nodes.get(1 + random.nextInt(2)));
			List<LinkedSenders.Node> survivors = senders.nodes.subList(1, 3);
			move(senders, random, 20, survivors);
			senders.pass(LONG);
			SUBJECTS.forEach((subject) -> {
				List<String> heard = senders.heardOf(subject);
				assertThat(isPresent(heard)).as("%s %s", subject, heard).isEqualTo(senders.isPresent(subject));
			});
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void truthIsHeardLastAlthoughReceiverAndStoresWereAwayForLong(long seed) {
		try (LinkedSenders senders = new LinkedSenders(seed, 3)) {
			Random random = new Random(seed);
			move(senders, random, 20);
			senders.failures = 100;
			move(senders, random, 20);
			senders.storeIsAway = true;
			move(senders, random, 10);
			senders.failures = 0;
			senders.pass(Duration.ofSeconds(random.nextInt(60)));
			senders.storeIsAway = false;
			senders.pass(LONG);
			SUBJECTS.forEach((subject) -> {
				List<String> heard = senders.heardOf(subject);
				assertThat(isPresent(heard)).as("%s %s", subject, heard).isEqualTo(senders.isPresent(subject));
			});
		}
	}

	@Test
	void moveWithinTheDelayIsNotToldOf() {
		try (LinkedSenders senders = new LinkedSenders(1, 2)) {
			LinkedSenders.Node here = senders.nodes.get(0);
			LinkedSenders.Node there = senders.nodes.get(1);
			here.enter(CHANNEL);
			here.enter(ANN);
			senders.pass(LONG);
			here.leave(ANN);
			here.leave(CHANNEL);
			senders.pass(Duration.ofSeconds(2));
			there.enter(CHANNEL);
			there.enter(ANN);
			senders.pass(LONG);
			assertThat(senders.heardOf(CHANNEL)).containsExactly("occupied");
			assertThat(senders.heardOf(ANN)).containsExactly("added");
			there.leave(ANN);
			there.leave(CHANNEL);
			senders.pass(LONG);
			assertThat(senders.heardOf(CHANNEL)).containsExactly("occupied", "vacated");
			assertThat(senders.heardOf(ANN)).containsExactly("added", "removed");
		}
	}

	@Test
	void whatAKilledNodeHeldBackIsToldByAnotherOne() {
		try (LinkedSenders senders = new LinkedSenders(1, 2)) {
			LinkedSenders.Node killed = senders.nodes.get(0);
			killed.enter(ANN);
			senders.pass(LONG);
			killed.leave(ANN);
			senders.pass(Duration.ofSeconds(1));
			killed.kill(senders.nodes.get(1));
			senders.pass(Duration.ofSeconds(28));
			assertThat(senders.heardOf(ANN)).containsExactly("added");
			senders.pass(Duration.ofSeconds(15));
			assertThat(senders.heardOf(ANN)).containsExactly("added", "removed");
		}
	}

	@Test
	void whatANodeCouldNotTellBeforeItStoppedIsToldByAnotherOne() {
		try (LinkedSenders senders = new LinkedSenders(1, 2)) {
			LinkedSenders.Node stopped = senders.nodes.get(0);
			senders.failures = 100;
			stopped.enter(ANN);
			senders.pass(Duration.ofSeconds(1));
			stopped.sender.stop(Duration.ofSeconds(5)).subscribe();
			senders.pass(Duration.ofSeconds(6));
			senders.failures = 0;
			senders.pass(LONG);
			assertThat(senders.heardOf(ANN)).containsExactly("added");
		}
	}

	@Test
	void nodeThatStopsTellsWhatItsEndBrings() {
		try (LinkedSenders senders = new LinkedSenders(1, 2)) {
			LinkedSenders.Node stopped = senders.nodes.get(0);
			stopped.enter(ANN);
			senders.pass(LONG);
			stopped.leave(ANN);
			int[] left = { -1 };
			stopped.sender.stop(Duration.ofSeconds(5)).subscribe((number) -> left[0] = number);
			senders.pass(Duration.ofSeconds(1));
			assertThat(senders.heardOf(ANN)).containsExactly("added", "removed");
			assertThat(left).containsExactly(0);
		}
	}

	@Test
	void numberIsTheOneAtTheTimeOfSending() {
		try (LinkedSenders senders = new LinkedSenders(1, 2)) {
			NewsSubject channel = new NewsSubject("a", null);
			senders.nodes.get(1).enter(channel);
			senders.nodes.get(1).enter(channel);
			senders.nodes.get(0).sender.subscriptionCountChanged("a", 1);
			senders.pass(LONG);
			assertThat(senders.received).contains("count a 2").doesNotContain("count a 1");
		}
	}

	@Test
	void missIsToldByOneNode() {
		try (LinkedSenders senders = new LinkedSenders(1, 3)) {
			for (int i = 0; i < 2; i++) {
				senders.nodes.forEach((node) -> node.sender.cacheMissed("cache-a"));
				senders.pass(Duration.ofSeconds(6));
			}
			assertThat(senders.received).containsExactly("missed cache-a", "missed cache-a");
		}
	}

	private static void move(LinkedSenders senders, Random random, int moves) {
		move(senders, random, moves, senders.nodes);
	}

	private static void move(LinkedSenders senders, Random random, int moves, List<LinkedSenders.Node> nodes) {
		for (int i = 0; i < moves; i++) {
			LinkedSenders.Node node = nodes.get(random.nextInt(nodes.size()));
			NewsSubject subject = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
			if (random.nextBoolean()) {
				node.enter(subject);
			}
			else {
				nodes.forEach((any) -> any.leave(subject));
			}
			// About as long as the delay, or no time at all
			boolean close = random.nextBoolean();
			senders.pass(Duration.ofMillis(close ? random.nextInt(120) : random.nextInt(4000)));
		}
	}

	private static void assertAlternating(NewsSubject subject, List<String> heard) {
		for (int i = 0; i < heard.size(); i++) {
			assertThat(isPresent(heard.subList(0, i + 1))).as("%s %s", subject, heard).isEqualTo(i % 2 == 0);
		}
	}

	private static boolean isPresent(List<String> heard) {
		String last = heard.isEmpty() ? "" : heard.get(heard.size() - 1);
		return last.equals("added") || last.equals("occupied");
	}

	private static Stream<Long> seeds() {
		return IntStream.range(0, 100).mapToObj((seed) -> (long) seed);
	}

}
