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

package com.lattestream.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Publishes events from all contenders to the same stub, in turn, and compares each pass
 * with the pass of pusher-http-java beside it.
 */
public final class TriggerBenchmark {

	/** The one that others are compared with. */
	public static final String PEER = Contender.Kind.PUSHER_HTTP_JAVA.title();

	/** A request for each event. */
	public static final String ONE_BY_ONE = Contender.Kind.ONE_BY_ONE.title();

	/** Large requests. */
	public static final String BATCHES_OF_50 = Contender.Kind.BATCHES_OF_50.title();

	/**
	 * How long each contender warms up. By time and not by events: who takes many events
	 * in a request would have sent few requests otherwise, and what counted was mostly
	 * the compiler.
	 */
	private static final Duration WARM_UP = Duration.ofSeconds(30);

	private TriggerBenchmark() {
	}

	static void main(String[] args) throws IOException {
		int passes = (args.length > 0) ? Integer.parseInt(args[0]) : 7;
		int events = (args.length > 1) ? Integer.parseInt(args[1]) : 50_000;
		Map<String, List<Pass>> results = measure(passes, events);
		System.out.printf("Medians of %d passes with %d events each; ratios to the pass beside it%n", passes, events);
		System.out.printf("%-56s %10s %9s %12s %9s%n", "", "events/s", "ratio", "CPU ms/1000", "ratio");
		results.forEach((contender, own) -> print(contender, own, results.get(PEER)));
	}

	/**
	 * Measure all.
	 * @param passes how often
	 * @param events how many events each pass has
	 * @return by contender, what it did in each pass
	 * @throws IOException if a process ends
	 */
	public static Map<String, List<Pass>> measure(int passes, int events) throws IOException {
		Map<String, List<Pass>> results = new LinkedHashMap<>();
		try (Child service = Child.start(1, StubService.NAME)) {
			Map<Contender.Kind, Child> workers = start(service.answer());
			for (Child worker : workers.values()) {
				warmUp(worker, events);
			}
			for (int i = 0; i < passes; i++) {
				for (Map.Entry<Contender.Kind, Child> worker : workers.entrySet()) {
					results.computeIfAbsent(worker.getKey().title(), (contender) -> new ArrayList<>())
						.add(pass(worker.getValue(), events));
				}
			}
			for (Child worker : workers.values()) {
				worker.close();
			}
		}
		return results;
	}

	private static Map<Contender.Kind, Child> start(String port) throws IOException {
		Map<Contender.Kind, Child> workers = new EnumMap<>(Contender.Kind.class);
		for (Contender.Kind kind : Contender.Kind.values()) {
			workers.put(kind, Child.start(0, TriggerWorker.NAME, kind.name(), port));
		}
		return workers;
	}

	private static void warmUp(Child worker, int events) throws IOException {
		long start = System.nanoTime();
		while (System.nanoTime() - start < WARM_UP.toNanos()) {
			pass(worker, events);
		}
	}

	private static Pass pass(Child worker, int events) throws IOException {
		worker.tell(Integer.toString(events));
		return Pass.parse(worker.answer());
	}

	private static void print(String contender, List<Pass> own, List<Pass> peer) {
		System.out.printf("%-56s %10.0f %8.2fx %12.1f %8.2fx%n", contender,
				Medians.of(own.stream().map(Pass::eventsPerSecond).toList()), ratio(own, peer, Pass::eventsPerSecond),
				Medians.of(own.stream().map(Pass::cpuMillis).toList()), ratio(own, peer, Pass::cpuMillis));
	}

	private static double ratio(List<Pass> own, List<Pass> peer, ToDoubleFunction<Pass> figure) {
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < own.size(); i++) {
			ratios.add(figure.applyAsDouble(own.get(i)) / figure.applyAsDouble(peer.get(i)));
		}
		return Medians.of(ratios);
	}

}
