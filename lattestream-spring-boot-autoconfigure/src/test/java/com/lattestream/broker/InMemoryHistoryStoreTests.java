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
import java.util.concurrent.TimeUnit;

import com.lattestream.StreamPosition;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryHistoryStore}: what every store has to do, and what it does
 * when its memory is full.
 */
class InMemoryHistoryStoreTests extends HistoryStoreTests {

	private static final long PLENTY = 1024 * 1024;

	private final MutableClock clock = new MutableClock();

	private InMemoryHistoryStore store = new InMemoryHistoryStore(PLENTY, this.clock);

	@Override
	protected HistoryStore store() {
		return this.store;
	}

	@Override
	protected void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Override
	protected void loseEverything() {
		this.store = new InMemoryHistoryStore(PLENTY, this.clock);
	}

	@Test
	void answerOfTheBrokerIsTold() {
		Publication event = Publication.ofServer("a", "e", "1", null);
		assertThat(store().publish(event, RETENTION, (kept) -> Mono.just(7)).block(TIMEOUT).reached()).isEqualTo(7);
		assertThat(store().publish(event, RETENTION, (kept) -> Mono.empty()).block(TIMEOUT))
			.isEqualTo(new HistoryReceipt(position("a"), null));
	}

	@Test
	void errorOfTheBrokerIsToldAndLeavesNoOffsetOut() {
		Publication event = Publication.ofServer("a", "e", "1", null);
		StepVerifier
			.create(store().publish(event, RETENTION, (kept) -> Mono.error(new IllegalStateException("broker"))))
			.expectErrorMessage("broker")
			.verify(TIMEOUT);
		StreamPosition before = position("a");
		assertThat(publish("a", "2").position()).isEqualTo(before.next());
		assertThat(history("a", null, MANY).publications()).hasSize((int) before.offset() + 1);
	}

	@Test
	void eventIsKeptBeforeItIsPublishedAndWhileTheBrokerTakesItsTime() {
		Sinks.One<Integer> answer = Sinks.one();
		List<String> seen = new CopyOnWriteArrayList<>();
		store().publish(Publication.ofServer("a", "e", "1", null), RETENTION, (kept) -> {
			seen.addAll(data(last("a", 1)));
			return answer.asMono();
		}).subscribe();
		assertThat(seen).containsExactly("1");
		assertThat(publish("a", "2").position().offset()).isEqualTo(2);
	}

	@Test
	void brokerGetsTheContextAndIsNotStoppedByACallerWhoLeaves() {
		List<String> seen = new CopyOnWriteArrayList<>();
		Sinks.One<Integer> answer = Sinks.one();
		store()
			.publish(Publication.ofServer("a", "e", "1", null), RETENTION, (kept) -> Mono.deferContextual((context) -> {
				seen.add(context.get("key"));
				return answer.asMono().doOnNext((reached) -> seen.add("done"));
			}))
			.contextWrite(Context.of("key", "value"))
			.subscribe()
			.dispose();
		answer.tryEmitValue(1);
		assertThat(seen).containsExactly("value", "done");
	}

	@Test
	void askingTakesNoMemory() {
		for (int i = 0; i < 1000; i++) {
			position("c" + i);
			history("c" + i, null, 1);
			last("c" + i, 1);
		}
		assertThat(this.store.size()).isZero();
	}

	@Test
	void channelThatWasPublishedToLeastRecentlyGivesWay() {
		this.store = new InMemoryHistoryStore(5000, this.clock);
		StreamPosition a = publish("a", "x".repeat(500)).position();
		StreamPosition b = publish("b", "x".repeat(500)).position();
		publish("a", "2");
		publish("c", "x".repeat(800));
		assertThat(this.store.size()).isLessThanOrEqualTo(5000);
		assertThat(last("b", 1).publications()).isEmpty();
		assertThat(history("b", b, 1).gap()).isNull();
		assertThat(history("b", new StreamPosition(b.epoch(), 0), 1).gap()).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
		assertThat(data(history("a", a, 1))).containsExactly("2");
		assertThat(data(last("c", 1))).hasSize(1);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void logSaysAtMostOnceAMinuteThatChannelsGiveWay(CapturedOutput output) {
		this.store = new InMemoryHistoryStore(5000, this.clock);
		publish("a", "x".repeat(1000));
		advance(RETENTION.ttl());
		publish("b", "x".repeat(1000));
		assertThat(output).doesNotContain("max-size");
		publish("c", "x".repeat(1000));
		publish("d", "x".repeat(1000));
		publish("e", "x".repeat(1000));
		assertThat(output).containsOnlyOnce("max-size").contains("than 5000 bytes, so channel 'b'");
		advance(Duration.ofMinutes(1));
		publish("f", "x".repeat(1000));
		assertThat(output).containsOnlyOnce("max-size");
		publish("g", "x".repeat(1000));
		publish("h", "x".repeat(1000));
		assertThat(output.toString().split("max-size", -1)).hasSize(3);
	}

	@Test
	void eventThatIsTooLargeForAllMemoryIsPublishedButNotKept() {
		this.store = new InMemoryHistoryStore(4000, this.clock);
		StreamPosition start = position("a");
		StreamPosition head = publish("a", "x".repeat(5000)).position();
		assertThat(head).isEqualTo(start.next());
		assertThat(history("a", start, 1).gap()).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
		assertThat(history("a", head, 1).gap()).isNull();
		assertThat(publish("a", "2").position()).isEqualTo(head.next());
	}

	@Test
	void positionsOfSilentChannelsTakeAQuarterOfTheMemoryAndTheOldestGivesWay() {
		this.store = new InMemoryHistoryStore(40_000, this.clock);
		List<StreamPosition> heads = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			heads.add(publish("c" + i, "1").position());
			advance(RETENTION.ttl());
		}
		assertThat(this.store.size()).isBetween(5_000L, 11_000L);
		assertThat(history("c0", heads.get(0), 1).gap()).isEqualTo(HistoryGap.EPOCH_CHANGED);
		assertThat(history("c99", heads.get(99), 1).gap()).isNull();
		assertThat(publish("c0", "2").position().epoch()).isNotEqualTo(heads.get(0).epoch());
	}

	@Test
	void expiredEventsAreForgottenWithoutBeingAskedFor() {
		for (int i = 0; i < 10; i++) {
			publish("c" + i, "x".repeat(10_000));
		}
		advance(RETENTION.ttl());
		publish("last", "1");
		assertThat(this.store.size()).isLessThan(10_000);
	}

	@Test
	void whatExpiredTakesNoMemoryOnceItWasAskedFor() {
		publish("a", "x".repeat(1000));
		advance(Duration.ofSeconds(5));
		publish("a", "1");
		assertThat(this.store.size()).isGreaterThan(2000);
		advance(Duration.ofSeconds(5));
		assertThat(data(last("a", 2))).containsExactly("1");
		long oneEvent = this.store.size();
		assertThat(oneEvent).isLessThan(1000);
		advance(Duration.ofSeconds(5));
		assertThat(last("a", 2).publications()).isEmpty();
		assertThat(this.store.size()).isBetween(1L, oneEvent - 1);
	}

	@Test
	void clockThatGoesBackLosesNothing() {
		StreamPosition start = position("a");
		publish("a", "1");
		advance(Duration.ofSeconds(-60));
		publish("a", "2");
		advance(Duration.ofSeconds(69));
		publish("b", "1");
		assertThat(data(history("a", start, 2))).containsExactly("1", "2");
		advance(Duration.ofSeconds(1));
		assertThat(last("a", 2).publications()).isEmpty();
	}

	@Test
	void nextEventIsPublishedWhenTheBrokerHasTakenTheOneBefore() {
		List<String> taken = new CopyOnWriteArrayList<>();
		CountDownLatch second = new CountDownLatch(1);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			this.store.publish(Publication.ofServer("a", "e", "1", null), RETENTION, (kept) -> {
				executor
					.execute(() -> this.store.publish(Publication.ofServer("a", "e", "2", null), RETENTION, (next) -> {
						taken.add("2");
						second.countDown();
						return Mono.just(1);
					}).block(TIMEOUT));
				taken.add(await(second, Duration.ofMillis(100)) ? "too early" : "1");
				return Mono.just(1);
			}).block(TIMEOUT);
			assertThat(await(second, TIMEOUT)).isTrue();
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(taken).containsExactly("1", "2");
	}

	@Test
	void storeWithoutMemoryKeepsNothingAndSaysSo() {
		this.store = new InMemoryHistoryStore(0, this.clock);
		StreamPosition first = publish("a", "1").position();
		StreamPosition second = publish("a", "2").position();
		assertThat(second.epoch()).isNotEqualTo(first.epoch());
		assertThat(history("a", first, 1).gap()).isEqualTo(HistoryGap.EPOCH_CHANGED);
		assertThat(this.store.size()).isZero();
	}

	@RepeatedTest(50)
	void withLittleMemoryEventsAreToldAsTheyWerePublishedOrSaidToBeMissing() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		long maxSize = 8000 + random.nextInt(20_000);
		this.store = new InMemoryHistoryStore(maxSize, this.clock);
		Map<String, List<Publication>> channels = new HashMap<>();
		int recovered = 0;
		for (int i = 0; i < 500; i++) {
			String channel = "c" + random.nextInt(30);
			List<Publication> events = channels.computeIfAbsent(channel, (name) -> new ArrayList<>());
			switch (random.nextInt(8)) {
				case 0 -> advance(Duration.ofMillis(random.nextInt(3000)));
				case 1, 2, 3, 4 -> {
					String data = "\"" + i + "x".repeat(random.nextInt(400)) + "\"";
					StreamPosition position = publish(channel, data).position();
					events.add(Publication.ofServer(channel, "e", data, null).withPosition(position));
					verifyOrder("seed " + seed, events);
				}
				default -> {
					int from = random.nextInt(events.size() + 1);
					StreamPosition since = (from > 0) ? events.get(from - 1).position() : position(channel);
					HistoryPage page = history(channel, since, 1000);
					if (page.gap() == null && from > 0) {
						assertThat(page.publications()).as("seed %d", seed)
							.isEqualTo(events.subList(from, events.size()));
						recovered++;
					}
				}
			}
			assertThat(this.store.size()).as("seed %d", seed).isBetween(0L, maxSize);
		}
		assertThat(recovered).as("seed %d", seed).isPositive();
	}

	private static boolean await(CountDownLatch latch, Duration timeout) {
		try {
			return latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void verifyOrder(String description, List<Publication> events) {
		StreamPosition latest = events.get(events.size() - 1).position();
		long expected = events.stream().filter((event) -> event.position().epoch().equals(latest.epoch())).count();
		assertThat(latest.offset()).as(description).isEqualTo(expected);
	}

}
