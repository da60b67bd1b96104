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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every {@link OccupancyStore} has to do, seen from one node.
 */
public abstract class OccupancyStoreTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final List<String> changed = new CopyOnWriteArrayList<>();

	/**
	 * Return the store under test, the same one all through a test, not started yet.
	 * @return the store
	 */
	protected abstract OccupancyStore store();

	/**
	 * Subscribe this node to a channel at the broker, so that the store tells its changes
	 * here.
	 * @param channel the name of the channel
	 */
	protected void follow(String channel) {
	}

	@BeforeEach
	void start() {
		store().start(new OccupancyListener() {

			@Override
			public void occupied(String channel) {
				OccupancyStoreTests.this.told.add("occupied " + channel);
			}

			@Override
			public void vacated(String channel) {
				OccupancyStoreTests.this.told.add("vacated " + channel);
			}

			@Override
			public void counted(String channel, int count) {
				OccupancyStoreTests.this.told.add("counted " + channel + " " + count);
			}

			@Override
			public void changed(String channel, int count) {
				OccupancyStoreTests.this.changed.add(channel + " " + count);
			}

		});
		List.of("a", "b").forEach(this::follow);
	}

	@Test
	void channelIsOccupiedOnceAndVacatedOnce() {
		store().report("a", 1);
		assertTold("occupied a", "counted a 1");
		// A number that comes after the next report is not told any more
		assertChanged("a 1");
		store().report("a", 2);
		assertTold("occupied a", "counted a 1", "counted a 2");
		assertChanged("a 1", "a 2");
		store().report("a", 0);
		assertTold("occupied a", "counted a 1", "counted a 2", "counted a 0", "vacated a");
		assertChanged("a 1", "a 2", "a 0");
	}

	@Test
	void sameNumberAgainIsNoNews() {
		store().report("a", 1);
		store().report("a", 1);
		store().report("b", 0);
		store().report("b", 1);
		await().atMost(TIMEOUT).until(() -> this.told.contains("counted b 1"));
		assertThat(this.told).containsExactlyInAnyOrder("occupied a", "counted a 1", "occupied b", "counted b 1");
	}

	@Test
	void manyReportsEndInTheLatestNumber() {
		for (int count = 1; count <= 1000; count++) {
			store().report("a", count);
		}
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(store().count("a").block(TIMEOUT)).isEqualTo(1000));
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.told).last().isEqualTo("counted a 1000"));
		assertThat(this.told).filteredOn((it) -> it.startsWith("occupied")).hasSize(1);
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.changed).last().isEqualTo("a 1000"));
	}

	@Test
	void channelsAreThoseWithSubscriptions() {
		store().report("a", 1);
		store().report("ab*", 1);
		store().report("b", 1);
		assertChannels("", "a", "ab*", "b");
		assertChannels("a", "a", "ab*");
		assertChannels("ab*", "ab*");
		assertChannels("?", new String[0]);
		store().report("a", 0);
		assertChannels("a", "ab*");
		assertThat(store().count("a").block(TIMEOUT)).isZero();
		assertThat(store().count("unknown").block(TIMEOUT)).isZero();
	}

	private void assertTold(String... texts) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.told).containsExactly(texts));
	}

	private void assertChanged(String... texts) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.changed).containsExactly(texts));
	}

	private void assertChannels(String prefix, String... names) {
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(store().channels(prefix).collectList().block(TIMEOUT))
				.containsExactlyInAnyOrder(names));
	}

}
