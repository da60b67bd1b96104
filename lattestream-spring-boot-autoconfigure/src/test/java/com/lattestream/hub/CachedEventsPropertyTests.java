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
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.TestJson;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.RepeatedTest;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link CachedEvents} promises, under random publications and subscriptions on
 * several lanes with a store that takes its time: each subscriber sees the last event
 * before it, or that there is none, and then every later one, none of them twice.
 */
class CachedEventsPropertyTests {

	private static final String CHANNEL = "cache-a";

	private static final Pattern NUMBER = Pattern.compile("'e','channel':'cache-a','data':'?(\\d+)");

	private final long seed = System.nanoTime();

	private final Random random = new Random(this.seed);

	private final MutableClock clock = new MutableClock();

	private final GatedCacheStore store = new GatedCacheStore(this.clock);

	/** The events in the order in which the store published them. */
	private final List<Integer> published = new ArrayList<>();

	private final HubFixture fixture = new HubFixture(TestSettings.with("cacheTtl", Duration.ofSeconds(10)),
			new RecordingBroker(this.published), new InMemoryPresenceStore(), this.store);

	private final List<TestLane> lanes = List.of(new TestLane(), new TestLane(), new TestLane());

	private final List<Participant> participants = new ArrayList<>();

	private int asked;

	/** Whether events expire in this run. */
	private final boolean ageing = this.random.nextBoolean();

	@RepeatedTest(100)
	void eachSubscriberSeesTheLastEventAndEveryLaterOneOnce() {
		for (int i = 0; i < 80; i++) {
			step();
		}
		for (Gate gate : List.of(this.store.publishing(), this.store.reading())) {
			gate.open();
			while (gate.waiting() > 0) {
				gate.releaseOne();
			}
		}
		this.fixture.run();
		assertThat(this.published).as("seed %d", this.seed).hasSize(this.asked).doesNotHaveDuplicates();
		this.participants.forEach(this::verify);
		this.fixture.close();
	}

	private void step() {
		switch (this.random.nextInt(8)) {
			case 0, 1 -> {
				Publication publication = Publication.ofServer(CHANNEL, "e", String.valueOf(this.asked++), null);
				this.fixture.hub().publish(publication).subscribe();
			}
			case 2 -> {
				TestClient client = this.fixture.pusher(this.lanes.get(this.random.nextInt(this.lanes.size())));
				this.participants.add(new Participant(client, this.published.size()));
				client.connection()
					.received(TestJson.of("{'event':'pusher:subscribe','data':{'channel':'" + CHANNEL + "'}}"));
			}
			case 3 -> change(this.store.reading());
			case 4 -> change(this.store.publishing());
			case 5 -> release(this.store.reading());
			case 6 -> release(this.store.publishing());
			default -> {
				if (this.ageing && this.random.nextInt(4) == 0) {
					this.clock.advance(Duration.ofSeconds(6));
				}
				this.fixture.run();
			}
		}
	}

	private void change(Gate gate) {
		switch (this.random.nextInt(3)) {
			case 0 -> gate.open();
			case 1 -> gate.holdOperations();
			default -> gate.holdAnswers();
		}
	}

	private void release(Gate gate) {
		if (gate.waiting() == 0) {
			return;
		}
		if (this.random.nextBoolean()) {
			gate.releaseOne();
		}
		else {
			this.fixture.elsewhere(gate::releaseOne);
		}
	}

	private void verify(Participant participant) {
		List<String> frames = participant.client().take();
		String description = "seed " + this.seed + ": " + frames + " of " + this.published;
		assertThat(frames).as(description).hasSizeGreaterThanOrEqualTo(2);
		assertThat(frames.get(0)).as(description).contains("subscription_succeeded");
		boolean missed = frames.get(1).contains("cache_miss");
		assertThat(frames).as(description).filteredOn(contains("cache_miss")).hasSize(missed ? 1 : 0);
		List<Integer> seen = numbers(frames);
		assertThat(frames).as(description).hasSize(seen.size() + (missed ? 2 : 1));
		int first = this.published.size() - seen.size();
		assertThat(seen).as(description).isEqualTo(this.published.subList(first, this.published.size()));
		if (missed) {
			assertThat(first).as(description).isBetween(participant.before(), this.ageing ? first : 0);
		}
		else {
			assertThat(first).as(description).isGreaterThanOrEqualTo(participant.before() - 1);
		}
	}

	private static Predicate<String> contains(String text) {
		return (frame) -> frame.contains(text);
	}

	private static List<Integer> numbers(List<String> frames) {
		return frames.stream()
			.map(NUMBER::matcher)
			.filter(Matcher::find)
			.map((matcher) -> Integer.valueOf(matcher.group(1)))
			.toList();
	}

	/**
	 * A subscriber.
	 *
	 * @param client the client
	 * @param before how many events had been published when it subscribed
	 */
	private record Participant(TestClient client, int before) {

	}

	private static final class RecordingBroker implements Broker {

		private final InMemoryBroker broker = new InMemoryBroker();

		private final List<Integer> published;

		RecordingBroker(List<Integer> published) {
			this.published = published;
		}

		@Override
		public void start(BrokerListener listener) {
			this.broker.start(listener);
		}

		@Override
		public Mono<Integer> publish(Publication publication) {
			return this.broker.publish(publication)
				.doFirst(() -> this.published.add(Integer.valueOf(publication.data())));
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
