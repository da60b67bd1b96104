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
import java.util.Locale;

/**
 * Says on what machine and how was measured.
 */
final class Method {

	private Method() {
	}

	static String text(Options options) throws IOException {
		return String.format(Locale.ROOT, """
				# What a fan-out costs

				Written by `java -jar benchmarks.jar fan-out`, see CONTRIBUTING.md.

				## Machine and method

				* %s, %d processors, %s; Linux %s; Java %s. Everything over the loopback interface, without TLS.
				* %s
				* Subscribers are one event loop of Netty which scans bytes; it parses nothing. %d bytes of JSON
				  are published by HTTP requests over 16 connections. The hub is the starter with its defaults in
				  an ordinary application and speaks its whole protocol; publishing goes through
				  `LatteStreamClient`.
				* **CPU s/M** is what counts: seconds of processor time for a million deliveries, user and system
				  time of the server's process and soft interrupts of its processor, where Linux books the
				  receiving half of the loopback interface. It is what a busy machine changes least, though what
				  others send meanwhile is in the soft interrupts, too. What the compilers of a JVM took of it is
				  told besides: a process that has warmed up compiles little, and some of it falls into a pass by
				  chance. Deliveries a second and latencies are those of this machine at that load average, no more.
				* Bursts have 16 events on their way at a time, so a server may write what it has together;
				  "one at a time" leaves nothing to write together. Latency is counted from when an event
				  should have been published.
				* Each server publishes %,d events first (or as many as it can in %d s or more). The servers of
				  a pass run one after the other, each for %s s or more after a second that is not counted;
				  ratios are medians of the ratios to the pass beside it. Before connections are counted, four
				  times as many come and go.
				* *raw Netty* is written by hand: each frame encoded once, duplicates of it written below the
				  encoder of each connection, one flush for each connection and turn of its event loop.
				  "joined" also makes one buffer of the frames of a turn. The ceiling, with no protocol at all.
				* Idle servers have a small heap; memory is what is resident after a full collection less what
				  was before the clients came, for each client.
				""", processor(), Processors.count(), memory(),
				System.getProperty("os.version").replaceAll("(\\d+\\.\\d+).*", "$1"),
				System.getProperty("java.version"),
				Processors.areShared() ? "The server has the first processor, the driver the others."
						: "Servers and driver share all processors; soft interrupts are not counted.",
				Message.SIZE, options.warmUp(), options.patience().toSeconds(), options.time().toMillis() / 1_000.0);
	}

	private static String processor() throws IOException {
		Path info = Path.of("/proc/cpuinfo");
		if (!Files.exists(info)) {
			return System.getProperty("os.arch");
		}
		return Files.readAllLines(info)
			.stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.substring(line.indexOf(':') + 2))
			.findFirst()
			.orElse(System.getProperty("os.arch"));
	}

	private static String memory() throws IOException {
		Path info = Path.of("/proc/meminfo");
		if (!Files.exists(info)) {
			return "memory unknown";
		}
		return Files.readAllLines(info)
			.stream()
			.filter((line) -> line.startsWith("MemTotal"))
			.map((line) -> Long.parseLong(line.replaceAll("\\D", "")) / (1024 * 1024) + " GiB")
			.findFirst()
			.orElse("memory unknown");
	}

}
