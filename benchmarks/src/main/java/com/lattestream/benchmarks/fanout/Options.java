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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How to measure.
 *
 * @param scenarios what to measure; empty for all
 * @param peers parts of the names of those to measure; empty for all
 * @param passes how often
 * @param warmUp how many events each server publishes before
 * @param patience how long that may take at most
 * @param time how long a measured load lasts
 * @param idle how long idle connections are watched
 * @param directory where the report goes
 */
record Options(List<String> scenarios, List<String> peers, int passes, long warmUp, Duration patience, Duration time,
		Duration idle, Path directory) {

	private static final Set<String> NAMES = Set.of("scenarios", "peers", "passes", "warm-up", "patience", "seconds",
			"idle", "directory");

	/**
	 * Read them.
	 * @param args names and values with an equals sign between them
	 * @return the options
	 * @throws IllegalArgumentException if there is no option of a name
	 */
	static Options parse(String... args) {
		TreeMap<String, String> values = new TreeMap<>();
		for (String arg : args) {
			int equals = arg.indexOf('=');
			if (equals < 0 || !NAMES.contains(arg.substring(0, equals))) {
				throw new IllegalArgumentException("Not an option: " + arg);
			}
			values.put(arg.substring(0, equals), arg.substring(equals + 1));
		}
		return new Options(list(values.getOrDefault("scenarios", "")), list(values.getOrDefault("peers", "")),
				Integer.parseInt(values.getOrDefault("passes", "5")),
				Long.parseLong(values.getOrDefault("warm-up", "15000")),
				seconds(values.getOrDefault("patience", "120")), seconds(values.getOrDefault("seconds", "3")),
				seconds(values.getOrDefault("idle", "130")), Path.of(values.getOrDefault("directory", "benchmarks")));
	}

	private static List<String> list(String text) {
		return Stream.of(text.toLowerCase(Locale.ROOT).split(",")).filter((part) -> !part.isEmpty()).toList();
	}

	private static Duration seconds(String text) {
		return Duration.ofMillis((long) (Double.parseDouble(text) * 1_000));
	}

	boolean wants(Scenario scenario) {
		return this.scenarios.isEmpty() || this.scenarios.contains(scenario.id());
	}

	boolean wants(Peer peer) {
		String name = peer.name().toLowerCase(Locale.ROOT);
		return this.peers.isEmpty() || this.peers.stream().anyMatch(name::contains);
	}

	Path samples(Scenario scenario) {
		return this.directory.resolve("target/fan-out/" + scenario.id() + ".tsv");
	}

}
