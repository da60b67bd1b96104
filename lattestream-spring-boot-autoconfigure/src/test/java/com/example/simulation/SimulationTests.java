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

package com.example.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many small worlds with real Redis servers, in which what may go wrong goes wrong. Each
 * is made from its seed alone; a failing seed is told, its trace is in
 * {@code target/simulation}, and {@code -Dlattestream.test.seed=…} plays it again, as far
 * as threads and networks do. {@code -Dlattestream.test.seeds=…} tells how many to play.
 * <p>
 * What is checked: in channels with a history, every client gets every event once and in
 * order or is told otherwise for a reason that holds; no event has two positions, and
 * what publishers were told is true. In channels without one, nothing comes twice on one
 * connection. Members come and go in turns, and all know the same in the end; nobody
 * types; applications were told as often of coming as of going; nothing is left in hubs,
 * and nothing stays in Redis for ever.
 * <p>
 * What is not: that events of channels without a history arrive at all, and that they do
 * not come again on another node after a client has moved. Their order, and a
 * {@code position_unknown} under a live subscription, count only in worlds where no link
 * was disturbed, by the schedule or by a machine that is too busy. Worlds that fail while
 * the machine did not keep {@linkplain Pace pace} are played again after all others, and
 * count if they fail then. Applications may miss what a node was about to tell when it
 * was killed, and nothing else; when Redis has lost everything they may miss the end of
 * each member and channel, or be told of it twice, and nodes are killed only after they
 * have told Redis that they live. When a client sent an event and nobody saw it, a hole
 * may be that event. Redis Cluster and grace periods to the millisecond have their own
 * tests.
 */
class SimulationTests {

	private static final String SEED = "lattestream.test.seed";

	private static final String SEEDS = "lattestream.test.seeds";

	/** How often a world is played again if the machine was too slow for it. */
	private static final int MORE_ATTEMPTS = 2;

	private static final Log logger = LogFactory.getLog(SimulationTests.class);

	private static final LoggingSystem LOGGING = LoggingSystem.get(SimulationTests.class.getClassLoader());

	private static final List<String> LOGGERS = List.of("com.lattestream", "io.lettuce.core", "reactor.core");

	private static final Path TRACES = Path.of("target", "simulation");

	private final Pace pace = new Pace();

	@AfterEach
	void stopLooking() {
		this.pace.close();
	}

	@Test
	void nothingIsLostRepeatedOrLeftOver() throws InterruptedException {
		Long seed = Long.getLong(SEED);
		long[] seeds = (seed != null) ? new long[] { seed }
				: new Random().longs(Integer.getInteger(SEEDS, 200), 0, Long.MAX_VALUE).toArray();
		// Hundreds of nodes tell what is done to them
		LOGGERS.forEach((logger) -> LOGGING.setLogLevel(logger, LogLevel.OFF));
		try {
			assertThat(playAll(seeds).stream().map(this::playAgain).filter(Objects::nonNull).map(Failure::what))
				.isEmpty();
		}
		finally {
			LOGGERS.forEach((logger) -> LOGGING.setLogLevel(logger, null));
		}
	}

	private List<Failure> playAll(long[] seeds) throws InterruptedException {
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			List<CompletableFuture<Failure>> outcomes = new ArrayList<>();
			for (long seed : seeds) {
				this.pace.begin();
				outcomes.add(CompletableFuture.supplyAsync(() -> play(seed, 1), executor)
					.whenComplete((failure, ex) -> this.pace.end()));
			}
			return outcomes.stream().map(CompletableFuture::join).filter(Objects::nonNull).toList();
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Play a world again, with the machine for itself, as long as it was too slow for it.
	 * @param first what was wrong
	 * @return what is still wrong, or {@code null} if nothing is
	 */
	private @Nullable Failure playAgain(Failure first) {
		Failure failure = first;
		for (int attempt = 2; failure != null && failure.inDoubt() && attempt <= 1 + MORE_ATTEMPTS; attempt++) {
			logger.warn("The machine was too slow, it is played again: " + failure.what());
			failure = play(failure.seed(), attempt);
		}
		return failure;
	}

	private @Nullable Failure play(long seed, int attempt) {
		Schedule schedule = Schedule.of(seed);
		int lapses = this.pace.lapses();
		try (World world = new World(schedule, this.pace)) {
			List<String> violations = world.run();
			if (violations.isEmpty()) {
				return null;
			}
			boolean inDoubt = world.isLate() || this.pace.lapses() > lapses;
			return new Failure(seed, inDoubt, "-D" + SEED + "=" + seed + " ("
					+ save(seed + "-" + attempt, schedule, world.trace()) + ")\n" + String.join("\n", violations));
		}
		catch (AssertionError | RuntimeException ex) {
			return new Failure(seed, this.pace.lapses() > lapses, "-D" + SEED + "=" + seed + " failed: " + ex);
		}
	}

	private static Path save(String name, Schedule schedule, List<String> trace) {
		try {
			Files.createDirectories(TRACES);
			return Files.writeString(TRACES.resolve(name + ".txt"), schedule + "\n" + String.join("\n", trace));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A world in which something was wrong.
	 *
	 * @param seed its seed
	 * @param inDoubt whether the machine was too slow for it
	 * @param what what was wrong
	 */
	private record Failure(long seed, boolean inDoubt, String what) {

	}

}
