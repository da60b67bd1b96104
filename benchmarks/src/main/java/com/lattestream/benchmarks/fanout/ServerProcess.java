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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Peer} that runs, on the first processor where it can be told so.
 */
final class ServerProcess implements AutoCloseable {

	private static final String READY = "READY ";

	private final Process process;

	private final int port;

	private ServerProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start one and wait until it takes connections.
	 * @param peer what to start
	 * @return the process
	 * @throws IOException if it cannot be started here
	 */
	static ServerProcess start(Peer peer) throws IOException {
		return start(peer, "", Processors.ofServer());
	}

	/**
	 * Start one and wait until it takes connections.
	 * @param peer what to start
	 * @param options options for a JVM that count more than those the peer has
	 * @param processors what comes before the command, see {@link Processors}
	 * @return the process
	 * @throws IOException if it cannot be started here
	 */
	static ServerProcess start(Peer peer, String options, List<String> processors) throws IOException {
		List<String> own = peer.launch().command();
		if (own.isEmpty()) {
			throw new IOException(peer.name() + " is not installed");
		}
		List<String> command = new ArrayList<>(processors);
		command.addAll(own);
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		if (!options.isEmpty()) {
			builder.environment().put("_JAVA_OPTIONS", options);
		}
		Process process = builder.start();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> destroy(process)));
		BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.startsWith(READY)) {
				Thread drain = new Thread(() -> output.lines().forEach((rest) -> {
				}), peer.name());
				drain.setDaemon(true);
				drain.start();
				return new ServerProcess(process, Integer.parseInt(line.substring(READY.length()).trim()));
			}
		}
		throw new IOException(peer.name() + " did not start");
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Return how much processor time it has used.
	 * @return the time
	 */
	CpuTime cpuTime() {
		return CpuTime.of(this.process.toHandle());
	}

	@Override
	public void close() {
		destroy(this.process);
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void destroy(Process process) {
		process.descendants().forEach(ProcessHandle::destroy);
		process.destroy();
	}

}
