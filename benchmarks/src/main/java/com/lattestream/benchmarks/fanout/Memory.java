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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory of a server in kilobytes.
 *
 * @param resident what the system gave it, all its processes together
 * @param heap what lives in the heap of a JVM; not a number for other programs
 */
record Memory(double resident, double heap) {

	/**
	 * Return what a process uses after its garbage was collected.
	 * @param pid its id
	 * @return the memory
	 * @throws IOException if the system does not say
	 */
	static Memory of(long pid) throws IOException {
		double heap = heap(pid);
		double resident = resident(pid);
		for (ProcessHandle child : ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList()) {
			resident += resident(child.pid());
		}
		return new Memory(resident, heap);
	}

	private static double resident(long pid) throws IOException {
		List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
		return lines.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")))
			.findFirst()
			.orElse(Double.NaN);
	}

	/**
	 * The histogram is of what lives, so a collection comes before it; the second one
	 * gives back what the first has left.
	 */
	private static double heap(long pid) throws IOException {
		histogram(pid);
		return histogram(pid) / 1024;
	}

	private static double histogram(long pid) throws IOException {
		String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram").redirectErrorStream(true)
			.start();
		String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return text.lines()
			.filter((line) -> line.startsWith("Total"))
			.mapToDouble((line) -> Double.parseDouble(line.trim().split("\\s+")[2]))
			.findFirst()
			.orElse(Double.NaN);
	}

}
