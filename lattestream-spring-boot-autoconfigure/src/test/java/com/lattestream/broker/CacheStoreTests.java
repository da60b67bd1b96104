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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every {@link CacheStore} has to do, while it has memory enough.
 */
public abstract class CacheStoreTests {

	protected static final Duration TIMEOUT = Duration.ofSeconds(20);

	protected static final Duration TTL = Duration.ofSeconds(10);

	private final List<Publication> received = new CopyOnWriteArrayList<>();

	/**
	 * Return the store under test, the same one all through a test.
	 * @return the store
	 */
	protected abstract CacheStore store();

	/**
	 * Let time pass for the store.
	 * @param duration how much
	 */
	protected abstract void advance(Duration duration);

	/**
	 * Subscribe to a channel, if the store publishes by itself: what comes is to be
	 * handed to {@link #received}. Otherwise there is nothing to do.
	 * @param channel the name of the channel
	 */
	protected void subscribe(String channel) {
	}

	/**
	 * Take what the listener of a node gets.
	 * @param publication the event
	 * @return what the broker answers
	 */
	protected final Mono<Integer> received(Publication publication) {
		this.received.add(publication);
		return Mono.just(1);
	}

	@Test
	void lastEventOfEachChannelIsKept() {
		publish("a", "1");
		publish("b", "2");
		publish("a", "3");
		assertThat(last("a").publication().data()).isEqualTo("3");
		assertThat(last("b").publication().data()).isEqualTo("2");
		assertThat(last("c")).isNull();
	}

	@Test
	void eventIsPublishedWithAVersionThatGrows() {
		subscribe("a");
		publish("a", "1");
		publish("a", "2");
		List<Publication> published = published(2);
		assertThat(published).extracting(Publication::data).containsExactly("1", "2");
		assertThat(published.get(0).cacheVersion()).isPositive();
		assertThat(published.get(1).cacheVersion()).isGreaterThan(published.get(0).cacheVersion());
		assertThat(last("a").publication()).isEqualTo(published.get(1));
	}

	@Test
	void versionGrowsOverTheEndOfAnEvent() {
		subscribe("a");
		publish("a", "1");
		advance(TTL);
		assertThat(last("a")).isNull();
		publish("a", "2");
		List<Publication> published = published(2);
		assertThat(published.get(1).cacheVersion()).isGreaterThan(published.get(0).cacheVersion());
	}

	@Test
	void everythingOfAnEventIsKept() {
		subscribe("presence-cache-a");
		Publication event = new Publication("presence-cache-a", "client-a", "{\"a\":\"\u00fc\"}", true, "1.2", "u1")
			.with("{\"a\":\"\u00fc\"}", new byte[] { 0, -1, 1 });
		store().publish(event, TTL, this::received).block(TIMEOUT);
		Publication published = published(1).get(0);
		assertThat(published).isEqualTo(event.withCacheVersion(published.cacheVersion()));
		assertThat(last("presence-cache-a").publication()).isEqualTo(published);
	}

	@Test
	void nothingHappensBeforeSomebodySubscribes() {
		Mono<Integer> publishing = store().publish(Publication.ofServer("a", "e", "1", null), TTL, this::received);
		Mono<CachedPublication> reading = store().last("a");
		assertThat(last("a")).isNull();
		publishing.block(TIMEOUT);
		assertThat(reading.block(TIMEOUT).publication().data()).isEqualTo("1");
	}

	@Test
	void timeThatIsLeftIsTold() {
		publish("a", "1");
		assertThat(last("a").ttl()).isBetween(TTL.minusSeconds(2), TTL);
		advance(Duration.ofSeconds(6));
		assertThat(last("a").ttl()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
		advance(Duration.ofSeconds(4));
		assertThat(last("a")).isNull();
	}

	@Test
	void eachEventHasATimeOfItsOwn() {
		store().publish(Publication.ofServer("a", "e", "1", null), Duration.ofHours(1), this::received).block(TIMEOUT);
		publish("a", "2");
		advance(TTL);
		assertThat(last("a")).isNull();
	}

	@Test
	void eventsOfAChannelArePublishedInTheOrderOfTheirVersions() throws Exception {
		int publishers = 8;
		int each = 250;
		subscribe("a");
		ExecutorService executor = Executors.newFixedThreadPool(publishers);
		try {
			CountDownLatch start = new CountDownLatch(1);
			List<Future<?>> done = new ArrayList<>();
			for (int i = 0; i < publishers; i++) {
				done.add(executor.submit(() -> {
					start.await();
					for (int j = 0; j < each; j++) {
						publish("a", "1");
					}
					return null;
				}));
			}
			start.countDown();
			for (Future<?> future : done) {
				future.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		List<Long> versions = published(publishers * each).stream().map(Publication::cacheVersion).toList();
		assertThat(versions).isSorted().doesNotHaveDuplicates();
		assertThat(last("a").publication().cacheVersion()).isEqualTo(versions.get(versions.size() - 1));
	}

	@Test
	void whoReadsAVersionHasSeenOrWillSeeAllAboveIt() throws Exception {
		subscribe("a");
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<?> publishing = executor.submit(() -> {
				for (int i = 1; i <= 200; i++) {
					publish("a", String.valueOf(i));
				}
			});
			List<CachedPublication> read = new ArrayList<>();
			while (!publishing.isDone()) {
				int before = this.received.size();
				CachedPublication cached = last("a");
				if (cached != null) {
					read.add(cached);
					assertThat(List.copyOf(this.received).subList(0, before)).extracting(Publication::cacheVersion)
						.allSatisfy((version) -> assertThat(version)
							.isLessThanOrEqualTo(cached.publication().cacheVersion()));
				}
			}
			publishing.get(30, TimeUnit.SECONDS);
			assertThat(published(200)).containsAll(read.stream().map(CachedPublication::publication).toList());
		}
		finally {
			executor.shutdownNow();
		}
	}

	protected final void publish(String channel, String data) {
		store().publish(Publication.ofServer(channel, "e", data, null), TTL, this::received).block(TIMEOUT);
	}

	protected final @Nullable CachedPublication last(String channel) {
		return store().last(channel).block(TIMEOUT);
	}

	/**
	 * Return what was received, once it is that much.
	 * @param count how many events
	 * @return the events in order
	 */
	protected final List<Publication> published(int count) {
		await().atMost(TIMEOUT).until(() -> this.received.size() >= count);
		assertThat(this.received).hasSize(count);
		return this.received;
	}

}
