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

package com.lattestream.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.FileSystemUtils;

/**
 * The executable jar with its libraries beside it rather than inside, where only Spring
 * Boot's own class loader finds them: JMH starts its processes with the plain class path
 * of this one.
 */
final class ExtractedJar {

	static final String CLASS_PATH = "java.class.path";

	private ExtractedJar() {
	}

	/**
	 * Extract the jar, if this process runs from it, and make it the class path that JMH
	 * sees. It is gone when the process ends.
	 * @return the class path before
	 * @throws IOException if it cannot be extracted
	 * @throws InterruptedException if this thread is not to wait for that
	 */
	static String putOnClassPath() throws IOException, InterruptedException {
		String classPath = System.getProperty(CLASS_PATH);
		if (ExtractedJar.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
			return classPath;
		}
		Path jar = Path.of(classPath);
		Path directory = Files.createTempDirectory("benchmarks");
		// Long runs are often broken off
		Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
		extract(jar, directory);
		System.setProperty(CLASS_PATH, directory.resolve(jar.getFileName()).toString());
		return classPath;
	}

	private static void extract(Path jar, Path directory) throws IOException, InterruptedException {
		String java = ProcessHandle.current().info().command().orElse("java");
		int status = new ProcessBuilder(java, "-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination",
				directory.toString())
			.inheritIO()
			.start()
			.waitFor();
		if (status != 0) {
			throw new IOException("Extracting " + jar + " ended with status " + status);
		}
	}

}
