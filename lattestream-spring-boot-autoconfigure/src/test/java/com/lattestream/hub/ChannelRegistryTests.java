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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.lattestream.broker.InMemoryOccupancyStore;
import com.lattestream.broker.OccupancyListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelRegistry}.
 */
class ChannelRegistryTests {

	private static final int ROUNDS = 20_000;

	@Test
	void whatManyLanesReportIsTrueInTheEnd() throws InterruptedException {
		InMemoryOccupancyStore occupancy = new InMemoryOccupancyStore();
		Map<String, List<String>> told = new ConcurrentHashMap<>();
		occupancy.start(new Recorder(told));
		ChannelRegistry registry = new ChannelRegistry(occupancy);
		CountDownLatch done = new CountDownLatch(4);
		for (int i = 0; i < 4; i++) {
			int channels = 1 + i % 2;
			Lane lane = new Lane(Runnable::run, (executor, task, delay) -> {
			}, (channel) -> Duration.ZERO);
			new Thread(() -> {
				for (int round = 0; round < ROUNDS; round++) {
					registry.add("c" + round % channels, lane);
					registry.remove("c" + round % channels, lane);
				}
				registry.add("c0", lane);
				done.countDown();
			}).start();
		}
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(occupancy.count("c0").block()).isEqualTo(4);
		assertThat(occupancy.count("c1").block()).isZero();
		assertThat(occupancy.channels("").collectList().block()).containsExactly("c0");
		told.forEach((channel, events) -> {
			for (int i = 0; i < events.size(); i++) {
				assertThat(events.get(i)).isEqualTo((i % 2 == 0) ? "occupied" : "vacated");
			}
			assertThat(events.size() % 2).isEqualTo(channel.equals("c0") ? 1 : 0);
		});
	}

	/**
	 * Keeps what it is told, by channel.
	 */
	private record Recorder(Map<String, List<String>> told) implements OccupancyListener {

		@Override
		public void occupied(String channel) {
			this.told.computeIfAbsent(channel, (name) -> new ArrayList<>()).add("occupied");
		}

		@Override
		public void vacated(String channel) {
			this.told.computeIfAbsent(channel, (name) -> new ArrayList<>()).add("vacated");
		}

		@Override
		public void counted(String channel, int count) {
		}

		@Override
		public void changed(String channel, int count) {
		}

	}

}
