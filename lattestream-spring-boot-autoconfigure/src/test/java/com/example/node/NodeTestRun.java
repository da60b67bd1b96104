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

package com.example.node;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Runs the tests in {@code src/test/node}, in a copy below {@code target} that npm may
 * install into.
 */
public final class NodeTestRun {

	private static final Path SOURCE = Path.of("src", "test", "node");

	private static final Path SCRIPTS = Path.of("src", "main", "resources", "com", "lattestream", "web");

	/** The tests reach the browser client by its path relative to theirs. */
	private static final Path ROOT = Path.of("target", "node");

	private static final Path COPY = ROOT.resolve(SOURCE.subpath(1, SOURCE.getNameCount()));

	private static final String PACKAGE = "package.json";

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private NodeTestRun() {
	}

	static @Nullable Path find(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Run tests.
	 * @param environment what they find in their environment
	 * @param files the names of their files
	 * @return what became of them
	 */
	public static Result run(Map<String, String> environment, String... files) {
		return run(LIMIT, environment, files);
	}

	/**
	 * Run tests that may take long.
	 * @param limit how long they may take
	 * @param environment what they find in their environment
	 * @param files the names of their files
	 * @return what became of them
	 */
	public static Result run(Duration limit, Map<String, String> environment, String... files) {
		try {
			install();
			// Clients of ours and of others keep timers that would keep the process
			List<String> command = new ArrayList<>(List.of("node", "--test", "--test-force-exit"));
			command.addAll(List.of(files));
			return execute(limit, environment, command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Install once, for all processes that run tests of this module.
	 */
	private static synchronized void install() throws IOException {
		Files.createDirectories(COPY);
		try (FileChannel channel = FileChannel.open(ROOT.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			boolean installed = Files.exists(COPY.resolve("node_modules")) && !differ(PACKAGE, SOURCE, COPY);
			copy(SOURCE, COPY);
			copy(SCRIPTS, ROOT.resolve(SCRIPTS.subpath(1, SCRIPTS.getNameCount())));
			if (!installed) {
				Result install = execute(LIMIT, Map.of(), List.of("npm", "install", "--no-audit", "--no-fund"));
				if (install.exitCode() != 0) {
					throw new IllegalStateException("npm install failed:\n" + install.output());
				}
			}
		}
	}

	/**
	 * Leaves alone what is there: tests may be reading it.
	 */
	private static void copy(Path source, Path target) throws IOException {
		Files.createDirectories(target);
		try (Stream<Path> files = Files.list(source)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				String name = file.getFileName().toString();
				if (differ(name, source, target)) {
					Files.copy(file, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
				}
			}
		}
	}

	private static boolean differ(String name, Path source, Path target) throws IOException {
		Path copy = target.resolve(name);
		return !Files.exists(copy) || Files.mismatch(source.resolve(name), copy) >= 0;
	}

	private static Result execute(Duration limit, Map<String, String> environment, List<String> command)
			throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(COPY.toFile()).redirectErrorStream(true);
		builder.environment().putAll(environment);
		Path output = Files.createTempFile(ROOT, "run", ".txt");
		Process process = builder.redirectOutput(output.toFile()).start();
		try {
			if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				process.destroyForcibly();
				return new Result(-1, Files.readString(output) + "\nStopped after " + limit);
			}
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		return new Result(process.exitValue(), Files.readString(output));
	}

	/**
	 * What became of a run.
	 *
	 * @param exitCode the exit code
	 * @param output all it printed
	 */
	public record Result(int exitCode, String output) {

	}

}
