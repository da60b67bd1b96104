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
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LaneExecutors}.
 */
class LaneExecutorsTests {

	private static final Duration SOON = Duration.ofMillis(20);

	private final LaneExecutors executors = new LaneExecutors(2);

	@AfterEach
	void close() {
		this.executors.close();
	}

	@Test
	void lanesAreGivenInTurn() {
		Executor first = this.executors.next();
		Executor second = this.executors.next();
		assertThat(second).isNotSameAs(first);
		assertThat(this.executors.next()).isSameAs(first);
		assertThat(this.executors.next()).isSameAs(second);
	}

	@Test
	void tasksOfALaneRunInOrderOnOneThread() throws Exception {
		Executor lane = this.executors.next();
		List<Integer> order = Collections.synchronizedList(new ArrayList<>());
		Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
		CountDownLatch done = new CountDownLatch(1000);
		for (int i = 0; i < 1000; i++) {
			int number = i;
			lane.execute(() -> {
				order.add(number);
				threads.add(Thread.currentThread());
				done.countDown();
			});
		}
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(order).isSorted();
		assertThat(threads).singleElement()
			.satisfies((thread) -> assertThat(thread.getName()).isEqualTo("lattestream-lane-1"))
			.satisfies((thread) -> assertThat(thread.isDaemon()).isTrue())
			.satisfies((thread) -> assertThat(Schedulers.isNonBlockingThread(thread)).isTrue());
	}

	@Test
	void laneThatNobodyUsesHasNoThread() {
		LaneExecutors many = new LaneExecutors(50);
		many.next();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("lattestream-lane-50", "lattestream-lane-20");
		many.close();
	}

	@Test
	void taskThatFailsLeavesTheThreadAlive() throws Exception {
		Executor lane = this.executors.next();
		CompletableFuture<Thread> before = new CompletableFuture<>();
		CompletableFuture<Thread> after = new CompletableFuture<>();
		lane.execute(() -> {
			before.complete(Thread.currentThread());
			throw new IllegalStateException("Test");
		});
		lane.execute(() -> after.complete(Thread.currentThread()));
		assertThat(after.get(10, TimeUnit.SECONDS)).isSameAs(before.get(10, TimeUnit.SECONDS));
	}

	@Test
	void taskIsRunOnItsLaneLater() throws Exception {
		CompletableFuture<String> thread = new CompletableFuture<>();
		long start = System.nanoTime();
		this.executors.schedule(this.executors.next(), () -> thread.complete(Thread.currentThread().getName()), SOON);
		assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("lattestream-lane-1");
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SOON.toNanos());
	}

	@Test
	void eventLoopHasATimeOfItsOwn() throws Exception {
		ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor((task) -> new Thread(task, "loop"));
		CompletableFuture<String> thread = new CompletableFuture<>();
		this.executors.close();
		this.executors.schedule(loop, () -> thread.complete(Thread.currentThread().getName()), SOON);
		assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("loop");
		CompletableFuture<Void> disposed = new CompletableFuture<>();
		this.executors.schedule(loop, () -> disposed.complete(null), Duration.ofMinutes(1)).dispose();
		loop.shutdown();
		assertThat(loop.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(disposed).isNotDone();
	}

	@Test
	void taskThatIsDisposedOfIsNotRun() throws Exception {
		Executor lane = this.executors.next();
		CompletableFuture<Void> disposed = new CompletableFuture<>();
		CompletableFuture<Void> later = new CompletableFuture<>();
		Disposable task = this.executors.schedule(lane, () -> disposed.complete(null), SOON);
		task.dispose();
		this.executors.schedule(lane, () -> later.complete(null), SOON.multipliedBy(2));
		later.get(10, TimeUnit.SECONDS);
		assertThat(disposed).isNotDone();
	}

	@Test
	void tasksThatWaitAreRunWhenItIsClosed() throws Exception {
		Executor lane = this.executors.next();
		CompletableFuture<Void> waiting = new CompletableFuture<>();
		lane.execute(() -> waiting.complete(null));
		this.executors.close();
		waiting.get(10, TimeUnit.SECONDS);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> lane.execute(() -> {
		}));
		assertThat(this.executors.schedule(lane, () -> {
		}, SOON)).isNotNull();
	}

}
