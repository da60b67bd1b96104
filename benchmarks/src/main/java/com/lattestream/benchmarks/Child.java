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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Another JVM with the same classes, told what to do by lines and answering with lines.
 */
final class Child implements AutoCloseable {

	private static final String TASKSET = "taskset";

	private final Process process;

	private final BufferedReader answers;

	private final PrintStream orders;

	private Child(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
	}

	/**
	 * Start one.
	 * @param processor the processor it keeps to, where the system can be told so
	 * @param args the arguments for {@link Benchmarks}
	 * @return the process
	 */
	static Child start(int processor, String... args) throws IOException {
		List<String> command = new ArrayList<>();
		if (hasTaskset() && Runtime.getRuntime().availableProcessors() > processor) {
			command.addAll(List.of(TASKSET, "-c", Integer.toString(processor)));
		}
		String classPath = System.getProperty("java.class.path");
		command.add(ProcessHandle.current().info().command().orElse("java"));
		command.addAll(List.of("-Xmx512m", "-Dlogging.level.root=warn"));
		if (classPath.endsWith(".jar") && !classPath.contains(System.getProperty("path.separator"))) {
			command.addAll(List.of("-jar", classPath));
		}
		else {
			command.addAll(List.of("-cp", classPath, Benchmarks.class.getName()));
		}
		command.addAll(List.of(args));
		return new Child(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	private static boolean hasTaskset() {
		String path = System.getenv().getOrDefault("PATH", "");
		return Arrays.stream(path.split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, TASKSET)));
	}

	void tell(String order) {
		this.orders.println(order);
	}

	String answer() throws IOException {
		String line = this.answers.readLine();
		if (line == null) {
			throw new IOException("The process ended without an answer");
		}
		return line;
	}

	@Override
	public void close() throws IOException {
		this.orders.close();
		this.process.destroy();
	}

}
