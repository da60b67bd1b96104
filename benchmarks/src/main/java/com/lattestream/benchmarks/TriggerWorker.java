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

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Scanner;

import com.sun.management.OperatingSystemMXBean;

/**
 * Runs passes of one contender, as often and as long as it is told.
 */
final class TriggerWorker {

	static final String NAME = "trigger-worker";

	private static final OperatingSystemMXBean SYSTEM = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private TriggerWorker() {
	}

	static void main(String[] args) throws Exception {
		PrintStream answers = System.out;
		// What contenders log is not for the parent
		System.setOut(System.err);
		Contender.Kind kind = Contender.Kind.valueOf(args[0]);
		try (Contender contender = kind.connect(Integer.parseInt(args[1])); Scanner orders = new Scanner(System.in)) {
			while (orders.hasNextInt()) {
				answers.println(pass(contender, orders.nextInt()));
			}
		}
		System.exit(0);
	}

	private static Pass pass(Contender contender, int events) throws Exception {
		long time = System.nanoTime();
		long cpu = SYSTEM.getProcessCpuTime();
		contender.publish(events);
		double cpuMillis = (SYSTEM.getProcessCpuTime() - cpu) / 1e6;
		double seconds = (System.nanoTime() - time) / 1e9;
		return new Pass(events / seconds, cpuMillis * 1_000 / events);
	}

}
