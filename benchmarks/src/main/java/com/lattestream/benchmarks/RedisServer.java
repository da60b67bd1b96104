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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A Redis and what it says of itself: one of our own, which ends with the benchmark, or
 * one elsewhere, which nothing else may use meanwhile.
 */
final class RedisServer implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private static final int PORT = 46379;

	private final String host;

	private final int port;

	private final @Nullable Process process;

	private final RedisClient client;

	private final StatefulRedisConnection<String, String> connection;

	private RedisServer(String host, int port, @Nullable Process process) {
		this.host = host;
		this.port = port;
		this.process = process;
		this.client = RedisClient.create(RedisURI.create(host, port));
		this.connection = this.client.connect();
	}

	/**
	 * Find the server to measure with.
	 * @param address host and port, or {@code null} to start one
	 * @return the server
	 * @throws Exception if it cannot be started
	 */
	static RedisServer at(@Nullable String address) throws Exception {
		if (address == null) {
			return start();
		}
		int colon = address.lastIndexOf(':');
		return new RedisServer(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), null);
	}

	private static RedisServer start() throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("lattestream-benchmark");
		Path log = directory.resolve("log");
		Process process = new ProcessBuilder(RedisExecProvider.defaultProvider().get().getPath(), "--port",
				Integer.toString(PORT), "--bind", HOST, "--dir", directory.toString(), "--save", "", "--appendonly",
				"no")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		while (!Files.exists(log) || !Files.readString(log).contains("Ready to accept connections")) {
			if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
				throw new IOException("Redis did not start: " + Files.readString(log));
			}
		}
		return new RedisServer(HOST, PORT, process);
	}

	String host() {
		return this.host;
	}

	int port() {
		return this.port;
	}

	/**
	 * Return how much memory it uses.
	 * @return the bytes
	 */
	long memory() {
		return (long) figure("memory", "used_memory:");
	}

	/**
	 * Return how long it was on processors.
	 * @return the time in microseconds
	 */
	double cpuMicros() {
		return (figure("cpu", "used_cpu_sys:") + figure("cpu", "used_cpu_user:")) * 1e6;
	}

	/**
	 * Return how many scripts it has run.
	 * @return the number
	 */
	long scripts() {
		return (long) figure("commandstats", "cmdstat_evalsha:calls=");
	}

	/**
	 * Return how many commands it has carried out, those of scripts among them.
	 * @return the number
	 */
	long commands() {
		return (long) figure("stats", "total_commands_processed:");
	}

	private double figure(String section, String name) {
		return this.connection.sync()
			.info(section)
			.lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length()).split(",", 2)[0]))
			.findFirst()
			.orElse(0);
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown();
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

}
