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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import com.lattestream.StreamPosition;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.TestJson;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens in whatever order: a client that comes back gets every event that it
 * missed, once and in order, or is told that it does not, and that only if there was no
 * way. Each run takes other seeds; the name of a failing test tells its seed, and
 * {@code -Dlattestream.test.seed=…} plays it again.
 */
class RecoveryPropertyTests {

	private static final String SEED = "lattestream.test.seed";

	private static final int SEEDS = 200;

	private static final int STEPS = 250;

	private static final int MAX_CLIENTS = 6;

	private static final int LIMIT = 6;

	private static final String CHANNEL = "private-hist-a";

	private static final HistoryRetention RETENTION = new HistoryRetention(9, Duration.ofDays(1));

	static LongStream seeds() {
		Long seed = Long.getLong(SEED);
		return (seed != null) ? LongStream.of(seed) : new Random().longs(SEEDS);
	}

	@ParameterizedTest(name = "-D" + SEED + "={0}")
	@MethodSource("seeds")
	void everySequenceHasNoHoleAndNoRepeatOrTheClientWasTold(long seed) {
		Run run = new Run(new Random(seed));
		try {
			for (int i = 0; i < STEPS; i++) {
				run.step();
			}
			run.settle();
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("Play it again with -D" + SEED + "=" + seed + "\n" + String.join("\n", run.log),
					ex);
		}
		finally {
			run.fixture.close();
		}
	}

	/**
	 * One hub and what is done to it.
	 */
	private static final class Run {

		private final Random random;

		private final List<String> log = new ArrayList<>();

		/** All events in the order in which they were published. */
		private final List<Publication> published = new ArrayList<>();

		/** How many events there were before each epoch. */
		private final Map<String, Integer> epochs = new HashMap<>();

		private final GatedHistoryStore store = new GatedHistoryStore(new MutableClock());

		private final HubFixture fixture = new HubFixture(
				TestSettings.with("maxRecovery", LIMIT, "clientEventsPerSecond", 1_000_000),
				new RecordingBroker(this.published), new InMemoryPresenceStore(),
				(builder) -> builder
					.policies(new ChannelPolicies(
							List.of(new ChannelPolicy(ChannelPattern.parse("private-hist-*"), RETENTION))))
					.history(this.store));

		private final List<TestLane> lanes = List.of(new TestLane(), new TestLane(), new TestLane());

		private final List<Participant> participants = new ArrayList<>();

		private int asked;

		Run(Random random) {
			this.random = random;
			noteEpoch();
		}

		private void noteEpoch() {
			this.epochs.put(this.store.current(CHANNEL).epoch(), this.published.size());
		}

		void step() {
			switch (this.random.nextInt(18)) {
				case 0, 1, 2, 3 -> publish();
				case 4 -> publishAsClient();
				case 5, 6, 7 -> connect();
				case 8 -> drop();
				case 9 -> subscribeAnew();
				case 10 -> loseEverything();
				case 11, 12 -> slowDownStore();
				case 13, 14 -> answer();
				case 15 -> this.participants.forEach((participant) -> participant.read(Integer.MAX_VALUE));
				default -> this.fixture.run();
			}
			for (int tasks = this.random.nextInt(5); tasks > 0; tasks--) {
				pick(this.lanes).runOne();
			}
		}

		private void publish() {
			Participant excluded = (this.random.nextInt(4) == 0 && !this.participants.isEmpty())
					? pick(this.participants) : null;
			String socketId = (excluded != null && excluded.client != null) ? excluded.client.socketId() : null;
			Publication publication = Publication.ofServer(CHANNEL, "e", String.valueOf(this.asked++), socketId);
			note("publish " + publication.data() + " but to " + socketId);
			if (this.random.nextBoolean()) {
				this.fixture.hub().publish(publication).subscribe();
			}
			else {
				Thread thread = new Thread(() -> this.fixture.hub().publish(publication).subscribe());
				thread.start();
				join(thread);
			}
		}

		private void publishAsClient() {
			if (!this.participants.isEmpty()) {
				Participant sender = pick(this.participants);
				if (sender.client != null) {
					note("client event " + this.asked + " of " + sender.client.socketId());
					sender.client.connection()
						.received(TestJson
							.of("{'event':'client-e','channel':'" + CHANNEL + "','data':" + this.asked++ + "}"));
				}
			}
		}

		private void connect() {
			if (this.participants.size() < MAX_CLIENTS) {
				this.participants.add(new Participant(this, pick(List.of(Dialect.values()))));
			}
			List<Participant> gone = this.participants.stream().filter((each) -> each.client == null).toList();
			if (!gone.isEmpty()) {
				Participant participant = pick(gone);
				participant.connect(pick(this.lanes));
				note("connect " + participant);
			}
		}

		private void drop() {
			Participant participant = (!this.participants.isEmpty()) ? pick(this.participants) : null;
			if (participant != null && participant.client != null) {
				note("drop " + participant);
				participant.drop(this.random.nextBoolean() ? this.random.nextInt(4) : Integer.MAX_VALUE);
			}
		}

		private void subscribeAnew() {
			Participant participant = (!this.participants.isEmpty()) ? pick(this.participants) : null;
			if (participant != null && participant.client != null && !participant.waiting) {
				note("subscribe anew " + participant);
				participant.subscribeAnew();
			}
		}

		private void loseEverything() {
			if (this.random.nextInt(3) == 0) {
				note("lose everything");
				this.store.loseEverything();
				noteEpoch();
			}
		}

		private void slowDownStore() {
			switch (this.random.nextInt(3)) {
				case 0 -> this.store.reading().open();
				case 1 -> this.store.reading().holdOperations();
				default -> this.store.reading().holdAnswers();
			}
		}

		private void answer() {
			Gate gate = this.store.reading();
			if (gate.waiting() > 0) {
				int index = this.random.nextInt(gate.waiting());
				note("answer");
				if (this.random.nextBoolean()) {
					gate.release(index);
				}
				else {
					Thread thread = new Thread(() -> gate.release(index));
					thread.start();
					join(thread);
				}
			}
		}

		void settle() {
			this.store.reading().open();
			do {
				while (this.store.reading().waiting() > 0) {
					this.store.reading().releaseOne();
				}
				this.fixture.run();
			}
			while (this.store.reading().waiting() > 0);
			this.participants.forEach((participant) -> {
				participant.read(Integer.MAX_VALUE);
				participant.verifyEnd();
			});
			assertThat(this.published).hasSizeLessThanOrEqualTo(this.asked);
		}

		void note(String line) {
			this.log.add(line);
		}

		<T> T pick(List<T> values) {
			return values.get(this.random.nextInt(values.size()));
		}

		/**
		 * Return how many events there were up to a position.
		 * @param position the position
		 * @return the number
		 */
		int index(StreamPosition position) {
			assertThat(this.epochs).containsKey(position.epoch());
			int index = this.epochs.get(position.epoch()) + (int) position.offset();
			if (position.offset() > 0) {
				assertThat(this.published.get(index - 1).position()).isEqualTo(position);
			}
			return index;
		}

		private static void join(Thread thread) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * A client that keeps its position.
	 */
	private static final class Participant {

		private static final Pattern POSITION = Pattern.compile("'epoch':'([^']+)','offset':(\\d+)");

		private static final Pattern NUMBER = Pattern.compile("^\\{'event':'(?:client-)?e'.*'data':'?(\\d+)");

		private final Run run;

		private final Dialect dialect;

		private final Set<String> formerSocketIds = new HashSet<>();

		private TestClient client;

		private String formerSocketId;

		private StreamPosition position;

		private StreamPosition asked;

		/** Whether it was not subscribed, as the epoch changed too often. */
		private boolean failed;

		/** Whether the acknowledgement is still to come. */
		private boolean waiting;

		Participant(Run run, Dialect dialect) {
			this.run = run;
			this.dialect = dialect;
		}

		void connect(TestLane lane) {
			this.client = this.run.fixture.openLater(this.dialect, lane);
			if (this.dialect == Dialect.LATTESTREAM) {
				receive("{'api_key':'" + HubFixture.CREDENTIALS.key() + "'}");
			}
			subscribe();
		}

		void subscribeAnew() {
			read(Integer.MAX_VALUE);
			receive("{'event':'" + prefix() + ":unsubscribe','data':{'channel':'" + CHANNEL + "'}}");
			this.run.fixture.run();
			read(Integer.MAX_VALUE);
			this.formerSocketId = this.client.socketId();
			subscribe();
		}

		private void subscribe() {
			String replay = "";
			if (this.position != null) {
				replay = ",'recover':{'epoch':'" + this.position.epoch() + "','offset':" + this.position.offset()
						+ ",'socket_id':'" + this.formerSocketId + "'}";
			}
			if (this.run.random.nextInt(4) == 0) {
				replay += ",'rewind':" + (1 + this.run.random.nextInt(LIMIT + 3));
			}
			this.asked = this.position;
			this.failed = false;
			this.waiting = true;
			receive("{'event':'" + prefix() + ":subscribe','data':{'channel':'" + CHANNEL + "','auth':'"
					+ this.run.fixture.auth(this.client.socketId(), CHANNEL, null) + "'" + replay + "}}");
		}

		private void receive(String frame) {
			this.client.connection().received(TestJson.of(frame));
		}

		private String prefix() {
			return (this.dialect == Dialect.PUSHER) ? "pusher" : "lattestream";
		}

		/**
		 * Lose the connection.
		 * @param most how many of the frames that were sent still arrive
		 */
		void drop(int most) {
			read(most);
			this.client.connection().closed();
			this.formerSocketId = this.client.socketId();
			this.formerSocketIds.add(this.formerSocketId);
			this.client = null;
		}

		void read(int most) {
			if (this.client != null) {
				List<String> frames = this.client.take();
				frames.stream().limit(most).forEach(this::read);
			}
		}

		private void read(String text) {
			String frame = text.replace("\\", "");
			this.run.note(this + " gets " + frame);
			assertThat(frame).doesNotContain("position_lost");
			if (frame.contains("subscription_error")) {
				assertThat(frame).contains("'status':503");
				this.waiting = false;
				this.failed = true;
			}
			Matcher number = NUMBER.matcher(frame);
			if (frame.contains("subscription_succeeded")) {
				acknowledged(frame);
			}
			else if (number.find()) {
				event(number.group(1), position(frame));
			}
		}

		private void acknowledged(String frame) {
			assertThat(this.waiting).isTrue();
			this.waiting = false;
			StreamPosition told = position(frame);
			if (this.asked == null) {
				assertThat(frame).doesNotContain("recovered");
			}
			else if (frame.contains("'recovered':true")) {
				assertThat(told).isEqualTo(this.asked);
			}
			else {
				assertThat(frame).contains("'recovered':false,'reason':'");
				List<Publication> missed = this.run.published.subList(this.run.index(this.asked),
						this.run.published.size());
				boolean sameEpoch = this.run.epochs.values()
					.stream()
					.noneMatch((start) -> start > this.run.epochs.get(this.asked.epoch()))
						&& this.run.store.current(CHANNEL).epoch().equals(this.asked.epoch());
				assertThat(sameEpoch && missed.size() <= LIMIT).as("could be recovered").isFalse();
			}
			this.run.index(told);
			this.position = told;
		}

		private void event(String number, StreamPosition next) {
			assertThat(this.waiting).as("events come after the acknowledgement").isFalse();
			int index = this.run.index(this.position);
			int actual = this.run.index(next) - 1;
			assertThat(actual).as("no repeat").isGreaterThanOrEqualTo(index);
			for (Publication skipped : this.run.published.subList(index, actual)) {
				assertThat(isExcluded(skipped) || isFormerlyExcluded(skipped)).as("no hole: %s", skipped).isTrue();
			}
			Publication event = this.run.published.get(actual);
			assertThat(event.data()).isEqualTo(number);
			// What is excluded for a former connection may still come after a new one
			assertThat(event.excludedSocketId()).isNotEqualTo(this.client.socketId());
			this.position = next;
		}

		private boolean isExcluded(Publication publication) {
			String excluded = publication.excludedSocketId();
			return excluded != null
					&& (excluded.equals(this.client.socketId()) || excluded.equals(this.formerSocketId));
		}

		private boolean isFormerlyExcluded(Publication publication) {
			return this.formerSocketIds.contains(publication.excludedSocketId());
		}

		void verifyEnd() {
			if (this.client == null || this.failed) {
				return;
			}
			assertThat(this.waiting).as("%s is answered", this).isFalse();
			for (Publication left : this.run.published.subList(this.run.index(this.position),
					this.run.published.size())) {
				assertThat(isExcluded(left) || isFormerlyExcluded(left)).as("%s does not get %s", this, left).isTrue();
			}
		}

		private static StreamPosition position(String frame) {
			Matcher matcher = POSITION.matcher(frame);
			assertThat(matcher.find()).as(frame).isTrue();
			return new StreamPosition(matcher.group(1), Long.parseLong(matcher.group(2)));
		}

		@Override
		public String toString() {
			return (this.client != null) ? this.client.socketId() : this.formerSocketId + " (gone)";
		}

	}

	private static final class RecordingBroker implements Broker {

		private final InMemoryBroker broker = new InMemoryBroker();

		private final List<Publication> published;

		RecordingBroker(List<Publication> published) {
			this.published = published;
		}

		@Override
		public void start(BrokerListener listener) {
			this.broker.start(listener);
		}

		@Override
		public Mono<Integer> publish(Publication publication) {
			return this.broker.publish(publication).doFirst(() -> this.published.add(publication));
		}

		@Override
		public Mono<Void> subscribe(String channel) {
			return this.broker.subscribe(channel);
		}

		@Override
		public Mono<Void> unsubscribe(String channel) {
			return this.broker.unsubscribe(channel);
		}

	}

}
