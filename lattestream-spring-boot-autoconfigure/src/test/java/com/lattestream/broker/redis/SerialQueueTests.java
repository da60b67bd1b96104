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

package com.lattestream.broker.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SerialQueue}.
 */
class SerialQueueTests {

	private final SerialQueue queue = new SerialQueue();

	private final List<String> done = new ArrayList<>();

	@Test
	void tasksOfManyThreadsRunOneAfterTheOtherAndThoseOfEachInOrder() throws Exception {
		int threads = 4;
		CountDownLatch ended = new CountDownLatch(threads * 1000);
		for (int i = 0; i < threads; i++) {
			String name = "t" + i + " ";
			new Thread(() -> IntStream.range(0, 1000).forEach((number) -> this.queue.execute(() -> {
				this.done.add(name + number);
				ended.countDown();
			}))).start();
		}
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < threads; i++) {
			String name = "t" + i + " ";
			assertThat(this.done.stream().filter((task) -> task.startsWith(name)))
				.containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj((number) -> name + number).toList());
		}
	}

	@Test
	void taskThatFailsDoesNotStopThoseBehindIt() {
		this.queue.execute(() -> {
			this.queue.execute(() -> this.done.add("behind"));
			throw new IllegalStateException("down");
		});
		assertThat(this.done).containsExactly("behind");
	}

	@Test
	void onlyTheLastTaskClosesTheQueue() {
		this.queue.execute(() -> {
			this.queue.execute(() -> this.done.add("last " + this.queue.close()));
			this.done.add("first " + this.queue.close());
		});
		assertThat(this.done).containsExactly("first false", "last true");
		assertThat(this.queue.execute(() -> this.done.add("late"))).isFalse();
		assertThat(this.done).hasSize(2);
	}

}
