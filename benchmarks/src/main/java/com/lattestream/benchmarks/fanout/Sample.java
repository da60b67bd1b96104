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

package com.lattestream.benchmarks.fanout;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was measured of one contestant in one pass.
 */
final class Sample {

	private static final double MILLION = 1_000_000;

	private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);

	/**
	 * Make one of a load. What compilers took is in it, and stands apart besides: how
	 * much of it falls into a pass is chance.
	 * @param outcome what came of it
	 * @param time the processor time it took
	 * @return the sample
	 */
	static Sample of(Load.Outcome outcome, CpuTime time) {
		double millions = Math.max(1, outcome.deliveries()) / MILLION;
		return new Sample().with(Figure.CPU, time.total() / millions)
			.with(Figure.USER, time.user() / millions)
			.with(Figure.SYSTEM, time.system() / millions)
			.with(Figure.INTERRUPTS, time.interrupts() / millions)
			.with(Figure.COMPILER, time.compiler() / millions)
			.with(Figure.RATE, outcome.deliveries() / outcome.seconds())
			.with(Figure.P50, outcome.p50())
			.with(Figure.P99, outcome.p99())
			.with(Figure.LOST, outcome.lost())
			.with(Figure.DISORDERED, outcome.disordered());
	}

	Sample with(Figure figure, double value) {
		this.figures.put(figure, value);
		return this;
	}

	boolean has(Figure figure) {
		return this.figures.containsKey(figure);
	}

	double get(Figure figure) {
		return this.figures.getOrDefault(figure, Double.NaN);
	}

	/**
	 * Read one.
	 * @param line what {@link #toString()} returned
	 * @return the sample
	 */
	static Sample parse(String line) {
		Sample sample = new Sample();
		for (String part : line.split(" ")) {
			int equals = part.indexOf('=');
			sample.with(Figure.valueOf(part.substring(0, equals)), Double.parseDouble(part.substring(equals + 1)));
		}
		return sample;
	}

	@Override
	public String toString() {
		return this.figures.entrySet()
			.stream()
			.map((entry) -> entry.getKey().name() + "=" + entry.getValue())
			.collect(Collectors.joining(" "));
	}

}
