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

package com.lattestream.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What was measured, in this run and in earlier ones: a file of lines with tabs between
 * name, nanoseconds, their margin of error (99.9 %) and bytes.
 */
public final class MicroResults {

	private MicroResults() {
	}

	/**
	 * Add results to a file, in place of those of the same name.
	 * @param file the file, which may be missing
	 * @param results the results
	 * @throws IOException if it cannot be read or written
	 */
	static void add(Path file, Collection<RunResult> results) throws IOException {
		Map<String, String> lines = new TreeMap<>();
		if (Files.exists(file)) {
			Files.readAllLines(file).forEach((line) -> lines.put(line.substring(0, line.indexOf('\t')), line));
		}
		for (RunResult result : results) {
			String name = name(result.getParams().getBenchmark());
			Result<?> time = result.getPrimaryResult();
			lines.put(name, line(name, time.getScore(), time.getScoreError(),
					result.getSecondaryResults().get("gc.alloc.rate.norm").getScore()));
		}
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, lines.values());
	}

	private static String name(String benchmark) {
		return benchmark.substring(MicroResults.class.getPackageName().length() + 1).replace("Benchmark.", ".");
	}

	/**
	 * Few iterations have no margin.
	 */
	private static String line(String name, double time, double error, double bytes) {
		return String.format(Locale.ROOT, "%s\t%.1f\t%s\t%.0f", name, time,
				Double.isNaN(error) ? "" : String.format(Locale.ROOT, "%.1f", error), bytes);
	}

	/**
	 * Return a section of Markdown.
	 * @param file the file with results
	 * @return the section, empty if there is no file
	 * @throws IOException if it cannot be read
	 */
	public static String section(Path file) throws IOException {
		if (!Files.exists(file)) {
			return "";
		}
		StringBuilder text = new StringBuilder(
				"""

						## Micro benchmarks

						Single calls in one thread, written by `java -jar benchmarks.jar micro`. Messages have 200 bytes of data.

						| call | ns | ± (99.9 %) | bytes allocated |
						| --- | ---: | ---: | ---: |
						""");
		for (String line : Files.readAllLines(file)) {
			text.append("| ").append(line.replace("\t", " | ")).append(" |\n");
		}
		return text.toString();
	}

}
