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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.lattestream.benchmarks.fanout.raw.RawPeer;
import com.lattestream.benchmarks.micro.MicroResults;

/**
 * Writes what was measured, in this run and in earlier ones, as Markdown and as a chart.
 */
final class Report {

	private final Options options;

	private final Map<Scenario, Samples> results = new EnumMap<>(Scenario.class);

	private final StringBuilder text = new StringBuilder();

	/**
	 * Create a report of what there is.
	 * @param options where it is
	 * @throws IOException if it cannot be read
	 */
	Report(Options options) throws IOException {
		this.options = options;
		for (Scenario scenario : Scenario.values()) {
			if (Files.exists(options.samples(scenario))) {
				this.results.put(scenario, Samples.read(options.samples(scenario)));
			}
		}
	}

	void write() throws IOException {
		this.text.append(Method.text(this.options));
		targets();
		missed();
		this.results.forEach(this::table);
		this.text.append(MicroResults.section(this.options.directory().resolve("target/micro.tsv")));
		Files.createDirectories(this.options.directory());
		Files.writeString(this.options.directory().resolve("RESULTS.md"), this.text.toString());
		Files.writeString(this.options.directory().resolve("fan-out.svg"), Chart.of(this.results));
	}

	private void targets() {
		this.text.append("\n## Targets\n\n| where | target | reached | |\n| --- | --- | --- | --- |\n");
		for (Target target : Target.ALL) {
			Samples samples = this.results.get(target.scenario());
			double reached = (samples != null) ? target.reached(samples) : Double.NaN;
			this.text.append("| ")
				.append(target.scenario().id())
				.append(" | ")
				.append(target.text())
				.append(" | ")
				.append(Double.isNaN(reached) ? "" : String.format(Locale.ROOT, "%,.2f", reached))
				.append(" | ")
				.append(Double.isNaN(reached) ? "not measured" : target.isMet(reached) ? "met" : "**missed**")
				.append(" |\n");
		}
	}

	/**
	 * Why targets are missed is written by hand.
	 */
	private void missed() throws IOException {
		Path reasons = this.options.directory().resolve("missed.md");
		if (Files.exists(reasons)) {
			this.text.append("\n## What is missed, and why\n\n").append(Files.readString(reasons));
		}
	}

	private void table(Scenario scenario, Samples samples) {
		List<Figure> figures = Stream.of(Figure.values())
			.filter((figure) -> samples.contestants()
				.stream()
				.anyMatch((name) -> !Double.isNaN(samples.median(name, figure))))
			.toList();
		boolean hasRaw = samples.contestants().contains(RawPeer.RAW) && figures.contains(Figure.CPU);
		this.text.append("\n## ").append(scenario.id()).append("\n\n").append(scenario.title());
		this.text.append(". Medians of ").append(samples.passes()).append(" passes.\n\n| server |");
		this.text.append(hasRaw ? " x raw |" : "");
		figures.forEach((figure) -> this.text.append(' ').append(figure.title()).append(" |"));
		this.text.append("\n| --- |").append(hasRaw ? " ---: |" : "").append(" ---: |".repeat(figures.size()));
		this.text.append('\n');
		for (String name : sorted(samples, figures)) {
			this.text.append("| ").append(name).append(" |");
			if (hasRaw) {
				this.text.append(String.format(Locale.ROOT, " %.2f |", samples.ratio(name, RawPeer.RAW, Figure.CPU)));
			}
			for (Figure figure : figures) {
				double median = samples.median(name, figure);
				this.text.append(' ').append(Double.isNaN(median) ? "" : figure.format(median)).append(" |");
			}
			this.text.append('\n');
		}
		samples.failures()
			.forEach((name,
					reason) -> this.text.append("\n").append(name).append(" failed: ").append(reason).append("\n"));
	}

	private static List<String> sorted(Samples samples, List<Figure> figures) {
		if (!figures.contains(Figure.CPU)) {
			return List.copyOf(samples.contestants());
		}
		return samples.contestants()
			.stream()
			.sorted((one, other) -> Double.compare(samples.median(one, Figure.CPU), samples.median(other, Figure.CPU)))
			.collect(Collectors.toList());
	}

}
