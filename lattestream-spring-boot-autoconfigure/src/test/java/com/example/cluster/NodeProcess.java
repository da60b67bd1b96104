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

package com.example.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;

/**
 * A node in a process of its own.
 */
final class NodeProcess implements AutoCloseable {

	static final Path ROOT = Path.of("target", "cluster");

	private final Process process;

	private final Path output;

	private int port;

	/**
	 * Start a node, and do not wait for it.
	 * @param megabytes how much memory it has
	 * @param properties what its application is told, as on a command line
	 */
	NodeProcess(int megabytes, List<String> properties) {
		this(command(megabytes, List.of("-cp", System.getProperty("java.class.path")), properties));
	}

	/**
	 * Start a node, and do not wait for it.
	 * @param megabytes how much memory it has
	 * @param archive its classes
	 * @param properties what its application is told, as on a command line
	 */
	NodeProcess(int megabytes, ClassArchive archive, List<String> properties) {
		this(command(megabytes, archive.options(), properties));
	}

	private NodeProcess(List<String> command) {
		try {
			Files.createDirectories(ROOT);
			this.output = Files.createTempFile(ROOT, "node", ".txt");
			File file = this.output.toFile();
			file.deleteOnExit();
			this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return how to start a node.
	 * @param megabytes how much memory it has
	 * @param classes the options that tell where its classes are
	 * @param properties what its application is told, as on a command line
	 * @return the command
	 */
	static List<String> command(int megabytes, List<String> classes, List<String> properties) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + megabytes + "m",
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
						"-Dspring.backgroundpreinitializer.ignore=true",
						"-Dreactor.netty.http.server.lastFlushWhenNoRead=true"));
		command.addAll(classes);
		command.addAll(List.of(ClusterApplication.class.getName(), "--server.port=0", "--spring.main.banner-mode=off",
				"--logging.level.root=warn"));
		command.addAll(properties);
		return command;
	}

	/**
	 * Wait until it serves clients.
	 * @return this
	 */
	NodeProcess ready() {
		Awaitility.await("start of a node")
			.atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> !lines(ClusterApplication.READY).isEmpty() || !this.process.isAlive());
		if (!this.process.isAlive()) {
			throw new IllegalStateException("A node did not start:\n" + output());
		}
		this.port = Integer.parseInt(lines(ClusterApplication.READY).get(0));
		return this;
	}

	int port() {
		return this.port;
	}

	/**
	 * End it as {@code kill -9} does, and return when it is gone.
	 */
	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Return what it has told so far.
	 * @param beginning what the lines begin with
	 * @return what follows that in each of them
	 */
	List<String> lines(String beginning) {
		return output().lines()
			.filter((line) -> line.startsWith(beginning))
			.map((line) -> line.substring(beginning.length()))
			.toList();
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

}
