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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * What every {@link HistoryStore} has to do, while it has memory enough.
 */
public abstract class HistoryStoreTests {

	protected static final Duration TIMEOUT = Duration.ofSeconds(20);

	protected static final HistoryRetention RETENTION = new HistoryRetention(5, Duration.ofSeconds(10));

	protected static final int MANY = 1000;

	private final List<Publication> published = new CopyOnWriteArrayList<>();

	/**
	 * Return the store under test, the same one all through a test.
	 * @return the store
	 */
	protected abstract HistoryStore store();

	/**
	 * Let time pass for the store.
	 * @param duration how much
	 */
	protected abstract void advance(Duration duration);

	/**
	 * Take all that it knows from the store, as a restart without a disk does.
	 */
	protected abstract void loseEverything();

	/**
	 * Listen to a channel as a node does. Stores that publish by themselves begin here to
	 * {@linkplain #received hand over} what comes; others publish through the broker that
	 * they are given.
	 * @param channel the name of the channel
	 */
	protected void listen(String channel) {
	}

	/**
	 * An event has come to the listening node.
	 * @param publication the event
	 */
	protected final void received(Publication publication) {
		this.published.add(publication);
	}

	@Test
	void positionIsKnownBeforeTheFirstEvent() {
		StreamPosition start = position("a");
		assertThat(start.offset()).isZero();
		assertThat(position("a")).isEqualTo(start);
		assertThat(publish("a", "1").position()).isEqualTo(new StreamPosition(start.epoch(), 1));
		HistoryPage missed = history("a", start, MANY);
		assertThat(missed.gap()).isNull();
		assertThat(data(missed)).containsExactly("1");
	}

	@Test
	void nothingWasMissedWhereNothingWasPublished() {
		HistoryPage page = history("a", position("a"), MANY);
		assertThat(page.gap()).isNull();
		assertThat(page.publications()).isEmpty();
		assertThat(page.position()).isEqualTo(position("a"));
		assertThat(page.end()).isEqualTo(page.position());
		assertThat(page.hasMore()).isFalse();
		assertThat(history("a", null, MANY)).isEqualTo(page);
		assertThat(last("a", 1)).isEqualTo(page);
	}

	@Test
	void eventsAreNumberedAndPublishedWithTheirPositions() {
		listen("a");
		HistoryReceipt first = publish("a", "1");
		HistoryReceipt second = publish("a", "2");
		await().atMost(TIMEOUT).until(() -> this.published.size() >= 2);
		assertThat(first.position().offset()).isEqualTo(1);
		assertThat(second.position()).isEqualTo(first.position().next()).isEqualTo(position("a"));
		assertThat(this.published).extracting(Publication::data).containsExactly("1", "2");
		assertThat(this.published).extracting(Publication::position)
			.containsExactly(first.position(), second.position());
		assertThat(history("a", null, MANY).publications()).isEqualTo(this.published);
	}

	@Test
	void channelsAreCountedEachByItself() {
		publish("a", "1");
		publish("b", "2");
		assertThat(position("a").offset()).isEqualTo(1);
		assertThat(position("b").offset()).isEqualTo(1);
		assertThat(position("c").offset()).isZero();
		assertThat(data(history("b", null, MANY))).containsExactly("2");
	}

	@Test
	void everythingOfAnEventIsKept() {
		Publication event = new Publication("presence-a", "client-a", "{\"a\":\"\u00fc\"}", true, "1.2", "u1")
			.with("{\"a\":\"\u00fc\"}", new byte[] { 0, -1, 1 });
		StreamPosition position = store().publish(event, RETENTION, (kept) -> Mono.just(1)).block(TIMEOUT).position();
		assertThat(history("presence-a", null, MANY).publications()).containsExactly(event.withPosition(position));
	}

	@Test
	void eventsAfterAPositionAreTold() {
		StreamPosition first = publish("a", "1").position();
		publish("a", "2");
		StreamPosition third = publish("a", "3").position();
		assertThat(data(history("a", first, MANY))).containsExactly("2", "3");
		assertThat(history("a", first, MANY).position()).isEqualTo(third);
		assertThat(history("a", third, MANY)).isEqualTo(new HistoryPage(third, List.of(), null));
	}

	@Test
	void historyComesInPages() {
		StreamPosition start = position("a");
		publishMany("a", 5);
		HistoryPage first = history("a", start, 2);
		assertThat(data(first)).containsExactly("1", "2");
		assertThat(first.hasMore()).isTrue();
		assertThat(first.position().offset()).isEqualTo(5);
		HistoryPage second = history("a", first.end(), 2);
		assertThat(data(second)).containsExactly("3", "4");
		assertThat(second.hasMore()).isTrue();
		HistoryPage third = history("a", second.end(), 2);
		assertThat(data(third)).containsExactly("5");
		assertThat(third.hasMore()).isFalse();
		assertThat(third.end()).isEqualTo(third.position());
		assertThat(history("a", null, 2)).isEqualTo(first);
		assertThat(history("a", start, 5).hasMore()).isFalse();
	}

	@Test
	void lastEventsAreToldOldestFirst() {
		publishMany("a", 5);
		assertThat(data(last("a", 2))).containsExactly("4", "5");
		assertThat(data(last("a", MANY))).containsExactly("1", "2", "3", "4", "5");
		assertThat(last("a", 2).hasMore()).isFalse();
	}

	@Test
	void lastEventsOfATimeAreTold() {
		publish("a", "1");
		advance(Duration.ofSeconds(3));
		publish("a", "2");
		advance(Duration.ofSeconds(3));
		publish("a", "3");
		StreamPosition head = publish("a", "4").position();
		advance(Duration.ofSeconds(1));
		assertThat(data(last("a", MANY, Duration.ofMillis(900)))).isEmpty();
		assertThat(data(last("a", MANY, Duration.ofSeconds(2)))).containsExactly("3", "4");
		assertThat(data(last("a", 1, Duration.ofSeconds(2)))).containsExactly("4");
		assertThat(data(last("a", MANY, Duration.ofSeconds(5)))).containsExactly("2", "3", "4");
		assertThat(data(last("a", MANY, Duration.ofDays(1)))).containsExactly("1", "2", "3", "4");
		assertThat(last("a", 1, Duration.ZERO)).isEqualTo(new HistoryPage(head, List.of(), null));
		advance(Duration.ofSeconds(6));
		assertThat(data(last("a", MANY, Duration.ofDays(1)))).containsExactly("3", "4");
	}

	@Test
	void limitsAreOneAtLeast() {
		assertThatIllegalArgumentException().isThrownBy(() -> store().history("a", null, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> store().last("a", 0));
		assertThatIllegalArgumentException().isThrownBy(() -> store().last("a", 0, Duration.ofSeconds(1)));
	}

	@Test
	void oneEventTooManyIsAHole() {
		StreamPosition start = position("a");
		publishMany("a", 5);
		assertThat(history("a", start, MANY).gap()).isNull();
		publish("a", "6");
		HistoryPage hole = history("a", start, MANY);
		assertThat(hole.gap()).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
		assertThat(hole.publications()).isEmpty();
		assertThat(hole.position()).isEqualTo(position("a"));
		assertThat(hole.hasMore()).isFalse();
		assertThat(data(history("a", start.next(), MANY))).containsExactly("2", "3", "4", "5", "6");
		assertThat(data(history("a", null, MANY))).containsExactly("2", "3", "4", "5", "6");
	}

	@Test
	void eventsExpireOneByOne() {
		StreamPosition start = position("a");
		publish("a", "1");
		advance(Duration.ofSeconds(6));
		publish("a", "2");
		assertThat(data(history("a", start, MANY))).containsExactly("1", "2");
		advance(Duration.ofSeconds(4));
		assertThat(history("a", start, MANY).gap()).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
		assertThat(data(history("a", start.next(), MANY))).containsExactly("2");
		assertThat(data(last("a", MANY))).containsExactly("2");
		advance(Duration.ofSeconds(6));
		assertThat(history("a", start.next(), MANY).gap()).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
		assertThat(last("a", MANY).publications()).isEmpty();
	}

	@Test
	void positionOutlivesTheEvents() {
		publish("a", "1");
		StreamPosition head = publish("a", "2").position();
		advance(Duration.ofHours(10));
		assertThat(position("a")).isEqualTo(head);
		assertThat(history("a", head, MANY)).isEqualTo(new HistoryPage(head, List.of(), null));
		assertThat(publish("a", "3").position()).isEqualTo(head.next());
		assertThat(data(history("a", head, MANY))).containsExactly("3");
	}

	@Test
	void laterRetentionAppliesToEarlierEvents() {
		StreamPosition start = position("a");
		publishMany("a", 5);
		publish("a", "6", new HistoryRetention(2, Duration.ofSeconds(10)));
		assertThat(data(last("a", MANY))).containsExactly("5", "6");
		advance(Duration.ofSeconds(5));
		publish("a", "7", new HistoryRetention(100, Duration.ofSeconds(5)));
		assertThat(data(last("a", MANY))).containsExactly("7");
		publish("a", "8", new HistoryRetention(100, Duration.ofHours(1)));
		advance(Duration.ofSeconds(30));
		assertThat(data(last("a", MANY))).containsExactly("7", "8");
		assertThat(history("a", start, MANY).gap()).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
	}

	@Test
	void positionThatNobodyCanHaveIsUnknown() {
		StreamPosition head = publish("a", "1").position();
		assertThat(history("a", head.next(), MANY).gap()).isEqualTo(HistoryGap.POSITION_UNKNOWN);
		assertThat(history("b", position("b").next(), MANY).gap()).isEqualTo(HistoryGap.POSITION_UNKNOWN);
		assertThat(history("a", new StreamPosition("elsewhere", 0), MANY).gap()).isEqualTo(HistoryGap.EPOCH_CHANGED);
	}

	@Test
	void epochChangesWhenTheStreamIsLost() {
		StreamPosition untouched = position("b");
		StreamPosition head = publish("a", "1").position();
		loseEverything();
		assertThat(position("a").epoch()).isNotEqualTo(head.epoch());
		assertThat(position("a").offset()).isZero();
		assertThat(history("a", head, MANY).gap()).isEqualTo(HistoryGap.EPOCH_CHANGED);
		assertThat(history("b", untouched, MANY).gap()).isEqualTo(HistoryGap.EPOCH_CHANGED);
		StreamPosition again = publish("a", "2").position();
		assertThat(again.offset()).isEqualTo(1);
		assertThat(history("a", head, MANY).gap()).isEqualTo(HistoryGap.EPOCH_CHANGED);
	}

	@Test
	void nothingHappensBeforeTheSubscription() {
		Mono<HistoryReceipt> publishing = store().publish(Publication.ofServer("a", "e", "1", null), RETENTION,
				(kept) -> Mono.just(1));
		Mono<StreamPosition> reading = store().position("a");
		assertThat(position("a").offset()).isZero();
		publishing.block(TIMEOUT);
		assertThat(reading.block(TIMEOUT).offset()).isEqualTo(1);
		publishing.block(TIMEOUT);
		assertThat(reading.block(TIMEOUT).offset()).isEqualTo(2);
	}

	@Test
	void eventsOfAChannelArePublishedInTheOrderOfTheirPositionsAndReadersMissNone() throws Exception {
		int publishers = 4;
		int each = 250;
		HistoryRetention everything = new HistoryRetention(publishers * each, Duration.ofHours(1));
		listen("a");
		ExecutorService executor = Executors.newFixedThreadPool(publishers + 1);
		try {
			CountDownLatch start = new CountDownLatch(1);
			List<Future<?>> done = new ArrayList<>();
			for (int i = 0; i < publishers; i++) {
				done.add(executor.submit(() -> {
					start.await();
					for (int j = 0; j < each; j++) {
						store().publish(Publication.ofServer("a", "e", "1", null), everything, (kept) -> {
							received(kept);
							return Mono.just(0);
						}).block(TIMEOUT);
					}
					return null;
				}));
			}
			done.add(executor.submit(() -> {
				start.await();
				for (int j = 0; j < each; j++) {
					int before = this.published.size();
					HistoryPage page = history("a", null, publishers * each);
					assertThat(page.publications()).hasSize((int) page.position().offset())
						.hasSizeGreaterThanOrEqualTo(before);
				}
				return null;
			}));
			start.countDown();
			for (Future<?> future : done) {
				future.get(2, TimeUnit.MINUTES);
			}
		}
		finally {
			executor.shutdownNow();
		}
		await().atMost(TIMEOUT).until(() -> this.published.size() >= publishers * each);
		assertThat(this.published).extracting((publication) -> publication.position().offset())
			.containsExactlyElementsOf(LongStream.rangeClosed(1, publishers * each).boxed().toList());
	}

	@RepeatedTest(30)
	void whateverHappensEventsAreToldAsTheyWerePublished() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Map<String, Model> models = new HashMap<>();
		for (int i = 0; i < 300; i++) {
			Model model = models.computeIfAbsent("c" + random.nextInt(4), Model::new);
			switch (random.nextInt(20)) {
				case 0 -> {
					Duration duration = Duration.ofMillis(random.nextInt(12_000));
					advance(duration);
					models.values().forEach((each) -> each.age(duration));
				}
				case 1 -> model.retention = new HistoryRetention(1 + random.nextInt(8),
						Duration.ofSeconds(1 + random.nextInt(15)));
				case 2 -> {
					if (random.nextInt(10) == 0) {
						loseEverything();
						models.values().forEach(Model::lose);
					}
				}
				case 3, 4, 5, 6, 7, 8, 9 -> model.publish(String.valueOf(i));
				case 10, 11 -> model.know(position(model.channel));
				case 12 -> model.verifyLast("seed " + seed, 1 + random.nextInt(8));
				default -> model.verifySince("seed " + seed, random);
			}
		}
	}

	protected HistoryReceipt publish(String channel, String data) {
		return publish(channel, data, RETENTION);
	}

	protected HistoryReceipt publish(String channel, String data, HistoryRetention retention) {
		return store().publish(Publication.ofServer(channel, "e", data, null), retention, (kept) -> {
			received(kept);
			return Mono.just(1);
		}).block(TIMEOUT);
	}

	protected void publishMany(String channel, int count) {
		for (int i = 1; i <= count; i++) {
			publish(channel, String.valueOf(i));
		}
	}

	protected StreamPosition position(String channel) {
		return store().position(channel).block(TIMEOUT);
	}

	protected HistoryPage history(String channel, @Nullable StreamPosition since, int limit) {
		return store().history(channel, since, limit).block(TIMEOUT);
	}

	protected HistoryPage last(String channel, int count) {
		return store().last(channel, count).block(TIMEOUT);
	}

	protected HistoryPage last(String channel, int count, Duration age) {
		return store().last(channel, count, age).block(TIMEOUT);
	}

	protected static List<String> data(HistoryPage page) {
		return page.publications().stream().map(Publication::data).toList();
	}

	/**
	 * What a channel has to tell.
	 */
	private final class Model {

		private final String channel;

		/** Positions that somebody may have, of this epoch and those before. */
		private final List<StreamPosition> known = new ArrayList<>();

		/** All events of the epoch, first one first. */
		private final List<String> events = new ArrayList<>();

		private final List<Duration> ages = new ArrayList<>();

		private HistoryRetention retention = RETENTION;

		/** With which the latest event was published. */
		private HistoryRetention applied = RETENTION;

		private int forgotten;

		private @Nullable String epoch;

		Model(String channel) {
			this.channel = channel;
		}

		void age(Duration duration) {
			this.ages.replaceAll((age) -> age.plus(duration));
			forget();
		}

		void lose() {
			this.events.clear();
			this.ages.clear();
			this.forgotten = 0;
			this.epoch = null;
		}

		void publish(String data) {
			StreamPosition position = HistoryStoreTests.this.publish(this.channel, data, this.retention).position();
			this.events.add(data);
			this.ages.add(Duration.ZERO);
			this.applied = this.retention;
			forget();
			know(position);
		}

		void know(StreamPosition position) {
			verifyPosition(position);
			this.known.add(position);
		}

		private void forget() {
			this.forgotten = Math.max(this.forgotten, this.events.size() - this.applied.size());
			while (this.forgotten < this.events.size()
					&& this.ages.get(this.forgotten).compareTo(this.applied.ttl()) >= 0) {
				this.forgotten++;
			}
		}

		private void verifyPosition(StreamPosition position) {
			if (this.epoch == null) {
				this.epoch = position.epoch();
				assertThat(this.known).extracting(StreamPosition::epoch).doesNotContain(this.epoch);
			}
			assertThat(position).isEqualTo(new StreamPosition(this.epoch, this.events.size()));
		}

		private boolean isOfThisEpoch(StreamPosition position) {
			return position.epoch().equals(this.epoch);
		}

		void verifyLast(String description, int count) {
			HistoryPage page = last(this.channel, count);
			verifyPosition(page.position());
			int from = Math.max(this.forgotten, this.events.size() - count);
			assertThat(data(page)).as(description).isEqualTo(this.events.subList(from, this.events.size()));
			assertThat(page.hasMore()).as(description).isFalse();
		}

		void verifySince(String description, Random random) {
			if (this.known.isEmpty()) {
				return;
			}
			StreamPosition since = this.known.get(random.nextInt(this.known.size()));
			int limit = 1 + random.nextInt(8);
			HistoryPage page = history(this.channel, since, limit);
			verifyPosition(page.position());
			if (!isOfThisEpoch(since)) {
				assertThat(page.gap()).as(description).isEqualTo(HistoryGap.EPOCH_CHANGED);
			}
			else if (since.offset() < this.forgotten) {
				assertThat(page.gap()).as(description).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
			}
			else {
				int from = (int) since.offset();
				int to = Math.min(from + limit, this.events.size());
				assertThat(page.gap()).as(description).isNull();
				assertThat(data(page)).as(description).isEqualTo(this.events.subList(from, to));
				assertThat(page.hasMore()).as(description).isEqualTo(to < this.events.size());
			}
		}

	}

}
