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
import java.util.List;

/**
 * Shares the processors of this machine: the first one is for the server, all others are
 * for the driver.
 */
final class Processors {

	private static final String TASKSET = "taskset";

	/** Before this process is moved away from the first one. */
	private static final int COUNT = Runtime.getRuntime().availableProcessors();

	private Processors() {
	}

	/**
	 * Return whether there is something to share and the means to do it.
	 * @return whether servers are kept apart from the driver
	 */
	static boolean areShared() {
		return COUNT > 1 && Programs.isInstalled(TASKSET);
	}

	static int count() {
		return COUNT;
	}

	/**
	 * Return what comes before the command of a server.
	 * @return the beginning of the command, may be empty
	 */
	static List<String> ofServer() {
		return areShared() ? List.of(TASKSET, "-c", "0") : List.of();
	}

	/**
	 * Return what comes before a command that may use all processors, for children begin
	 * where the driver is.
	 * @return the beginning of the command, may be empty
	 */
	static List<String> all() {
		return areShared() ? List.of(TASKSET, "-c", "0-" + (COUNT - 1)) : List.of();
	}

	/**
	 * Move this process, the driver, to the other processors.
	 * @throws IOException if that fails
	 * @throws InterruptedException if nobody waits for it
	 */
	static void leaveToServer() throws IOException, InterruptedException {
		if (areShared()) {
			new ProcessBuilder(TASKSET, "-a", "-c", "-p", "1-" + (COUNT - 1),
					Long.toString(ProcessHandle.current().pid()))
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
	}

}
