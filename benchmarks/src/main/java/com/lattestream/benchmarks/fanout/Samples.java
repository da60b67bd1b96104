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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was measured in one scenario, kept in a file so that scenarios can be run one by
 * one and reported together.
 */
final class Samples {

	private final Map<String, List<Sample>> byContestant = new LinkedHashMap<>();

	private final Map<String, String> failures = new LinkedHashMap<>();

	void add(String contestant, Sample sample) {
		this.byContestant.computeIfAbsent(contestant, (name) -> new ArrayList<>()).add(sample);
	}

	void fail(String contestant, String reason) {
		this.failures.put(contestant, reason.replaceAll("\\s+", " "));
	}

	Set<String> contestants() {
		return this.byContestant.keySet();
	}

	Map<String, String> failures() {
		return this.failures;
	}

	boolean hasFailed(String contestant) {
		return this.failures.containsKey(contestant);
	}

	int passes() {
		return this.byContestant.values().stream().mapToInt(List::size).max().orElse(0);
	}

	/**
	 * Return the middle of what was measured.
	 * @param contestant whose
	 * @param figure what
	 * @return the median, not a number if it was not measured
	 */
	double median(String contestant, Figure figure) {
		return median(this.byContestant.getOrDefault(contestant, List.of())
			.stream()
			.filter((sample) -> sample.has(figure))
			.map((sample) -> sample.get(figure))
			.toList());
	}

	/**
	 * Return how one compares with another: the middle of the ratios of passes that ran
	 * beside each other.
	 * @param contestant the one
	 * @param other the other
	 * @param figure what to compare
	 * @return the ratio, not a number if it was not measured
	 */
	double ratio(String contestant, String other, Figure figure) {
		List<Sample> own = this.byContestant.getOrDefault(contestant, List.of());
		List<Sample> base = this.byContestant.getOrDefault(other, List.of());
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < Math.min(own.size(), base.size()); i++) {
			if (own.get(i).has(figure) && base.get(i).has(figure)) {
				ratios.add(own.get(i).get(figure) / base.get(i).get(figure));
			}
		}
		return median(ratios);
	}

	private static double median(List<Double> figures) {
		if (figures.isEmpty()) {
			return Double.NaN;
		}
		return figures.stream().sorted().toList().get(figures.size() / 2);
	}

	void write(Path file) throws IOException {
		List<String> lines = new ArrayList<>();
		this.byContestant
			.forEach((name, samples) -> samples.forEach((sample) -> lines.add(name + "\t" + sample.toString())));
		this.failures.forEach((name, reason) -> lines.add(name + "\t\t" + reason));
		Files.createDirectories(file.getParent());
		Files.write(file, lines);
	}

	static Samples read(Path file) throws IOException {
		Samples samples = new Samples();
		for (String line : Files.readAllLines(file)) {
			String[] parts = line.split("\t");
			if (parts.length == 3) {
				samples.fail(parts[0], parts[2]);
			}
			else {
				samples.add(parts[0], Sample.parse(parts[1]));
			}
		}
		return samples;
	}

}
