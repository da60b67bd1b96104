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

package com.lattestream.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import com.lattestream.protocol.Dialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever comes, is lost, leaves or is sent away in whatever order: a model that knows
 * when each user's grace ends says after each step what others are told. Each run takes
 * other seeds; the name of a failing test tells its seed, and
 * {@code -Dlattestream.test.seed=…} plays it again.
 */
class PresenceGracePropertyTests {

	private static final String SEED = "lattestream.test.seed";

	private static final int SEEDS = 200;

	private static final int STEPS = 150;

	private static final String CHANNEL = "presence-x";

	/** In milliseconds, as all times here. */
	private static final int GRACE = 1000;

	static LongStream seeds() {
		Long seed = Long.getLong(SEED);
		return (seed != null) ? LongStream.of(seed) : new Random().longs(SEEDS);
	}

	@ParameterizedTest(name = "-D" + SEED + "={0}")
	@MethodSource("seeds")
	void othersAreToldExactlyWhatTheModelSays(long seed) {
		Run run = new Run(new Random(seed));
		try {
			for (int i = 0; i < STEPS; i++) {
				run.step();
				run.check();
			}
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("Play it again with -D" + SEED + "=" + seed + "\n" + run.log, ex);
		}
		finally {
			run.fixture.close();
		}
	}

	private static final class Run {

		private final Random random;

		private final HubFixture fixture = new HubFixture(TestSettings.with("presenceGrace", Duration.ofMillis(GRACE)));

		private final TestClient watcher = this.fixture.pusher();

		private final Map<String, List<TestClient>> connections = new TreeMap<>();

		/** When the grace of whom ends. */
		private final Map<String, Long> graces = new TreeMap<>();

		private final TreeSet<String> members = new TreeSet<>();

		private final List<String> expected = new ArrayList<>();

		private final List<String> log = new ArrayList<>();

		private long now;

		Run(Random random) {
			this.random = random;
			this.watcher.join(CHANNEL, "watcher");
			this.watcher.take();
			this.fixture.listener().take();
		}

		void step() {
			String user = "u" + this.random.nextInt(3);
			switch (this.random.nextInt(10)) {
				case 0, 1, 2 -> join(user);
				case 3, 4, 5 -> end("lost", user, GRACE, (client) -> client.connection().closed());
				case 6 -> end("left", user, 0, (client) -> client.unsubscribe(CHANNEL));
				case 7 -> end("sent away", user, 0,
						(client) -> this.fixture.await(this.fixture.hub().disconnect(client.socketId())));
				// At the last moment or on the moment quite often
				case 8 -> pass(GRACE - this.random.nextInt(2));
				default -> pass(1 + this.random.nextInt(GRACE));
			}
			this.fixture.run();
		}

		private void join(String user) {
			this.log.add("join " + user);
			TestClient client = this.fixture.connect(Dialect.values()[this.random.nextInt(2)]);
			client.join(CHANNEL, user);
			this.connections.computeIfAbsent(user, (id) -> new ArrayList<>()).add(client);
			this.graces.remove(user);
			if (this.members.add(user)) {
				this.expected.add("added " + CHANNEL + " " + user);
			}
		}

		private void end(String what, String user, int grace, Consumer<TestClient> action) {
			List<TestClient> open = this.connections.getOrDefault(user, List.of());
			if (open.isEmpty()) {
				return;
			}
			this.log.add(what + " " + user);
			action.accept(open.remove(this.random.nextInt(open.size())));
			if (open.isEmpty()) {
				this.graces.put(user, this.now + grace);
				expire();
			}
		}

		private void pass(int millis) {
			this.log.add("pass " + millis);
			this.now += millis;
			this.fixture.pass(Duration.ofMillis(millis));
			expire();
		}

		private void expire() {
			this.graces.entrySet()
				.stream()
				.filter((grace) -> grace.getValue() <= this.now)
				.sorted(Map.Entry.comparingByValue())
				.forEach((grace) -> {
					this.members.remove(grace.getKey());
					this.expected.add("removed " + CHANNEL + " " + grace.getKey());
				});
			this.graces.values().removeIf((end) -> end <= this.now);
		}

		void check() {
			List<String> told = this.fixture.listener()
				.take()
				.stream()
				.filter((event) -> !event.startsWith("count "))
				.toList();
			assertThat(told).containsExactlyInAnyOrderElementsOf(this.expected);
			assertThat(this.watcher.take()).hasSameSizeAs(told);
			this.expected.clear();
			TreeSet<String> present = new TreeSet<>(this.members);
			present.add("watcher");
			assertThat(this.fixture.await(this.fixture.hub().members(CHANNEL)).members())
				.extracting((member) -> member.userId())
				.containsExactlyInAnyOrderElementsOf(present);
		}

	}

}
