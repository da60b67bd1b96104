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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Draws processor time as bars, the least first.
 */
final class Chart {

	private static final int WIDTH = 720;

	private static final int LEFT = 210;

	private static final int RIGHT = 90;

	private static final int ROW = 24;

	private static final List<Scenario> SCENARIOS = List.of(Scenario.BURST, Scenario.SSE_BURST);

	private final StringBuilder body = new StringBuilder();

	private int y = 10;

	private Chart() {
	}

	/**
	 * Draw a chart.
	 * @param results what was measured
	 * @return the SVG
	 */
	static String of(Map<Scenario, Samples> results) {
		Chart chart = new Chart();
		for (Scenario scenario : SCENARIOS) {
			Samples samples = results.get(scenario);
			if (samples != null && !samples.contestants().isEmpty()) {
				chart.add(scenario, samples);
			}
		}
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
				font-family="system-ui, sans-serif" font-size="13">
				<title>CPU seconds for a million deliveries, less is better</title>
				<style>text { fill: #24292f } .own { fill: #9a5b2e } .other { fill: #b8c0c8 } \
				@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .own { fill: #d08c55 } \
				.other { fill: #57606a } }</style>
				%s</svg>
				""".formatted(WIDTH, chart.y + 10, chart.body);
	}

	private void add(Scenario scenario, Samples samples) {
		List<String> names = new ArrayList<>(samples.contestants());
		names.sort((one, other) -> Double.compare(samples.median(one, Figure.CPU), samples.median(other, Figure.CPU)));
		double most = samples.median(names.get(names.size() - 1), Figure.CPU);
		this.y += ROW;
		this.body.append("<text x=\"0\" y=\"%d\" font-weight=\"600\">%s: CPU seconds for a million deliveries</text>%n"
			.formatted(this.y, escape(scenario.title())));
		this.y += ROW / 2;
		for (String name : names) {
			double value = samples.median(name, Figure.CPU);
			long width = Math.max(1, Math.round(value / most * (WIDTH - LEFT - RIGHT)));
			this.body.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>".formatted(LEFT - 8, this.y + 15,
					escape(name)));
			this.body.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>"
				.formatted(name.startsWith("LatteStream") ? "own" : "other", LEFT, this.y + 2, width, ROW - 6));
			this.body.append("<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(LEFT + width + 6, this.y + 15,
					Figure.CPU.format(value)));
			this.y += ROW;
		}
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;");
	}

}
