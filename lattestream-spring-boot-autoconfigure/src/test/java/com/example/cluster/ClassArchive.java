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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes of a node as the JVM has them in memory, which halves the time that a node
 * takes to start. A JVM that cannot use it starts without it.
 */
final class ClassArchive {

	private final Path directory;

	/** Of jars only, as archives know no directories. */
	private final String classPath;

	private ClassArchive(Path directory) {
		this.directory = directory;
		this.classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(this::jar)
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Have a node start and end, and keep its classes.
	 * @param properties what its application is told, as on a command line
	 * @return the archive
	 */
	static ClassArchive create(List<String> properties) {
		try {
			ClassArchive archive = new ClassArchive(
					Files.createDirectories(NodeProcess.ROOT.resolve("classes")).toAbsolutePath());
			Files.deleteIfExists(archive.file());
			List<String> options = List.of("-XX:ArchiveClassesAtExit=" + archive.file(), "-cp", archive.classPath);
			Process process = new ProcessBuilder(NodeProcess.command(128, options, properties))
				.redirectErrorStream(true)
				.redirectOutput(archive.directory.resolve("output.txt").toFile())
				.start();
			// The node ends with its input
			process.getOutputStream().close();
			process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
			return archive;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file() {
		return this.directory.resolve("classes.jsa");
	}

	/**
	 * Return how the JVM of a node uses it.
	 * @return the options, the class path included
	 */
	List<String> options() {
		return List.of("-XX:SharedArchiveFile=" + file(), "-cp", this.classPath);
	}

	private String jar(String entry) {
		Path classes = Path.of(entry);
		if (!Files.isDirectory(classes)) {
			return entry;
		}
		Path jar = this.directory.resolve(classes.getFileName() + ".jar");
		try (OutputStream stream = Files.newOutputStream(jar);
				ZipOutputStream zip = new ZipOutputStream(stream);
				Stream<Path> files = Files.walk(classes)) {
			zip.setLevel(0);
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
				Files.copy(file, zip);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return jar.toString();
	}

}
