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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SerialExecutor}.
 */
class SerialExecutorTests {

	private final List<Integer> done = new ArrayList<>();

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final SerialExecutor serial = new SerialExecutor(this.tasks::add, 3);

	@Test
	void tasksWaitForTheExecutorTogether() {
		execute(1);
		execute(2);
		assertThat(this.done).isEmpty();
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(this.done).containsExactly(1, 2);
		execute(3);
		this.tasks.remove().run();
		assertThat(this.done).containsExactly(1, 2, 3);
	}

	@Test
	void taskThatATaskBringsAboutComesAfterThoseThatWait() {
		this.serial.execute(() -> execute(3));
		execute(2);
		this.tasks.remove().run();
		assertThat(this.done).containsExactly(2, 3);
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void taskThatFailsDoesNotStopLaterOnes() {
		this.serial.execute(() -> {
			throw new AssertionError("task");
		});
		execute(2);
		this.tasks.remove().run();
		assertThat(this.done).containsExactly(2);
	}

	@Test
	void soManyTasksMayWaitAndNoMore() {
		IntStream.rangeClosed(1, 3).forEach(this::execute);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> execute(4));
		this.tasks.remove().run();
		execute(5);
		this.tasks.remove().run();
		assertThat(this.done).containsExactly(1, 2, 3, 5);
	}

	@Test
	void rejectionIsPassedOnAndForgotten() {
		boolean[] rejecting = { true };
		SerialExecutor rejected = new SerialExecutor((task) -> {
			if (rejecting[0]) {
				throw new RejectedExecutionException();
			}
			task.run();
		}, 3);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> rejected.execute(() -> this.done.add(1)));
		rejecting[0] = false;
		rejected.execute(() -> this.done.add(2));
		assertThat(this.done).containsExactly(2);
	}

	@Test
	void tasksStayInOrderOnManyThreads() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
			SerialExecutor ordered = new SerialExecutor(threads, 10_000);
			IntStream.range(0, 10_000).forEach((i) -> ordered.execute(() -> numbers.add(i)));
			threads.shutdown();
			assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			assertThat(numbers).hasSize(10_000).isSorted();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void execute(int number) {
		this.serial.execute(() -> this.done.add(number));
	}

}
