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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import com.lattestream.broker.InMemoryBroker;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever clients do in whatever order: presence is the set of users with at least one
 * open connection that is subscribed, whoever types is known to all others, and every
 * member's view comes to the same. Each run takes other seeds; the name of a failing test
 * tells its seed, and {@code -Dlattestream.test.seed=…} plays it again.
 */
class MemberPropertyTests {

	private static final String SEED = "lattestream.test.seed";

	private static final int SEEDS = 300;

	private static final int ROUNDS = 3;

	private static final int STEPS = 60;

	private static final int MAX_CLIENTS = 9;

	private static final List<String> CHANNELS = List.of("presence-x", "presence-y");

	private static final Duration TTL = Duration.ofSeconds(5);

	/** Answers of the store come on a thread that is no lane's. */
	private static final ExecutorService store = Executors.newSingleThreadExecutor();

	@AfterAll
	static void stop() {
		store.shutdown();
	}

	static LongStream seeds() {
		Long seed = Long.getLong(SEED);
		return (seed != null) ? LongStream.of(seed) : new Random().longs(SEEDS);
	}

	@ParameterizedTest(name = "-D" + SEED + "={0}")
	@MethodSource("seeds")
	void everyViewComesToTheSame(long seed) {
		Run run = new Run(new Random(seed));
		try {
			for (int round = 0; round < ROUNDS; round++) {
				for (int step = 0; step < STEPS; step++) {
					run.step();
				}
				run.settle();
				run.check();
			}
			run.letTypingExpire();
			run.closeAll();
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("Play it again with -D" + SEED + "=" + seed + "\n" + run.log(), ex);
		}
		finally {
			run.close();
		}
	}

	/**
	 * One hub and what is done to it.
	 */
	private static final class Run implements AutoCloseable {

		private final Random random;

		private final GatedPresenceStore presence = new GatedPresenceStore();

		private final HubFixture fixture = new HubFixture(TestSettings.with("clientEventsPerSecond", 1_000_000),
				new InMemoryBroker(), this.presence);

		private final List<TestLane> lanes = List.of(new TestLane(), new TestLane(), new TestLane());

		private final List<MemberView> open = new ArrayList<>();

		private final List<String> log = new ArrayList<>();

		/** In milliseconds. */
		private long now;

		private long botUntil;

		Run(Random random) {
			this.random = random;
		}

		void step() {
			switch (this.random.nextInt(16)) {
				case 0, 1 -> connect();
				case 2, 3, 4 -> act("join", MemberView::join);
				case 5 -> act("leave", MemberView::leave);
				case 6 -> end("crash", (client) -> client.connection().closed());
				case 7 -> end("disconnect", (client) -> this.fixture.hub().disconnect(client.socketId()).subscribe());
				case 8, 9, 10 -> act("type", (view, channel) -> view.type(channel, true, this.now));
				case 11 -> act("type no more", (view, channel) -> view.type(channel, false, this.now));
				case 12 -> sayBotTypes();
				case 13 -> pass(this.random.nextInt(900));
				case 14 -> slowDownStore();
				default -> answer();
			}
			for (int tasks = this.random.nextInt(6); tasks > 0; tasks--) {
				pick(this.lanes).runOne();
			}
		}

		private void connect() {
			if (this.open.size() < MAX_CLIENTS) {
				Dialect dialect = (this.random.nextInt(3) == 0) ? Dialect.PUSHER : Dialect.LATTESTREAM;
				TestClient client = this.fixture.openLater(dialect, pick(this.lanes));
				MemberView view = new MemberView(this.fixture, client, "u" + this.random.nextInt(4));
				this.open.add(view);
				note("connect", view, dialect.name());
			}
		}

		private void act(String name, Action action) {
			if (!this.open.isEmpty()) {
				MemberView view = pick(this.open);
				String channel = pick(CHANNELS);
				note(name, view, channel);
				action.accept(view, channel);
			}
		}

		private void end(String name, java.util.function.Consumer<TestClient> action) {
			if (!this.open.isEmpty()) {
				MemberView view = this.open.remove(this.random.nextInt(this.open.size()));
				note(name, view, "");
				view.onLane(() -> action.accept(view.client()));
			}
		}

		/** The bot is a member of nothing. */
		private void sayBotTypes() {
			boolean typing = this.random.nextInt(3) > 0;
			this.log.add("bot types " + typing);
			this.fixture.hub().typing(CHANNELS.get(0), "bot", typing).subscribe();
			this.botUntil = (typing) ? this.now + TTL.toMillis() : this.now;
		}

		private void pass(int millis) {
			this.log.add("pass " + millis);
			this.now += millis;
			this.fixture.passLater(Duration.ofMillis(millis));
		}

		private void slowDownStore() {
			Gate gate = this.presence.gate();
			int mode = this.random.nextInt(3);
			this.log.add("store mode " + mode);
			switch (mode) {
				case 0 -> gate.holdOperations();
				case 1 -> gate.holdAnswers();
				default -> gate.open();
			}
		}

		private void answer() {
			if (this.presence.gate().waiting() > 0) {
				int index = this.random.nextInt(this.presence.gate().waiting());
				this.log.add("answer " + index);
				release(index);
			}
		}

		private void release(int index) {
			try {
				store.submit(() -> this.presence.gate().release(index)).get();
			}
			catch (InterruptedException | ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void settle() {
			this.log.add("settle");
			this.presence.gate().open();
			this.fixture.run();
			while (this.presence.gate().waiting() > 0) {
				release(this.random.nextInt(this.presence.gate().waiting()));
				this.fixture.run();
			}
			pass(0);
			this.fixture.run();
			this.open.forEach((view) -> view.settled(this.now));
		}

		void check() {
			for (String channel : CHANNELS) {
				Set<String> members = this.open.stream()
					.filter((view) -> view.isIn(channel))
					.map(MemberView::userId)
					.collect(Collectors.toCollection(TreeSet::new));
				assertThat(this.presence.present(channel)).as("members of %s", channel)
					.containsExactlyInAnyOrderElementsOf(members);
				Set<String> typing = new LinkedHashSet<>(this.fixture.hub().typing(channel));
				checkTyping(channel, typing);
				for (MemberView view : this.open) {
					view.check(channel, members, typing);
				}
			}
		}

		/**
		 * When a frame was handled that waited for the store is not known, hence neither
		 * when exactly the typing it began is over.
		 */
		private void checkTyping(String channel, Set<String> typing) {
			Set<String> certain = new TreeSet<>();
			Set<String> possible = new TreeSet<>();
			for (MemberView view : this.open) {
				if (view.typesFor(channel, this.now, TTL, true)) {
					certain.add(view.userId());
				}
				if (view.typesFor(channel, this.now, TTL, false)) {
					possible.add(view.userId());
				}
			}
			if (channel.equals(CHANNELS.get(0)) && this.botUntil > this.now) {
				certain.add("bot");
				possible.add("bot");
			}
			assertThat(typing).as("who types in %s", channel).containsAll(certain).isSubsetOf(possible);
		}

		void letTypingExpire() {
			pass((int) TTL.toMillis());
			settle();
			check();
			assertThat(CHANNELS).allSatisfy((channel) -> assertThat(this.fixture.hub().typing(channel)).isEmpty());
		}

		void closeAll() {
			this.open.forEach((view) -> view.client().connection().closed());
			this.open.clear();
			settle();
			check();
			assertThat(this.fixture.hub().isEmpty()).isTrue();
		}

		private void note(String action, MemberView view, String detail) {
			this.log.add(action + " " + view.client().socketId() + " " + view.userId() + " " + detail);
		}

		private <T> T pick(List<T> candidates) {
			return candidates.get(this.random.nextInt(candidates.size()));
		}

		String log() {
			return String.join("\n", this.log);
		}

		@Override
		public void close() {
			this.presence.gate().open();
			this.fixture.close();
		}

	}

	/**
	 * What a client does in a channel.
	 */
	private interface Action {

		void accept(MemberView view, String channel);

	}

}
