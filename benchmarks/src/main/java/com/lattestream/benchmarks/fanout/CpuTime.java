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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time in seconds. Linux books the receiving half of what is sent over the
 * loopback interface as soft interrupts, so those of the server's processor count, too.
 *
 * @param user in the server's own code
 * @param system in calls to the system
 * @param interrupts in soft interrupts of the first processor
 * @param compiler what of the first two the compilers of a JVM took
 */
record CpuTime(double user, double system, double interrupts, double compiler) {

	private static final Path PROC = Path.of("/proc");

	/** The system counts in hundredths of a second. */
	private static final double TICKS = 100;

	/** Places in the file {@code stat}, counted after the name of the program. */
	private static final int USER = 11;

	private static final int SYSTEM = 12;

	private static final int SOFT_INTERRUPTS = 7;

	double total() {
		return this.user + this.system + this.interrupts;
	}

	CpuTime minus(CpuTime earlier) {
		return new CpuTime(this.user - earlier.user, this.system - earlier.system, this.interrupts - earlier.interrupts,
				this.compiler - earlier.compiler);
	}

	/**
	 * Return what a process and its children have used up to now.
	 * @param process the process
	 * @return the time
	 */
	static CpuTime of(ProcessHandle process) {
		if (!Files.exists(PROC.resolve("stat"))) {
			double total = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
			return new CpuTime(total, 0, 0, 0);
		}
		double user = 0;
		double system = 0;
		double compiler = 0;
		for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
			String[] stat = stat(PROC.resolve(Long.toString(each.pid())));
			user += seconds(stat, USER);
			system += seconds(stat, SYSTEM);
			compiler += compiler(each.pid());
		}
		return new CpuTime(user, system, softInterrupts(), compiler);
	}

	private static double compiler(long pid) {
		double seconds = 0;
		try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
			for (Path thread : threads.toList()) {
				String name = Files.readString(thread.resolve("comm"));
				if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
					String[] stat = stat(thread);
					seconds += seconds(stat, USER) + seconds(stat, SYSTEM);
				}
			}
		}
		catch (NoSuchFileException ex) {
			// The thread or the process has just ended
			return seconds;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return seconds;
	}

	private static String[] stat(Path directory) {
		try {
			String stat = Files.readString(directory.resolve("stat"));
			return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		}
		catch (IOException ex) {
			return new String[0];
		}
	}

	private static double seconds(String[] stat, int index) {
		return (stat.length > index) ? Long.parseLong(stat[index]) / TICKS : 0;
	}

	private static double softInterrupts() {
		if (!Processors.areShared()) {
			return 0;
		}
		try {
			List<String> lines = Files.readAllLines(PROC.resolve("stat"));
			return lines.stream()
				.filter((line) -> line.startsWith("cpu0 "))
				.mapToDouble((line) -> Long.parseLong(line.split(" ")[SOFT_INTERRUPTS]) / TICKS)
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
