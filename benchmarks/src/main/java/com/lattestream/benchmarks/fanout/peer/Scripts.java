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

package com.lattestream.benchmarks.fanout.peer;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.springframework.boot.system.ApplicationHome;

/**
 * The files of servers that are not written in Java, put where other programs can read
 * them: into the directory that Maven builds the benchmarks in.
 */
final class Scripts {

	private Scripts() {
	}

	/**
	 * Return where the files of a server are to be put.
	 * @param server a name for the directory
	 * @return an existing directory
	 */
	static Path directory(String server) throws IOException {
		File source = new ApplicationHome(Scripts.class).getSource();
		// Tests have none, and run in the directory of the module
		Path target = (source != null) ? source.toPath().resolveSibling("fanout") : Path.of("target", "fanout");
		return Files.createDirectories(target.resolve(server).toAbsolutePath());
	}

	/**
	 * Return a file of a server.
	 * @param name its name
	 * @return what is in it
	 */
	static String read(String name) throws IOException {
		try (InputStream stream = Objects.requireNonNull(Scripts.class.getResourceAsStream(name))) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
