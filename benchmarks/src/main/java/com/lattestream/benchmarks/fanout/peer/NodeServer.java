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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.lattestream.benchmarks.fanout.Peer;
import com.lattestream.benchmarks.fanout.Programs;
import com.lattestream.benchmarks.fanout.Wire;

/**
 * The library {@code ws} on Node, which npm fetches.
 */
final class NodeServer {

	private static final String SCRIPT = "ws-server.mjs";

	private static final String PACKAGE = "package.json";

	private static final Path INSTALLED = Path.of("node_modules", "ws", PACKAGE);

	private NodeServer() {
	}

	static Peer peer() {
		return Peer.program("Node ws", "node", NodeServer::command,
				new QueryWire(Wire.Transport.WEBSOCKET, "/ws", "subscribed"));
	}

	private static List<String> command() throws IOException {
		if (!Programs.isInstalled("npm")) {
			return List.of();
		}
		Path directory = Scripts.directory("node");
		Path script = Files.writeString(directory.resolve(SCRIPT), Scripts.read(SCRIPT));
		Path dependencies = directory.resolve(PACKAGE);
		String wanted = Scripts.read(PACKAGE);
		if (!Files.exists(directory.resolve(INSTALLED)) || !Files.readString(dependencies).equals(wanted)) {
			Files.writeString(dependencies, wanted);
			install(directory);
		}
		return List.of("node", script.toString(), "--port=0");
	}

	private static void install(Path directory) throws IOException {
		Process npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund").directory(directory.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
				throw new IOException("npm could not install what " + directory.resolve(PACKAGE) + " names");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Nobody waits for npm", ex);
		}
		finally {
			npm.destroy();
		}
	}

}
